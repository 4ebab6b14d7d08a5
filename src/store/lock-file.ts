/**
 * Git's own lock files, `index.lock` and `refs/heads/main.lock`: whoever creates one, and nobody else, may replace the
 * file beside it. Real git respects ours and we respect its. What we put in one is the repository lock's stamp, by a
 * hard link, so it is there from the first moment: a lock that a killed refkit left is known as such and removed,
 * which is safe, since all refkit writers hold the repository's lock (lock.ts) first. A lock of git is never removed.
 */
import { closeSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseStamp } from './process-stamp.js';
import { GitLockedError } from './write-errors.js';

/** Even with `--wait 0` git gets this long: what runs in the background of an editor takes the lock for moments. */
const SHORTEST_WAIT_MS = 150;

export class LockFile {
  readonly file: string;

  private constructor(file: string) {
    this.file = file;
  }

  /**
   * Takes `<target>.lock`. `stampFile` is the lock that this process holds on the repository.
   * Throws GitLockedError where another program keeps it for longer than `waitSeconds`.
   */
  static async acquire(target: string, stampFile: string, waitSeconds: number): Promise<LockFile> {
    const file = `${target}.lock`;
    const deadline = performance.now() + Math.max(waitSeconds * 1000, SHORTEST_WAIT_MS);
    for (let pause = 1; ; pause = Math.min(pause * 1.5, 10)) {
      if (createExclusively(file, stampFile)) return new LockFile(file);
      if (LockFile.removeOurs(target)) continue;
      if (performance.now() > deadline) throw new GitLockedError(file, ageOf(file));
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /** Removes `<target>.lock` where a killed refkit left it. Only for whoever holds the repository's lock. */
  static removeOurs(target: string): boolean {
    const file = `${target}.lock`;
    try {
      if (parseStamp(readFileSync(file, 'utf8')) === null) return false;
    } catch {
      return false;
    }
    rmSync(file, { force: true });
    return true;
  }

  release(): void {
    rmSync(this.file, { force: true });
  }
}

/**
 * Makes `file` with the content of `source`, both at once, or answers false where it exists. Where the file system
 * has no hard links there is a moment in which it is empty.
 */
export function createExclusively(file: string, source: string): boolean {
  for (let again = false; ; again = true) {
    try {
      linkSync(source, file);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return false;
      if (code === 'ENOENT' && !again) {
        mkdirSync(dirname(file), { recursive: true });
        continue;
      }
      if (code === 'ENOSPC' || code === 'EROFS' || code === 'EACCES' || code === 'ENOENT') throw error;
    }
    return copyExclusively(file, source);
  }
}

function copyExclusively(file: string, source: string): boolean {
  const content = readFileSync(source);
  let fd: number;
  try {
    fd = openSync(file, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(fd, content);
  } finally {
    closeSync(fd);
  }
  return true;
}

function ageOf(file: string): number {
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return made === undefined ? 0 : Math.max(0, (Date.now() - made) / 1000);
}
