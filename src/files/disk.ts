/** Writing that has to survive a power cut. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/** Writes all of the bytes at a position. */
export function writeAll(fd: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
}

/** Makes a new file with this content. Where `durable`, it is on the disk when this returns, but its name may not be. */
export function writeNew(file: string, bytes: Buffer, { mode, durable }: { mode: number; durable: boolean }): void {
  const fd = openSync(file, 'wx', mode);
  try {
    writeAll(fd, bytes, 0);
    if (durable) fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Makes new names in a folder survive a power cut, where the system can. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
