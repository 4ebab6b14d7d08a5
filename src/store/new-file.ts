import { closeSync, fstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { InvalidPathError } from './errors.js';
import { type FileStat, fileStat } from './file-stat.js';

/** Writes a file that must not be there, making its folders, and gives what the git index is to remember of it. */
export function writeNewFile(file: string, data: Buffer, mode = 0o666): FileStat {
  let fd: number;
  try {
    fd = openSync(file, 'wx', mode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw new InvalidPathError(`${file} is there twice: this file system takes two names for the same`);
    }
    if (code !== 'ENOENT') throw error;
    mkdirSync(dirname(file), { recursive: true });
    fd = openSync(file, 'wx', mode);
  }
  try {
    for (let done = 0; done < data.length; ) done += writeSync(fd, data, done);
    return fileStat(fstatSync(fd, { bigint: true }));
  } finally {
    closeSync(fd);
  }
}
