/** Stands in for `@neon-rs/load` and `detect-libc`: which native package of libsql fits this Node.js. */
const { closeSync, openSync, readSync } = require('node:fs');

/** The C library that Node was linked against: its name is that of the loader, early in the program's file. */
function familySync() {
  if (process.platform !== 'linux') return null;
  const start = Buffer.alloc(4096);
  const file = openSync(process.execPath, 'r');
  readSync(file, start, 0, start.length, 0);
  closeSync(file);
  return start.includes('/ld-musl-') ? 'musl' : 'glibc';
}

function currentTarget() {
  const { platform, arch } = process;
  if (platform === 'win32') return `win32-${arch}-msvc`;
  if (platform !== 'linux') return `${platform}-${arch}`;
  if (arch === 'arm') return 'linux-arm-gnueabihf';
  return `linux-${arch}-${familySync() === 'musl' ? 'musl' : 'gnu'}`;
}

module.exports = { currentTarget, familySync, load: () => null, GLIBC: 'glibc', MUSL: 'musl' };
