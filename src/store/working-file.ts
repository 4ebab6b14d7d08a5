/**
 * Single files of the working tree, reached safely: a path never leads out of it, neither by its own words nor through
 * a symbolic link, and a file is replaced whole or not at all.
 */
import { randomBytes } from 'node:crypto';
import {
  type BigIntStats,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pause } from './ref-store.js';
import type { Repository } from './repository.js';
import { checkPath } from './trees.js';
import { explainWriteError, FileChangedError, UnsafePathError } from './write-errors.js';

/** Characters that HFS+ leaves out when it compares names, so that `.g\u200cit` is `.git` there. */
const IGNORED_BY_HFS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;
/** What NTFS takes for `.git`: trailing dots and spaces, a stream's name, the short name. */
const GIT_ON_NTFS = /^(?:\.git|git~1)[ .]*(?::|$)/i;

/**
 * Where a path of the repository (with `/`) is on disk. Throws InvalidPathError for one that git refuses, and
 * UnsafePathError for one that some file system takes for `.git` or for another folder.
 */
export function diskPath(workTree: string, path: string): string {
  checkPath(path);
  for (const name of path.split('/')) {
    const lookalike = GIT_ON_NTFS.test(name) || /^\.git$/i.test(name.replace(IGNORED_BY_HFS, ''));
    const foreign = process.platform === 'win32' && /[\\:]|[ .]$/.test(name);
    if (!lookalike && !foreign) continue;
    throw new UnsafePathError(`The path ${JSON.stringify(path)} cannot be used for a file`, { data: { path } });
  }
  return join(workTree, ...path.split('/'));
}

/** Whether the folders above files are real ones: what lies behind a link is not in this working tree. */
export class ParentFolders {
  readonly #real = new Set<string>();

  constructor(private readonly workTree: string) {}

  /** Throws UnsafePathError where a symbolic link, or something that is no folder, stands in a path. Missing ones are fine. */
  check(path: string): void {
    const folder = this.#obstacle(path);
    if (folder === null) return;
    const what = lstatIfThere(join(this.workTree, folder))?.isSymbolicLink() ? 'a symbolic link' : 'a file';
    throw new UnsafePathError(`${path} cannot be written: ${folder} is ${what} and not a folder`, {
      data: { path, folder },
      suggestions: [`move ${folder} away, and put a real folder in its place`],
    });
  }

  /** Whether `check` would pass. */
  areReal(path: string): boolean {
    return this.#obstacle(path) === null;
  }

  #obstacle(path: string): string | null {
    for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      const folder = path.slice(0, slash);
      if (this.#real.has(folder)) continue;
      const stat = lstatIfThere(join(this.workTree, folder));
      if (!stat) return null;
      if (!stat.isDirectory()) return folder;
      this.#real.add(folder);
    }
    return null;
  }
}

/** What `lstat` says; null where nothing is at the path. */
export function lstatIfThere(file: string): BigIntStats | null {
  try {
    return lstatSync(file, { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch (error) {
    // A file stands where a folder would be.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return null;
    throw error;
  }
}

/** A working file's bytes and what `lstat` says of it; null where no regular file is at the path. */
export function openWorkingFile(file: string): { content: Buffer; stats: BigIntStats } | null {
  let fd: number;
  try {
    // NONBLOCK: a FIFO would be waited for.
    fd = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'EISDIR') return null;
    throw error;
  }
  try {
    const stats = fstatSync(fd, { bigint: true });
    return stats.isFile() ? { content: readFileSync(fd), stats } : null;
  } finally {
    closeSync(fd);
  }
}

/**
 * A file of the working tree; null where there is none, or only a symbolic link. Throws UnsafePathError.
 */
export function readWorkingFile(repo: Repository, path: string): Buffer | null {
  const file = diskPath(repo.workTree!, path);
  try {
    new ParentFolders(repo.workTree!).check(path);
  } catch (error) {
    // What lies behind a link, or would lie in a folder that is none, is not in this working tree.
    if (error instanceof UnsafePathError) return null;
    throw error;
  }
  return openWorkingFile(file)?.content ?? null;
}

export interface WriteOptions {
  /** What the file must have in it; FileChangedError where it has not, and nothing is written. */
  expected?: Buffer;
}

/**
 * Writes a file of the working tree, whole or not at all; a file that is there keeps its permissions.
 * Throws UnsafePathError, FileChangedError or CannotWriteError. Takes no lock, and leaves the git index alone.
 */
export function writeWorkingFile(
  repo: Repository,
  path: string,
  content: Buffer | string,
  { expected }: WriteOptions = {},
): void {
  const file = diskPath(repo.workTree!, path);
  new ParentFolders(repo.workTree!).check(path);
  try {
    const staging = new Staging(repo, randomBytes(8).toString('hex'));
    const staged = StagedFile.write(staging, file, Buffer.from(content));
    try {
      if (expected && !openWorkingFile(file)?.content.equals(expected)) throw new FileChangedError(path);
      staged.place();
    } finally {
      staged.discard();
    }
  } catch (error) {
    throw explainWriteError(error, file);
  }
}

/**
 * The folder where files wait, complete, for the rename that puts them into place. It lies in the git folder, where
 * nobody trips over them when we are killed. Names begin with their writer's token, so that the next one can tell.
 */
export class Staging {
  readonly #folder: string;
  #count = 0;

  constructor(
    repo: { gitDir: string },
    readonly token: string,
  ) {
    this.#folder = join(repo.gitDir, 'refkit', 'tmp');
  }

  /** Writes a new file, and gives its path. */
  write(content: Buffer | Buffer[], mode = 0o666): string {
    const file = join(this.#folder, `${this.token}-${this.#count++}`);
    try {
      writeNew(file, content, mode);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      mkdirSync(this.#folder, { recursive: true });
      writeNew(file, content, mode);
    }
    return file;
  }

  /** Removes what is left of one writer's files, or, whose ever they are, of days long past. */
  clear(token = this.token): void {
    if (!existsSync(this.#folder)) return;
    for (const name of readdirSync(this.#folder)) {
      const file = join(this.#folder, name);
      const old = Date.now() - (lstatSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > LEFT_FOR_GOOD_MS;
      if (old || name.startsWith(`${token}-`)) rmSync(file, { force: true });
    }
  }
}

const LEFT_FOR_GOOD_MS = 24 * 3600_000;

/** A file written in full before it takes its place: all that needs space is done before anything is replaced. */
export class StagedFile {
  private constructor(
    private readonly temporary: string,
    readonly target: string,
  ) {}

  /** `mode` are permissions for a file that is new; one that is there keeps its own. */
  static write(staging: Staging, target: string, content: Buffer, mode = 0o666): StagedFile {
    const temporary = staging.write(content, mode);
    const old = lstatIfThere(target);
    if (old?.isFile()) chmodSync(temporary, Number(old.mode) & 0o777);
    return new StagedFile(temporary, target);
  }

  /**
   * Puts the file into place and gives what `lstat` says of it there; null where somebody replaced or changed it in the
   * same moment, so that nobody takes their content for ours.
   */
  place(): BigIntStats | null {
    let from = this.temporary;
    let written = lstatSync(from, { bigint: true });
    try {
      mkdirSync(dirname(this.target), { recursive: true });
      moveOver(from, this.target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
      from = this.#copyBeside(Number(written.mode) & 0o777);
      written = lstatSync(from, { bigint: true });
      moveOver(from, this.target);
    }
    const placed = lstatIfThere(this.target);
    const same = placed?.ino === written.ino && placed.mtimeNs === written.mtimeNs && placed.size === written.size;
    return same ? placed : null;
  }

  discard(): void {
    rmSync(this.temporary, { force: true });
  }

  #copyBeside(mode: number): string {
    const beside = besideTarget(this.target);
    rmSync(beside, { force: true });
    writeNew(beside, readFileSync(this.temporary), mode);
    chmodSync(beside, mode);
    this.discard();
    return beside;
  }
}

/** Where a file waits when the git folder is on another file system. */
export function besideTarget(target: string): string {
  return join(dirname(target), `.${basename(target)}.refkit-tmp`);
}

/** The permissions of a new file, by its mode in a tree; the process's umask takes away from them. */
export function permissions(mode: string): number {
  return mode === '100755' ? 0o777 : 0o666;
}

/** Removes a file, and the folders above it that are empty then, as git does. */
export function removeFile(workTree: string, file: string): void {
  rmSync(file, { force: true });
  for (let folder = dirname(file); folder.length > workTree.length; folder = dirname(folder)) {
    try {
      rmdirSync(folder);
    } catch {
      return;
    }
  }
}

/** Renames a file onto another. On Windows that fails while somebody reads the other one, so it is tried for a second. */
export function moveOver(from: string, to: string): void {
  for (let tries = 0; ; tries++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const busy = process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY');
      if (!busy || tries === 40) throw error;
      pause(25);
    }
  }
}

function writeNew(file: string, content: Buffer | Buffer[], mode = 0o666): void {
  const fd = openSync(file, 'wx', mode);
  try {
    for (const bytes of Array.isArray(content) ? content : [content]) {
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    }
  } catch (error) {
    closeSync(fd);
    rmSync(file, { force: true });
    throw error;
  }
  closeSync(fd);
}
