/**
 * The one way to change a repository that exists. A commit is made in this order, so that a process that is killed at
 * any point leaves the old state or the new one, or something that the next writer makes one of the two:
 *
 * 1. the repository's lock (lock.ts); what a killed writer left is settled (journal.ts);
 * 2. nothing of a person's is in the way (work-in-progress.ts); the objects are written;
 * 3. the journal announces the edit; `index.lock` and the branch's lock are taken; what was checked is checked again;
 * 4. the new files and the new index are written in full beside the old ones, then renamed into place;
 * 5. the branch moves. Until here all of it can be taken back, from here on the edit is made;
 * 6. the locks and the journal go.
 *
 * The index changes before the branch does, and both while `index.lock` is held, so that a `git commit` beside us never
 * combines our new HEAD with the index before it: that would take our edit back without a word. See also index-log.ts.
 */
import { type BigIntStats, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TreesOfEdit } from './cache-tree.js';
import { DetachedHeadError, LockedError, RefMovedError, UnbornBranchError, UncommittedChangesError } from './errors.js';
import { fileStat } from './file-stat.js';
import { outwaitGit } from './git-at-work.js';
import { GitIndex, type IndexChange } from './git-index.js';
import { IndexLog } from './index-log.js';
import { type StagedIndex, stageIndex } from './index-update.js';
import { bringToHead, removeJournal, settle, writeJournal } from './journal.js';
import { RepositoryLock } from './lock.js';
import { LockFile } from './lock-file.js';
import { encodeCommit, type ObjectType, type Signature } from './object-format.js';
import { PackWriter } from './pack-writer.js';
import { type PreparedRefUpdate, prepareRefUpdate } from './refs.js';
import type { Repository } from './repository.js';
import { FOLDER } from './tree-format.js';
import { editTree, entryAt, type TreeChange, type TreeEntry } from './trees.js';
import { type CheckedFile, checkUntouched, isUnchanged } from './work-in-progress.js';
import { permissions, removeFile, StagedFile, Staging } from './working-file.js';
import { explainWriteError, FileChangedError, OperationInProgressError, UnsafePathError } from './write-errors.js';

export interface FileChange {
  /** Relative to the root, with `/`. */
  path: string;
  /** null removes the file. Where nothing is, that is no change. */
  content: Buffer | string | null;
}

export interface CommitRequest {
  files: FileChange[];
  message: string;
  author: Signature;
  committer: Signature;
  /** By default the commit that HEAD is at; it has to be the first of several. */
  parents?: string[];
}

export interface WriterOptions {
  /** How long to wait for other writers, and for git, in seconds. */
  waitSeconds: number;
  /** Called once, when there is another writer to wait for. */
  onWait?: () => void;
}

/** More files than this go into one pack instead of a file per object. */
const MANY_FILES = 50;

/**
 * Takes the repository's lock, settles what a killed process left, and runs `work`. Within it nobody else's refkit
 * writes; nested calls for one repository would wait for each other. When a real git moves the branch at the wrong
 * moment, and `work` has not committed anything yet, it is run again, on the new HEAD: so it should have no effects
 * but by the writer, until `commit` returned.
 *
 * @throws LockedError, GitLockedError, UnbornBranchError, CannotWriteError, and what `work` throws
 */
export async function withWriter<T>(
  repo: Repository,
  options: WriterOptions,
  work: (writer: Writer) => T | Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const lock = await RepositoryLock.acquire(repo.commonDir, options);
    let writer: Writer | undefined;
    try {
      writer = new Writer(repo, lock, options.waitSeconds);
      return await work(writer);
    } catch (error) {
      if (!(error instanceof RefMovedError) || !writer?.isUnused || tries === MOST_TRIES) throw error;
    } finally {
      lock.release();
    }
  }
}

const MOST_TRIES = 50;

export class Writer {
  #head: string;
  #tree: string;
  #used = false;
  readonly #ref: string | null;
  readonly #staging: Staging;
  readonly #log: IndexLog | null;

  /** Only `withWriter` makes one. */
  constructor(
    private readonly repo: Repository,
    private readonly lock: RepositoryLock,
    private readonly waitSeconds: number,
  ) {
    this.#staging = new Staging(repo, lock.stamp.token);
    try {
      settle(repo, this.#staging, lock.file, waitSeconds);
      this.#log = repo.workTree === null ? null : new IndexLog(repo);
      if (operationInProgress(repo) === null) this.#heal();
    } catch (error) {
      this.#staging.clear();
      throw explainWriteError(error);
    }
    const { ref, oid } = repo.head();
    if (oid === null) {
      const branch = ref?.replace(/^refs\/heads\//, '') ?? 'HEAD';
      throw new UnbornBranchError(`The branch ${branch} has no commit yet.`, {
        data: { ref },
        suggestions: ['Make a first commit with git, or `git switch` to a branch that has one.'],
      });
    }
    this.#ref = ref;
    this.#head = oid;
    this.#tree = repo.objects.readCommit(oid).tree;
  }

  /** The commit that HEAD is at. */
  get head(): string {
    return this.#head;
  }

  /** The tree of that commit. */
  get tree(): string {
    return this.#tree;
  }

  /** Whether nothing was committed yet. */
  get isUnused(): boolean {
    return !this.#used;
  }

  /** A file at HEAD, or null. */
  read(path: string): Buffer | null {
    const entry = entryAt(this.repo.objects, this.#tree, path);
    return entry?.mode.startsWith('100') ? this.repo.objects.readBlob(entry.oid) : null;
  }

  /**
   * Commits files to the branch that HEAD names, with working files and git index. When it returns, the commit is made;
   * when it throws, nothing was changed.
   *
   * @throws UncommittedChangesError, DetachedHeadError, OperationInProgressError, GitLockedError, RefMovedError,
   *   RefLockedError, UnsafePathError, InvalidPathError, UnsupportedIndexError, BrokenIndexError, CannotWriteError
   */
  commit(request: CommitRequest): { oid: string; parent: string } {
    const { repo } = this;
    this.#checkState();
    const parent = this.#head;
    const parents = request.parents ?? [parent];
    if (parents[0] !== parent) throw new TypeError('the first parent of a commit is where HEAD is');
    try {
      const plan = this.#plan(request.files);
      if (repo.workTree !== null) this.#checkFirst(plan);
      const { author, committer, message } = request;
      const written = this.#writeObjects(plan, (tree) => encodeCommit({ tree, parents, author, committer, message }));
      const update = {
        from: parent,
        to: written.commit,
        reflog: { signature: committer, message: `commit: ${message.split('\n', 1)[0]}` },
      };
      const prepare = () => prepareRefUpdate(repo, this.#ref!, update);
      if (repo.workTree === null || plan.size === 0) prepare().commit();
      else this.#commitWithFiles(plan, written, prepare);
      this.#head = written.commit;
      this.#tree = written.tree;
      this.#used = true;
      return { oid: written.commit, parent };
    } catch (error) {
      throw explainWriteError(error);
    }
  }

  #checkState(): void {
    if (!this.lock.isOurs()) {
      throw new LockedError('This process lost the lock of the repository while it slept. Nothing was changed.', {
        data: { file: this.lock.file },
        suggestions: ['Try again.'],
      });
    }
    const operation = operationInProgress(this.repo);
    if (operation !== null) throw new OperationInProgressError(operation);
    if (this.#ref === null) {
      throw new DetachedHeadError(`HEAD is detached: it names the commit ${this.#head.slice(0, 8)} and no branch.`, {
        data: { head: this.#head },
        suggestions: ['Go to a branch with `git switch BRANCH`, or make one here with `git switch -c BRANCH`.'],
      });
    }
  }

  /** What is to be done at each path, without what is so already. */
  #plan(files: FileChange[]): Plan {
    const plan: Plan = new Map();
    for (const { path, content } of files) {
      if (plan.has(path)) throw new TypeError(`${path} is changed twice in one commit`);
      const before = entryAt(this.repo.objects, this.#tree, path);
      if (before !== null && !before.mode.startsWith('100')) {
        throw new UnsafePathError(`${path} is no file in this repository.`, { data: { path } });
      }
      if (content === null && before === null) continue;
      this.#checkFolders(path);
      plan.set(path, { before, content: content === null ? null : Buffer.from(content) });
    }
    return plan;
  }

  /** A file's folders are folders, or to be: git would put one in the place of a file without a word. */
  #checkFolders(path: string): void {
    for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      const folder = path.slice(0, slash);
      const entry = entryAt(this.repo.objects, this.#tree, folder);
      if (entry === null) return;
      if (entry.mode === FOLDER) continue;
      throw new UnsafePathError(`${path} cannot be written: ${folder} is a file and not a folder.`, {
        data: { path, folder },
      });
    }
  }

  /** Before anything is written. What counts is the check with `index.lock` held; most refusals need not go so far. */
  #checkFirst(plan: Plan): void {
    try {
      this.#checkUntouched(plan, this.#readIndex());
    } catch (error) {
      if (!(error instanceof UncommittedChangesError) || !this.#heal()) throw error;
      this.#checkUntouched(plan, this.#readIndex());
    }
  }

  #checkUntouched(plan: Plan, index: GitIndex): Map<string, CheckedFile> {
    try {
      return checkUntouched(this.repo, index, new Map([...plan].map(([path, { before }]) => [path, before])));
    } catch (error) {
      // What looks like changes may be what git has just committed.
      this.#checkBranch();
      throw error;
    }
  }

  #heal(): boolean {
    return this.#log?.heal(this.#staging, this.lock.file, this.waitSeconds) ?? false;
  }

  #readIndex(): GitIndex {
    const file = join(this.repo.gitDir, 'index');
    return GitIndex.read(file) ?? GitIndex.empty(file);
  }

  #writeObjects(plan: Plan, encode: (tree: string) => Buffer): Written {
    const { objects } = this.repo;
    const pack = plan.size > MANY_FILES ? new PackWriter(objects.objectsDir) : null;
    try {
      const write = (type: ObjectType, data: Buffer) => pack?.add(type, data) ?? objects.write(type, data);
      const entries = new Map<string, TreeChange>();
      for (const [path, { before, content }] of plan) {
        const mode = before?.mode ?? '100644';
        entries.set(path, content && { mode, oid: write('blob', content) });
      }
      const tree = editTree(objects, write, this.#tree, entries);
      const commit = write('commit', encode(tree));
      pack?.finish();
      if (pack) objects.refresh();
      return { commit, tree, entries };
    } catch (error) {
      pack?.abort();
      throw error;
    }
  }

  #commitWithFiles(plan: Plan, written: Written, prepare: () => PreparedRefUpdate): void {
    const { repo } = this;
    writeJournal(repo, this.#staging, this.#head, written.commit);
    let lock: LockFile | undefined;
    let ref: PreparedRefUpdate | undefined;
    let touched = false;
    let settled = true;
    try {
      lock = LockFile.acquire(join(repo.gitDir, 'index'), this.lock.file, this.waitSeconds);
      let index = this.#readIndex();
      if (this.#log!.healLocked(this.#staging, index)) index = this.#readIndex();
      const checked = this.#checkUntouched(plan, index);
      const files = this.#stageFiles(plan, checked);
      this.#checkBranch();
      ref = prepare();
      touched = true;
      const stats = placeFiles(repo.workTree!, checked, files);
      const staged = this.#stageIndex(index, written, stats);
      staged.place();
      ref.commit();
      this.#finish(index, staged, written.commit);
    } catch (error) {
      ref?.release();
      settled = this.#undo(written.commit, touched);
      throw settled ? error : explainWriteError(error, undefined, 'The next refkit command will put things right.');
    } finally {
      lock?.release();
      // Last: while it is there, the next writer looks after what we leave.
      if (settled) removeJournal(repo);
    }
  }

  /** The commit is made. What is left to do may fail without harm. */
  #finish(index: GitIndex, staged: StagedIndex, commit: string): void {
    try {
      if (this.#log!.isBusy(index)) outwaitGit(this.repo, index);
      this.#log!.note(this.#staging, commit, index, staged.checksum);
    } catch {
      // Without the note the next writer only looks into the index more closely.
    }
  }

  /** Takes back what was changed; whether all of it could be. What could not, the next writer finds in the journal. */
  #undo(commit: string, touched: boolean): boolean {
    try {
      if (touched) bringToHead(this.repo, this.#staging, this.#head, commit);
      this.#staging.clear();
      return true;
    } catch {
      return false;
    }
  }

  /** A `git switch` or `git commit` may have come in between: then what was read under the old HEAD is read again. */
  #checkBranch(): void {
    const { ref, oid } = this.repo.head();
    if (ref === this.#ref && oid === this.#head) return;
    throw new RefMovedError('HEAD was moved by another program at the same moment. Nothing was changed.', {
      data: { ref, expected: this.#head, actual: oid },
      suggestions: ['Try again.'],
    });
  }

  #stageFiles(plan: Plan, checked: Map<string, CheckedFile>): Map<string, StagedFile | null> {
    const files = new Map<string, StagedFile | null>();
    for (const [path, { before, content }] of plan) {
      const { file, skipped } = checked.get(path)!;
      if (skipped) continue;
      const mode = permissions(before?.mode ?? '100644');
      files.set(path, content && StagedFile.write(this.#staging, file, content, mode));
    }
    return files;
  }

  #stageIndex(index: GitIndex, written: Written, stats: Map<string, BigIntStats | null>): StagedIndex {
    const { repo } = this;
    const changes = new Map<string, IndexChange>();
    for (const [path, entry] of written.entries) {
      const stat = stats.get(path);
      changes.set(path, entry && { ...entry, stat: stat ? fileStat(stat) : null });
    }
    const folderIn = (tree: string) => (folder: string) => {
      if (folder === '') return tree;
      const entry = entryAt(repo.objects, tree, folder);
      return entry?.mode === FOLDER ? entry.oid : null;
    };
    const trees: TreesOfEdit = { before: folderIn(this.#tree), after: folderIn(written.tree) };
    return stageIndex(repo, this.#staging, index, changes, trees);
  }
}

type Plan = Map<string, { before: TreeEntry | null; content: Buffer | null }>;

interface Written {
  commit: string;
  tree: string;
  entries: Map<string, TreeChange>;
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

const OPERATIONS: [file: string, operation: string][] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply/applying', 'am'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
];

/** The git command that waits to be finished in this working tree, or null. */
function operationInProgress({ gitDir, workTree }: Repository): string | null {
  if (workTree === null) return null;
  return OPERATIONS.find(([file]) => existsSync(join(gitDir, file)))?.[1] ?? null;
}
