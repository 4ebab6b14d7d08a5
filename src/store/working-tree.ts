/** The files on disk, and how they differ from the git index and from HEAD. A bare repository has none. */
import { constants, type Dirent, existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readIndex } from './file-commit.js';
import { fileStat, olderThan, sameStat } from './file-stat.js';
import type { GitIndex, IndexEntry } from './git-index.js';
import { IgnoreRules } from './ignore-rules.js';
import { objectIdHex } from './object-format.js';
import type { Repository } from './repository.js';
import { stagedChanges } from './staged-changes.js';
import { holds } from './work-in-progress.js';
import { lstatIfThere, openWorkingFile, ParentFolders } from './working-file.js';

export { readWorkingFile, writeWorkingFile } from './working-file.js';

export interface WorkingFile {
  /** Relative to the root, with `/`. */
  path: string;
  /** A symbolic link is named, not followed. */
  symlink: boolean;
}

/** Node.js takes numbers too; its types only know names. */
const READ_NO_LINK = (constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)) as unknown as string;

/** A file that `workingFiles` has just listed; null where it went away since. No folder above it is a link. */
export function readListedFile(repo: Repository, { path }: WorkingFile): Buffer | null {
  try {
    return readFileSync(join(repo.workTree!, path), { flag: READ_NO_LINK });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'EISDIR') return null;
    throw error;
  }
}

export interface FileStatus {
  path: string;
  /** The git index differs from HEAD. */
  staged: boolean;
  /** The file on disk differs from the git index. */
  unstaged: boolean;
  /** Not in the git index. */
  untracked: boolean;
}

/** All files and links below a folder (`prefix`, no slash at its end), tracked or not, in git's order. */
export function* workingFiles(repo: Repository, prefix = ''): Generator<WorkingFile> {
  if (repo.workTree === null) return;
  for (const { path, entry } of walk(repo.workTree, prefix, () => true)) {
    if (entry.isFile() || entry.isSymbolicLink()) yield { path, symlink: entry.isSymbolicLink() };
  }
}

/**
 * Every file that is not at HEAD, in the index and on disk the same, in git's order: what `git status -uall` shows.
 * Ignored files are passed over. Limited to what lies below `prefix` where one is given.
 */
export function status(repo: Repository, prefix = ''): FileStatus[] {
  if (repo.workTree === null) return [];
  const found = new Map<string, FileStatus>();
  const note = (path: string, what: 'staged' | 'unstaged' | 'untracked'): void => {
    const known = found.get(path) ?? { path, staged: false, unstaged: false, untracked: false };
    known[what] = true;
    found.set(path, known);
  };
  const index = readIndex(repo);
  const head = repo.head().oid;
  const tree = head === null ? null : repo.objects.readCommit(head).tree;
  const below = prefix === '' ? '' : `${prefix}/`;
  for (const { path, before, after } of stagedChanges(repo.objects, tree, index)) {
    // A file that is only announced is not staged.
    if (path.startsWith(below) && !(after?.intentToAdd && before === null)) note(path, 'staged');
  }
  const parents = new ParentFolders(repo.workTree);
  for (const entry of index.entries(prefix)) if (isModified(repo, parents, index, entry)) note(entry.path, 'unstaged');
  for (const path of untrackedFiles(repo, index, prefix)) note(path, 'untracked');
  return [...found.values()].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

/** The git index as a tree: the id of each file in it. A file that is in conflict is not. */
export function stagedTree(repo: Repository): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  if (repo.workTree === null) return files;
  for (const { path, oid, stage, intentToAdd } of readIndex(repo).entries()) {
    if (stage === 0 && !intentToAdd) files.set(path, oid);
  }
  return files;
}

function isModified(repo: Repository, parents: ParentFolders, index: GitIndex, entry: IndexEntry): boolean {
  if (entry.stage > 0 || entry.intentToAdd) return true;
  // Submodules are other repositories' business.
  if (entry.assumeValid || entry.mode === '160000') return false;
  const file = join(repo.workTree!, entry.path);
  const stats = parents.areReal(entry.path) ? lstatIfThere(file) : null;
  if (!stats) return !entry.skipWorktree;
  const now = fileStat(stats);
  if (entry.mode === '120000' && stats.isSymbolicLink()) {
    return objectIdHex('blob', readlinkSync(file, { encoding: 'buffer' })) !== entry.oid;
  }
  // Where the system has no links, git puts their targets into plain files.
  const link = entry.mode === '120000' && !repo.config.boolean('core.symlinks', true);
  if (!stats.isFile() || (entry.mode === '120000' && !link)) return true;
  const executable = (stats.mode & 0o100n) !== 0n;
  if (!link && repo.config.boolean('core.filemode', true) && executable !== (entry.mode === '100755')) return true;
  if (sameStat(now, entry.stat) && olderThan(entry.stat, index.writtenAt)) return false;
  const opened = openWorkingFile(file);
  return opened === null || !holds(repo, opened.content, entry.oid);
}

function* untrackedFiles(repo: Repository, index: GitIndex, prefix: string): Generator<string> {
  const rules = new IgnoreRules(repo);
  const enter = (path: string): boolean => {
    const { from, to } = index.range(path);
    if (from < to) return true;
    return !rules.ignores(path, true) && !isRepository(repo, path);
  };
  for (const { path, entry } of walk(repo.workTree!, prefix, enter)) {
    if (index.locate(path).found) continue;
    if (!entry.isDirectory()) {
      if ((entry.isFile() || entry.isSymbolicLink()) && !rules.ignores(path, false)) yield path;
    } else if (isRepository(repo, path) && !rules.ignores(path, true)) {
      // A repository within ours that is no submodule: git names its folder.
      yield path;
    }
  }
}

function isRepository(repo: Repository, path: string): boolean {
  return existsSync(join(repo.workTree!, path, '.git'));
}

/** What is below a folder, in git's order, and the folders that are not entered. Links are not followed. */
function* walk(
  workTree: string,
  prefix: string,
  enter: (path: string) => boolean,
): Generator<{ path: string; entry: Dirent }> {
  // Neither is the folder itself, should it be a link.
  if (!lstatIfThere(join(workTree, prefix))?.isDirectory()) return;
  /** Folders still to be read, and files still to be given; the next one is the last. */
  const waiting: { path: string; entry: Dirent | null }[] = [{ path: prefix, entry: null }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path: folder, entry } = next;
    if (entry !== null && !(entry.isDirectory() && enter(folder))) {
      yield { path: folder, entry };
      continue;
    }
    const entries = readdirSync(join(workTree, folder), { withFileTypes: true });
    for (const inner of entries.sort((a, b) => compareNames(keyOf(b), keyOf(a)))) {
      if (folder === '' && inner.name === '.git') continue;
      waiting.push({ path: folder === '' ? inner.name : `${folder}/${inner.name}`, entry: inner });
    }
  }
}

function keyOf(entry: Dirent): string {
  return entry.isDirectory() ? `${entry.name}/` : entry.name;
}

/** The order of UTF-8 bytes, in which UTF-16 differs only where surrogates are. */
function compareNames(a: string, b: string): number {
  if (SURROGATE.test(a) || SURROGATE.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

const SURROGATE = /[\ud800-\udfff]/;
