import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { syncFolder } from '../files/disk.js';
import { OutputExistsError } from './errors.js';

/**
 * A folder that appears whole or not at all: files are written to a hidden folder beside it, which gets its name at
 * the end. A process that is killed leaves only such a hidden folder behind, and the next one removes it.
 */
export class OutputFolder {
  readonly target: string;
  /** Where the files are written. */
  readonly path: string;
  readonly #mayReplace: () => boolean;

  /**
   * @param mayReplace asked where the folder exists and is not empty: whether what it holds is worth nothing
   * @throws OutputExistsError
   */
  constructor(target: string, mayReplace: () => boolean = () => false) {
    this.target = resolve(target);
    this.#mayReplace = mayReplace;
    this.#checkTarget();
    const parent = dirname(this.target);
    mkdirSync(parent, { recursive: true });
    removeLeftovers(this.target);
    this.path = join(parent, `${prefixOf(this.target)}${process.pid}-${randomBytes(4).toString('hex')}`);
    mkdirSync(this.path);
  }

  /** Gives the folder its name. @throws OutputExistsError where another process made one in the meantime */
  publish(): void {
    if (this.#checkTarget()) {
      const aside = `${this.path}-old`;
      renameSync(this.target, aside);
      renameSync(this.path, this.target);
      rmSync(aside, { recursive: true, force: true });
    } else {
      renameSync(this.path, this.target);
    }
    syncFolder(dirname(this.target));
  }

  /** Removes what was written. */
  discard(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Whether there is something to replace; an empty folder does no harm. */
  #checkTarget(): boolean {
    let content: string[];
    try {
      content = readdirSync(this.target);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return false;
      if (code === 'ENOTDIR' && existsSync(this.target)) throw new OutputExistsError(this.target);
      throw error;
    }
    if (content.length > 0 && !this.#mayReplace()) throw new OutputExistsError(this.target);
    return true;
  }
}

function prefixOf(target: string): string {
  return `.${basename(target)}.partial-${hostname()}-`;
}

/** Removes the hidden folders that processes of this machine left beside a target, if they are no longer there. */
export function removeLeftovers(target: string): void {
  const parent = dirname(target);
  const prefix = prefixOf(target);
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    const pid = name.startsWith(prefix) ? /^(\d+)-[0-9a-f]{8}(-old)?$/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
