/**
 * A folder that is built beside its place and gets its name at the end: a killed process leaves only a hidden folder,
 * which the next one that comes to the same place removes.
 */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAbandoned } from './lock.js';
import { newStamp, parseStamp, vitality } from './process-stamp.js';
import { moveOver } from './working-file.js';
import { DirectoryNotEmptyError, explainWriteError } from './write-errors.js';

const MARK = '.refkit-create-';
/** A folder without a stamp: its maker was killed within moments. */
const UNSTAMPED_MS = 60_000;

export class NewFolder {
  readonly #dir: string;
  /** Where it is built: beside the place, or in it where that is an empty folder already. */
  readonly site: string;
  /** The first of the folders above the place that were missing. */
  readonly #madeParent: string | undefined;

  /**
   * Begins. What a killed process left of the same is removed.
   *
   * @param dir its place
   * @param gitDir where below it the repository's own folder will be: '' or `.git`
   * @throws DirectoryNotEmptyError, CannotWriteError
   */
  constructor(dir: string, gitDir: string) {
    this.#dir = resolve(dir);
    try {
      const isFolder = checkEmpty(this.#dir);
      const parent = isFolder ? this.#dir : dirname(this.#dir);
      this.#madeParent = mkdirSync(parent, { recursive: true });
      const stamp = newStamp();
      this.site = join(parent, `.${basename(this.#dir)}${MARK}${stamp.token}`);
      removeAbandoned(parent, `.${basename(this.#dir)}${MARK}`);
      const local = join(this.site, gitDir, 'refkit');
      mkdirSync(local, { recursive: true });
      writeFileSync(join(local, 'lock'), JSON.stringify(stamp));
    } catch (error) {
      throw explainWriteError(error, this.#dir);
    }
  }

  /** Gives it its name. @throws DirectoryNotEmptyError where somebody was quicker */
  place(): void {
    // Somebody may have been quicker.
    checkEmpty(this.#dir);
    if (dirname(this.site) !== this.#dir) {
      moveOver(this.site, this.#dir);
      return;
    }
    // Somebody's shell may stand in the folder, or it may be a mounted disk: it stays, and all moves up into it.
    const late = (name: string): boolean => name === '.git' || name === 'HEAD';
    const names = readdirSync(this.site).sort((a, b) => Number(late(a)) - Number(late(b)));
    // What makes it a repository comes last.
    for (const name of names) moveOver(join(this.site, name), join(this.#dir, name));
    rmdirSync(this.site);
  }

  /** Removes all of it. */
  remove(): void {
    rmSync(this.site, { recursive: true, force: true, maxRetries: 5 });
    if (this.#madeParent === undefined) return;
    for (let folder = dirname(this.site); folder.length >= this.#madeParent.length; folder = dirname(folder)) {
      try {
        rmdirSync(folder);
      } catch {
        return;
      }
    }
  }
}

/** Whether the folder exists (and is empty, but for what killed processes left). Throws DirectoryNotEmptyError. */
function checkEmpty(dir: string): boolean {
  if (!lstatSync(dir, { throwIfNoEntry: false })) return false;
  // A link to a folder is as good as the folder.
  const entries = statSync(dir, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(dir) : null;
  if (entries?.every((name) => name.startsWith(`.${basename(dir)}${MARK}`))) return true;
  throw new DirectoryNotEmptyError(dir, entries ?? []);
}

/** How long a process that was cut off may take to notice, in ms, and how often it is looked at. */
const NOTICE_MS = 30_000;
const LOOK_MS = 20;
/** Between the end of its lock and its name a repository has none for a moment. */
const MOMENT_MS = 100;

/**
 * Removes what a creation left whose process was cut off, and that nobody else may be at. Where that process is still
 * at work, since it has not noticed yet, it is waited for; the repository itself, if it came to be, is left alone.
 */
export async function removeCutOff(dir: string): Promise<void> {
  const parent = dirname(resolve(dir));
  const names = existsSync(parent) ? readdirSync(parent) : [];
  for (const name of names.filter((each) => each.startsWith(`.${basename(dir)}${MARK}`))) {
    const site = join(parent, name);
    const patience = { alive: NOTICE_MS, unstamped: MOMENT_MS, dead: 0 };
    for (let waited = 0; existsSync(site) && waited < patience[makerOf(site)]; waited += LOOK_MS) await sleep(LOOK_MS);
    rmSync(site, { recursive: true, force: true, maxRetries: 5 });
  }
}

function makerOf(site: string): 'alive' | 'dead' | 'unstamped' {
  for (const lock of locksOf(site)) {
    try {
      const stamp = parseStamp(readFileSync(lock, 'utf8'));
      if (stamp) return vitality(stamp) === 'alive' ? 'alive' : 'dead';
    } catch (error) {
      // It has gone in this moment.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return 'unstamped';
}

function locksOf(site: string): string[] {
  return [join(site, '.git', 'refkit', 'lock'), join(site, 'refkit', 'lock')].filter((file) => existsSync(file));
}

function removeAbandoned(parent: string, prefix: string): void {
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(prefix)) continue;
    const site = join(parent, name);
    const locks = locksOf(site);
    const age = Date.now() - (lstatSync(site, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (locks.length > 0 ? locks.every(isAbandoned) : age > UNSTAMPED_MS)
      rmSync(site, { recursive: true, force: true });
  }
}
