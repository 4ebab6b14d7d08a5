import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refkit, runNode } from './children.js';
import { inPairs } from './timing.js';

const nativeCreate = fileURLToPath(new URL('native-create.js', import.meta.url));

/**
 * Times the import of a source, whole command, against one process that parses it and writes the same files and real
 * git. `memory` is the greatest peak of refkit's process, in bytes. Every repository is made in a fresh folder and
 * removed outside the clock.
 */
export async function importPairs(fixtures, source, count, options) {
  const model = modelFiles(fixtures);
  let memory = 0;
  const ours = () => {
    const folder = fixtures.folder('import');
    const used = runNode(refkit('create', folder, '--import-from', source), { env: fixtures.env });
    memory = Math.max(memory, used.peakMemory);
    settle(fixtures, folder);
    return used.milliseconds;
  };
  const theirs = () => {
    const folder = fixtures.folder('native');
    const used = runNode([nativeCreate, source, folder, model], { env: fixtures.env });
    settle(fixtures, folder);
    return used.milliseconds;
  };
  return { unit: 'ms', ...(await inPairs(count, ours, theirs, options)), memory };
}

/** Removes a repository and lets the disk finish what it has in hand, so that no run pays for the one before it. */
function settle(fixtures, folder) {
  fixtures.remove(folder);
  if (process.platform !== 'win32') spawnSync('sync');
}

/** The files beside the OTUs, which both sides write: about what a new reference starts with. */
function modelFiles(fixtures) {
  const folder = fixtures.folder('model');
  mkdirSync(folder);
  for (const name of ['reference.yaml', 'README.md', '.gitattributes', '.gitignore', '.editorconfig']) {
    writeFileSync(join(folder, name), '* -text\n');
  }
  return folder;
}
