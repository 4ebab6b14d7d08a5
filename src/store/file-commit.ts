/** A commit together with its working files and the git index, as one step. The order of things is told in writer.ts. */
import type { BigIntStats } from 'node:fs';
import { join } from 'node:path';
import type { TreesOfEdit } from './cache-tree.js';
import { fileStat } from './file-stat.js';
import { outwaitGit } from './git-at-work.js';
import { GitIndex, type IndexChange } from './git-index.js';
import type { IndexLog } from './index-log.js';
import { type StagedIndex, stageIndex } from './index-update.js';
import { bringToHead, removeJournal, writeJournal } from './journal.js';
import { LockFile } from './lock-file.js';
import type { PreparedRefUpdate } from './refs.js';
import type { Repository } from './repository.js';
import { FOLDER } from './tree-format.js';
import { entryAt, type TreeChange, type TreeEntry } from './trees.js';
import { type CheckedFile, checkUntouched, isUnchanged } from './work-in-progress.js';
import { permissions, removeFile, StagedFile, type Staging } from './working-file.js';
import { explainWriteError, FileChangedError } from './write-errors.js';

/** Where and with what a writer works. */
export interface Site {
  repo: Repository;
  staging: Staging;
  /** null in a bare repository. */
  log: IndexLog | null;
  /** The file of the repository's lock, which this process holds. */
  stampFile: string;
  waitSeconds: number;
  /** Throws RefMovedError where HEAD is not what the writer was made for. */
  checkBranch(): void;
}

/** What is at each path before the commit, and is to be there after it; null: nothing. */
export type Plan = Map<string, { before: TreeEntry | null; content: NewContent | null }>;

export interface NewContent {
  /** Its id, where it is in the object store already. */
  blob: string | null;
  bytes(): Buffer;
}

/** The objects of the commit, all of them in the object store. */
export interface Written {
  commit: string;
  tree: string;
  entries: Map<string, TreeChange>;
}

export interface FileCommit {
  plan: Plan;
  written: Written;
  /** The commit before this one, and its tree. */
  head: string;
  tree: string;
}

export function readIndex(repo: Repository): GitIndex {
  const file = join(repo.gitDir, 'index');
  return GitIndex.read(file) ?? GitIndex.empty(file);
}

/** Checks that nothing of a person's is at the paths of a plan. Throws UncommittedChangesError or UnsafePathError. */
export function checkPlan({ repo, checkBranch }: Site, plan: Plan, index: GitIndex): Map<string, CheckedFile> {
  try {
    return checkUntouched(repo, index, new Map([...plan].map(([path, { before }]) => [path, before])));
  } catch (error) {
    // What looks like changes may be what git has just committed.
    checkBranch();
    throw error;
  }
}

/** Changes files and index and moves the branch (`prepare` locks it). Throws with everything as it was. */
export function commitWithFiles(site: Site, commit: FileCommit, prepare: () => PreparedRefUpdate): void {
  const { repo, staging, log } = site;
  writeJournal(repo, staging, commit.head, commit.written.commit);
  let lock: LockFile | undefined;
  let ref: PreparedRefUpdate | undefined;
  let touched = false;
  let settled = true;
  try {
    lock = LockFile.acquire(join(repo.gitDir, 'index'), site.stampFile, site.waitSeconds);
    let index = readIndex(repo);
    if (log!.healLocked(staging, index)) index = readIndex(repo);
    const checked = checkPlan(site, commit.plan, index);
    const files = stageFiles(staging, commit.plan, checked);
    site.checkBranch();
    ref = prepare();
    touched = true;
    const stats = placeFiles(repo.workTree!, checked, files);
    const staged = stageChanges(site, commit, index, stats);
    staged.place();
    ref.commit();
    finish(site, commit, index, staged);
  } catch (error) {
    ref?.release();
    settled = undo(site, commit, touched);
    throw settled ? error : explainWriteError(error, undefined, 'The next refkit command will put things right.');
  } finally {
    lock?.release();
    // Last: while it is there, the next writer looks after what we leave.
    if (settled) removeJournal(repo);
  }
}

/** The commit is made. What is left to do may fail without harm. */
function finish({ repo, staging, log }: Site, { written }: FileCommit, before: GitIndex, after: StagedIndex): void {
  try {
    if (log!.isBusy(before)) outwaitGit(repo, before);
    log!.note(staging, written.commit, before, after.checksum);
  } catch {
    // Without the note the next writer only looks into the index more closely.
  }
}

/** Takes back what was changed; whether all of it could be. What could not, the next writer finds in the journal. */
function undo({ repo, staging }: Site, { head, written }: FileCommit, touched: boolean): boolean {
  try {
    if (touched) bringToHead(repo, staging, head, written.commit);
    staging.clear();
    return true;
  } catch {
    return false;
  }
}

/** Writes the new files where they wait. null: the file is to be removed. */
function stageFiles(staging: Staging, plan: Plan, checked: Map<string, CheckedFile>): Map<string, StagedFile | null> {
  const files = new Map<string, StagedFile | null>();
  for (const [path, { before, content }] of plan) {
    const { file, skipped } = checked.get(path)!;
    if (skipped) continue;
    files.set(path, content && StagedFile.write(staging, file, content.bytes(), permissions(before?.mode ?? '100644')));
  }
  return files;
}

/** Puts new files into place and removes others, each only if it still is the one that was checked. */
function placeFiles(
  workTree: string,
  checked: Map<string, CheckedFile>,
  files: Map<string, StagedFile | null>,
): Map<string, BigIntStats | null> {
  const stats = new Map<string, BigIntStats | null>();
  for (const [path, staged] of files) {
    const before = checked.get(path)!;
    if (!isUnchanged(before)) throw new FileChangedError(path);
    if (staged) stats.set(path, staged.place());
    else removeFile(workTree, before.file);
  }
  return stats;
}

function stageChanges(
  { repo, staging }: Site,
  { written, tree }: FileCommit,
  index: GitIndex,
  stats: Map<string, BigIntStats | null>,
): StagedIndex {
  const changes = new Map<string, IndexChange>();
  for (const [path, entry] of written.entries) {
    const stat = stats.get(path);
    changes.set(path, entry && { ...entry, stat: stat ? fileStat(stat) : null });
  }
  const folderIn = (root: string) => (folder: string) => {
    if (folder === '') return root;
    const entry = entryAt(repo.objects, root, folder);
    return entry?.mode === FOLDER ? entry.oid : null;
  };
  const trees: TreesOfEdit = { before: folderIn(tree), after: folderIn(written.tree) };
  return stageIndex(repo, staging, index, changes, trees);
}
