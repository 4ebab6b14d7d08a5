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
 *
 * In a bare repository there are no files and no index, and many commits can be made as one step: `hold`, commit after
 * commit in memory, `publish`. Their objects become one pack, and the branch moves once, to the last of them.
 */
import { DetachedHeadError, LockedError, RefMovedError, UnbornBranchError, UncommittedChangesError } from './errors.js';
import {
  checkPlan,
  commitWithFiles,
  type NewContent,
  type Plan,
  readIndex,
  type Site,
  type Written,
} from './file-commit.js';
import { IndexLog } from './index-log.js';
import { settle } from './journal.js';
import { RepositoryLock } from './lock.js';
import { encodeCommit, type ObjectType, type Signature } from './object-format.js';
import type { ObjectStore } from './objects.js';
import { operationInProgress } from './operation.js';
import { PackWriter } from './pack-writer.js';
import { type PreparedRefUpdate, prepareRefUpdate } from './refs.js';
import type { Repository } from './repository.js';
import { FOLDER } from './tree-format.js';
import { editTree, entryAt, type TreeChange } from './trees.js';
import { Staging } from './working-file.js';
import { explainWriteError, OperationInProgressError, UnsafePathError } from './write-errors.js';

export interface FileChange {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** null removes the file. Where nothing is, that is no change. */
  readonly content: Buffer | string | null;
  /** The id of a blob of this content that the repository has: then nothing is written for it, nor read before its turn. */
  readonly blob?: string;
}

/** A file whose content the repository has already, read each time it is asked for, so that many take no memory. */
export class StoredFile implements FileChange {
  constructor(
    private readonly objects: ObjectStore,
    readonly path: string,
    readonly blob: string,
  ) {}

  get content(): Buffer {
    return this.objects.readBlob(this.blob);
  }
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
  /** Whether a commit that was made is to survive a power cut: objects and branch are then flushed to the disk. */
  durable?: boolean;
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
      writer = new Writer(repo, lock, options);
      return await work(writer);
    } catch (error) {
      if (!(error instanceof RefMovedError) || !writer?.isUnused || tries === MOST_TRIES) throw error;
    } finally {
      repo.objects.drop();
      lock.release();
    }
  }
}

const MOST_TRIES = 50;

export class Writer {
  #head: string;
  #tree: string;
  #used = false;
  /** The commits that were made since `hold`, and the one before them; null where each is published at once. */
  #held: { from: string; requests: CommitRequest[] } | null = null;
  readonly #ref: string | null;
  readonly #site: Site;
  readonly #durable: boolean;

  /** Only `withWriter` makes one. */
  constructor(
    private readonly repo: Repository,
    private readonly lock: RepositoryLock,
    { waitSeconds, durable = false }: WriterOptions,
  ) {
    this.#durable = durable;
    const staging = new Staging(repo, lock.stamp.token);
    const checkBranch = () => this.#checkBranch();
    try {
      settle(repo, staging, lock.file, waitSeconds);
      const log = repo.workTree === null ? null : new IndexLog(repo);
      this.#site = { repo, staging, log, stampFile: lock.file, waitSeconds, checkBranch };
      if (operationInProgress(repo) === null) this.#heal();
    } catch (error) {
      staging.clear();
      throw explainWriteError(error);
    }
    const { ref, oid } = repo.head();
    if (oid === null) {
      const branch = ref?.replace(/^refs\/heads\//, '') ?? 'HEAD';
      throw new UnbornBranchError(`The branch ${branch} has no commit yet`, {
        data: { ref },
        suggestions: ['make a first commit with git, or `git switch` to a branch that has one'],
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

  /** Whether nothing was published yet. */
  get isUnused(): boolean {
    return !this.#used;
  }

  /** A file at HEAD, or null. */
  read(path: string): Buffer | null {
    const entry = entryAt(this.repo.objects, this.#tree, path);
    return entry?.mode.startsWith('100') ? this.repo.objects.readBlob(entry.oid) : null;
  }

  /** From here on commits are made in memory only, each on top of the one before, until `publish`. Bare repositories only. */
  hold(): void {
    if (this.repo.workTree !== null) throw new TypeError('commits with working files are made one by one');
    this.repo.objects.hold();
    this.#held = { from: this.#head, requests: [] };
  }

  /**
   * Makes the commits since `hold`, all of them as one step: when it returns they are on the branch, when it throws and
   * `isUnused` still holds, none of them is.
   *
   * @throws LockedError, RefMovedError, RefLockedError, CannotWriteError
   */
  publish(): void {
    const { from, requests } = this.#held!;
    this.#held = null;
    const newest = requests.at(-1);
    if (newest === undefined) return;
    try {
      this.#checkLock();
      this.repo.objects.release({ packed: this.#durable || requests.length > 1, durable: this.#durable });
      const more = requests.length > 1 ? ` (and ${requests.length - 1} before it)` : '';
      this.#prepareUpdate(from, this.#head, newest, more).commit();
      this.#used = true;
      this.#tidy();
    } catch (error) {
      // A branch that moved, and could not be flushed to the disk, has moved all the same.
      this.#used = this.repo.head().oid === this.#head;
      throw explainWriteError(error);
    }
  }

  /**
   * Commits files to the branch that HEAD names, with working files and git index. When it returns, the commit is made,
   * or held back where `hold` said so; when it throws, nothing was changed.
   *
   * @throws UncommittedChangesError, DetachedHeadError, OperationInProgressError, GitLockedError, RefMovedError,
   *   RefLockedError, UnsafePathError, InvalidPathError, UnsupportedIndexError, BrokenIndexError, CannotWriteError
   */
  commit(request: CommitRequest): { oid: string; parent: string } {
    const { repo } = this;
    const held = this.#held;
    if (held === null) this.#checkLock();
    this.#checkState();
    const parent = this.#head;
    const parents = request.parents ?? [parent];
    if (parents[0] !== parent) throw new TypeError('the first parent of a commit is where HEAD is');
    try {
      // Where an earlier commit of this writer failed and could not be taken back.
      if (held === null) settle(repo, this.#site.staging, this.#site.stampFile, this.#site.waitSeconds);
      const plan = this.#plan(request.files);
      if (repo.workTree !== null) this.#checkFirst(plan);
      const { author, committer, message } = request;
      const written = this.#writeObjects(plan, (tree) => encodeCommit({ tree, parents, author, committer, message }));
      const prepare = () => this.#prepareUpdate(parent, written.commit, request);
      if (held !== null) held.requests.push(request);
      else if (repo.workTree === null || plan.size === 0) prepare().commit();
      else commitWithFiles(this.#site, { plan, written, head: parent, tree: this.#tree }, prepare);
      this.#head = written.commit;
      this.#tree = written.tree;
      this.#used ||= held === null;
      if (held === null && this.#durable) this.#tidy();
      return { oid: written.commit, parent };
    } catch (error) {
      throw explainWriteError(error);
    }
  }

  /** Keeps packs few. What is made is made: this may fail, and the next one tries again. */
  #tidy(): void {
    try {
      this.repo.objects.tidy();
    } catch {
      // A full disk, or a `git gc` that was faster.
    }
  }

  #prepareUpdate(from: string, to: string, { committer, message }: CommitRequest, more = ''): PreparedRefUpdate {
    const reflog = { signature: committer, message: `commit: ${message.split('\n', 1)[0]}${more}` };
    return prepareRefUpdate(this.repo, this.#ref!, { from, to, durable: this.#durable, reflog });
  }

  #checkLock(): void {
    if (!this.lock.isOurs()) {
      throw new LockedError('This process lost the lock of the repository while it slept. Nothing was changed', {
        data: { file: this.lock.file },
        suggestions: ['try again'],
      });
    }
  }

  #checkState(): void {
    const operation = operationInProgress(this.repo);
    if (operation !== null) throw new OperationInProgressError(operation);
    if (this.#ref === null) {
      throw new DetachedHeadError(`HEAD is detached: it names the commit ${this.#head.slice(0, 8)} and no branch`, {
        data: { head: this.#head },
        suggestions: ['go to a branch with `git switch BRANCH`, or make one here with `git switch -c BRANCH`'],
      });
    }
  }

  /** What is to be done at each path, without what is so already. */
  #plan(files: FileChange[]): Plan {
    const plan: Plan = new Map();
    for (const file of files) {
      const { path } = file;
      if (plan.has(path)) throw new TypeError(`${path} is changed twice in one commit`);
      const before = entryAt(this.repo.objects, this.#tree, path);
      if (before !== null && !before.mode.startsWith('100')) {
        throw new UnsafePathError(`${path} is no file in this repository`, { data: { path } });
      }
      const content = contentOf(file);
      if (content === null && before === null) continue;
      this.#checkFolders(path);
      plan.set(path, { before, content });
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
      throw new UnsafePathError(`${path} cannot be written: ${folder} is a file and not a folder`, {
        data: { path, folder },
      });
    }
  }

  /** Before anything is written. What counts is the check with `index.lock` held; most refusals need not go so far. */
  #checkFirst(plan: Plan): void {
    const check = () => checkPlan(this.#site, plan, readIndex(this.repo));
    try {
      check();
    } catch (error) {
      if (!(error instanceof UncommittedChangesError) || !this.#heal()) throw error;
      check();
    }
  }

  #heal(): boolean {
    const { log, staging, stampFile, waitSeconds } = this.#site;
    return log?.heal(staging, stampFile, waitSeconds) ?? false;
  }

  #writeObjects(plan: Plan, encode: (tree: string) => Buffer): Written {
    const { objects } = this.repo;
    const pack = plan.size > MANY_FILES && this.#held === null ? new PackWriter(objects.objectsDir) : null;
    const flush = this.#durable && this.#held === null && pack === null;
    if (flush) objects.hold();
    try {
      const write = (type: ObjectType, data: Buffer, base: string | null = null) =>
        pack?.add(type, data) ?? objects.write(type, data, base);
      const entries = new Map<string, TreeChange>();
      for (const [path, { before, content }] of plan) {
        const mode = before?.mode ?? '100644';
        entries.set(path, content && { mode, oid: content.blob ?? write('blob', content.bytes()) });
      }
      const tree = editTree(objects, write, this.#tree, entries);
      const commit = write('commit', encode(tree));
      pack?.finish();
      if (pack) objects.refresh();
      if (flush) objects.release({ packed: true, durable: true });
      return { commit, tree, entries };
    } catch (error) {
      pack?.abort();
      if (flush) objects.drop();
      throw error;
    }
  }

  /** A `git switch` or `git commit` may have come in between: then what was read under the old HEAD is read again. */
  #checkBranch(): void {
    const { ref, oid } = this.repo.head();
    if (ref === this.#ref && oid === this.#head) return;
    throw new RefMovedError('HEAD was moved by another program at the same moment. Nothing was changed', {
      data: { ref, expected: this.#head, actual: oid },
      suggestions: ['try again'],
    });
  }
}

function contentOf(file: FileChange): NewContent | null {
  const { blob } = file;
  if (blob !== undefined) return { blob, bytes: () => Buffer.from(file.content!) };
  const { content } = file;
  if (content === null) return null;
  const bytes = Buffer.from(content);
  return { blob: null, bytes: () => bytes };
}
