/**
 * A new repository with one commit, or two, streamed: each file goes into one pack, onto the disk and into the git index as it
 * comes, so that memory does not grow with the content. It is built beside its place and renamed at the end.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidPathError } from './errors.js';
import { type FileStat, fileStat } from './file-stat.js';
import { IndexBuilder } from './index-builder.js';
import { isAbandoned } from './lock.js';
import { encodeCommit, type ObjectType, type Signature } from './object-format.js';
import { PackWriter } from './pack-writer.js';
import { newStamp, parseStamp, vitality } from './process-stamp.js';
import { updateRef } from './refs.js';
import { Repository } from './repository.js';
import { encodeEntry, parseTree } from './tree-format.js';
import { checkPath } from './trees.js';
import { diskPath, moveOver } from './working-file.js';
import { DirectoryNotEmptyError, explainWriteError } from './write-errors.js';

export interface BuilderOptions {
  bare: boolean;
  /** By default as git is configured, else `main`. */
  branch?: string;
}

export interface FirstCommit {
  message: string;
  author: Signature;
  committer: Signature;
}

/** A commit that comes before the first one of the branch that HEAD names, on a branch of its own. */
export interface Forerunner extends FirstCommit {
  /** Without `refs/heads/`. */
  branch: string;
  /** What of the root it holds: names of files and folders. */
  names: readonly string[];
  /** Commits that are in the repository already; none where it is a root. */
  parents: readonly string[];
}

const MARK = '.refkit-create-';
/** A folder without a stamp: its maker was killed within moments. */
const UNSTAMPED_MS = 60_000;

export class RepositoryBuilder {
  readonly #dir: string;
  /** Where it is built: beside `dir`, or in it where that is an empty folder already. */
  readonly #site: string;
  /** The first of the folders above `dir` that were missing. */
  readonly #madeParent: string | undefined;
  readonly #repo: Repository;
  readonly #pack: PackWriter;
  readonly #index = new IndexBuilder();
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();
  #over = false;

  /**
   * Begins. What a killed process left of a creation in the same place is removed.
   *
   * @throws DirectoryNotEmptyError, CannotWriteError
   */
  constructor(dir: string, { bare, branch }: BuilderOptions) {
    this.#dir = resolve(dir);
    try {
      const isFolder = checkEmpty(this.#dir);
      const parent = isFolder ? this.#dir : dirname(this.#dir);
      this.#madeParent = mkdirSync(parent, { recursive: true });
      const stamp = newStamp();
      this.#site = join(parent, `.${basename(this.#dir)}${MARK}${stamp.token}`);
      removeAbandoned(parent, `.${basename(this.#dir)}${MARK}`);
      const local = join(this.#site, bare ? '' : '.git', 'refkit');
      mkdirSync(local, { recursive: true });
      writeFileSync(join(local, 'lock'), JSON.stringify(stamp));
    } catch (error) {
      throw explainWriteError(error, this.#dir);
    }
    try {
      this.#repo = Repository.init(this.#site, { bare, branch });
      this.#pack = new PackWriter(this.#repo.objects.objectsDir);
    } catch (error) {
      this.#remove();
      throw explainWriteError(error, this.#dir);
    }
  }

  /** The repository as far as it is made: to put objects into that others have. */
  get repository(): Repository {
    return this.#repo;
  }

  /**
   * Adds a file.
   *
   * @param path relative to the root, with `/`
   * @returns the blob's object id
   * @throws InvalidPathError for a path that git refuses or that is there already, UnsafePathError, CannotWriteError
   */
  add(path: string, content: Buffer | string): string {
    this.#register(path);
    const data = typeof content === 'string' ? Buffer.from(content) : content;
    try {
      const oid = this.#pack.add('blob', data);
      const stat = this.#repo.workTree === null ? null : writeFile(diskPath(this.#repo.workTree, path), data);
      this.#index.add(path, { mode: '100644', oid, stat });
      return oid;
    } catch (error) {
      throw explainWriteError(error, join(this.#dir, path));
    }
  }

  /**
   * Makes the commit and puts the repository into its place. On an error `abort` is still to be called.
   *
   * @param forerunner the commit's parent, where it has one
   */
  finish({ message, author, committer }: FirstCommit, forerunner?: Forerunner): Repository {
    const repo = this.#repo;
    try {
      let root: Buffer = Buffer.alloc(0);
      // The root's tree is the last to be written.
      const write = (type: ObjectType, data: Buffer) => {
        root = data;
        return this.#pack.add(type, data);
      };
      const { tree, pieces } = this.#index.finish(write);
      const before = forerunner && this.#commitBefore(forerunner, root);
      const parents = before === undefined ? [] : [before];
      const commit = this.#pack.add('commit', encodeCommit({ tree, parents, author, committer, message }));
      this.#pack.finish();
      repo.objects.refresh();
      if (repo.workTree !== null) writeFileSync(join(repo.gitDir, 'index'), Buffer.concat(pieces));
      if (forerunner && before) putRef(repo, `refs/heads/${forerunner.branch}`, before, forerunner);
      putRef(repo, 'HEAD', commit, { message, committer });
      repo.objects.close();
      rmSync(join(repo.gitDir, 'refkit'), { recursive: true, force: true });
      this.#move();
    } catch (error) {
      throw explainWriteError(error, this.#dir);
    }
    this.#over = true;
    return Repository.open(this.#dir);
  }

  /** Removes everything that was made. Does nothing after `finish` returned. */
  abort(): void {
    if (this.#over) return;
    this.#over = true;
    this.#pack.abort();
    this.#repo.objects.close();
    this.#remove();
  }

  #commitBefore({ names, parents, author, committer, message }: Forerunner, root: Buffer): string {
    const entries = parseTree(root).filter(({ path }) => names.includes(path));
    const bytes = Buffer.concat(entries.map(({ mode, path, oid }) => encodeEntry(mode, path, oid)));
    const tree = this.#pack.add('tree', bytes);
    return this.#pack.add('commit', encodeCommit({ tree, parents: [...parents], author, committer, message }));
  }

  #register(path: string): void {
    checkPath(path);
    const clash = (what: string): never => {
      throw new InvalidPathError(`${what} is there twice`, { data: { path } });
    };
    if (this.#files.has(path) || this.#folders.has(path)) clash(path);
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const folder = path.slice(0, slash);
      if (this.#folders.has(folder)) break;
      if (this.#files.has(folder)) clash(folder);
      this.#folders.add(folder);
    }
    this.#files.add(path);
  }

  #move(): void {
    // Somebody may have been quicker.
    checkEmpty(this.#dir);
    if (dirname(this.#site) !== this.#dir) {
      moveOver(this.#site, this.#dir);
      return;
    }
    // Somebody's shell may stand in the folder, or it may be a mounted disk: it stays, and all moves up into it.
    const late = (name: string): boolean => name === '.git' || name === 'HEAD';
    const names = readdirSync(this.#site).sort((a, b) => Number(late(a)) - Number(late(b)));
    // What makes it a repository comes last.
    for (const name of names) moveOver(join(this.#site, name), join(this.#dir, name));
    rmdirSync(this.#site);
  }

  #remove(): void {
    rmSync(this.#site, { recursive: true, force: true, maxRetries: 5 });
    if (this.#madeParent === undefined) return;
    for (let folder = dirname(this.#site); folder.length >= this.#madeParent.length; folder = dirname(folder)) {
      try {
        rmdirSync(folder);
      } catch {
        return;
      }
    }
  }
}

/** Makes a ref that is not there yet. */
function putRef(repo: Repository, ref: string, to: string, made: Pick<FirstCommit, 'message' | 'committer'>): void {
  const reflog = { signature: made.committer, message: `commit (initial): ${made.message.split('\n', 1)[0]}` };
  updateRef(repo, ref, { from: null, to, reflog });
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

/** Writes a file that must not be there, making its folders, and gives what the git index is to remember of it. */
function writeFile(file: string, data: Buffer): FileStat {
  let fd: number;
  try {
    fd = openSync(file, 'wx');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw new InvalidPathError(`${file} is there twice: this file system takes two names for the same`);
    }
    if (code !== 'ENOENT') throw error;
    mkdirSync(dirname(file), { recursive: true });
    fd = openSync(file, 'wx');
  }
  try {
    for (let done = 0; done < data.length; ) done += writeSync(fd, data, done);
    return fileStat(fstatSync(fd, { bigint: true }));
  } finally {
    closeSync(fd);
  }
}
