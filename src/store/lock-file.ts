/**
 * `index.lock`: whoever creates it, and nobody else, may replace the git index. Real git respects ours and we respect
 * its. Ours is a hard link of the repository's lock, so the stamp is in it from the first moment: one that a killed
 * refkit left is known as such and removed, which is safe, since refkit's writers hold the repository's lock (lock.ts)
 * first. One of git's is never removed.
 */
import { closeSync, existsSync, linkSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { parseStamp } from './process-stamp.js';
import { pause } from './ref-store.js';
import { GitLockedError } from './write-errors.js';

/** Even with `--wait 0` git gets this long: what runs in the background of an editor takes the lock for moments. */
const SHORTEST_WAIT_MS = 150;

export class LockFile {
  #held = true;

  private constructor(readonly file: string) {}

  /**
   * Takes `<target>.lock`. `stampFile` is the lock that this process holds on the repository.
   * Throws GitLockedError where another program keeps it for longer than `waitSeconds`.
   */
  static acquire(target: string, stampFile: string, waitSeconds: number): LockFile {
    const file = `${target}.lock`;
    const deadline = performance.now() + Math.max(waitSeconds * 1000, SHORTEST_WAIT_MS);
    for (let ms = 1; ; ms = Math.min(ms * 1.5, 10)) {
      if (createExclusively(file, stampFile)) return new LockFile(file);
      if (LockFile.removeOurs(target)) continue;
      if (performance.now() > deadline) throw new GitLockedError(file, ageOf(file));
      pause(ms);
    }
  }

  /** Removes `<target>.lock` where a killed refkit left it. Only for whoever holds the repository's lock. */
  static removeOurs(target: string): boolean {
    const file = `${target}.lock`;
    if (!existsSync(file)) return false;
    try {
      if (parseStamp(readFileSync(file, 'utf8')) === null) return false;
    } catch {
      return false;
    }
    rmSync(file, { force: true });
    return true;
  }

  /** Once; by the second time it may be somebody else's. */
  release(): void {
    if (this.#held) rmSync(this.file, { force: true });
    this.#held = false;
  }
}

/**
 * Makes `file` with the content of `source`, both at once, or answers false where it exists. Where the file system
 * has no hard links there is a moment in which it is empty.
 */
export function createExclusively(file: string, source: string): boolean {
  try {
    linkSync(source, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'ENOENT'].includes(code ?? '')) throw error;
  }
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
