/**
 * What makes an edit of several files one step: before the first of them is touched, `refkit/pending.json` says which
 * commit is on its way. Whoever takes the lock after a writer was killed finds it, and brings the working files and the
 * git index to what HEAD has: to the new state where the branch was moved in time, else back to the old one. Nothing is
 * touched that holds anything else than one of the two, and both are in the object store.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileStat } from './file-stat.js';
import { GitIndex, type IndexChange } from './git-index.js';
import { stageIndex } from './index-update.js';
import { LockFile } from './lock-file.js';
import { isOid, objectIdHex } from './object-format.js';
import type { Repository } from './repository.js';
import { diffTrees, entryAt, type TreeEntry } from './trees.js';
import {
  besideTarget,
  diskPath,
  lstatIfThere,
  moveOver,
  openWorkingFile,
  ParentFolders,
  permissions,
  removeFile,
  StagedFile,
  type Staging,
} from './working-file.js';

interface Journal {
  version: 1;
  /** The commits before and after the edit; their trees say which files it is about. */
  before: string;
  after: string;
  /** What its staged files are called by; see Staging. */
  token: string;
}

function journalFile(repo: Repository): string {
  return join(repo.gitDir, 'refkit', 'pending.json');
}

/** Announces an edit. Its objects are all written by now. */
export function writeJournal(repo: Repository, staging: Staging, before: string, after: string): void {
  const journal: Journal = { version: 1, before, after, token: staging.token };
  moveOver(staging.write(Buffer.from(JSON.stringify(journal))), journalFile(repo));
}

/** The edit is done, or undone. */
export function removeJournal(repo: Repository): void {
  rmSync(journalFile(repo), { force: true });
}

/**
 * Settles what a killed writer left. Only for whoever holds the repository's lock, whose file is `stampFile`.
 * Throws GitLockedError while a git holds the index.
 */
export function settle(repo: Repository, staging: Staging, stampFile: string, waitSeconds: number): void {
  const index = join(repo.gitDir, 'index');
  const journal = readJournal(repo);
  if (journal === undefined) {
    LockFile.removeOurs(index);
    return;
  }
  if (journal !== null && repo.workTree !== null) {
    const lock = LockFile.acquire(index, stampFile, waitSeconds);
    try {
      bringToHead(repo, staging, journal.before, journal.after);
    } finally {
      lock.release();
    }
  }
  staging.clear(journal?.token);
  removeJournal(repo);
}

/** The announced edit; null for one that cannot be read (its disk was full: nothing followed); undefined for none. */
function readJournal(repo: Repository): Journal | null | undefined {
  const file = journalFile(repo);
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  try {
    const journal = JSON.parse(text) as Journal;
    return journal.version === 1 && [journal.before, journal.after].every(isOid) && journal.token ? journal : null;
  } catch {
    return null;
  }
}

/**
 * Gives the files in which two commits differ the state that HEAD has, where they are in that of either commit, on disk
 * and in the index. The caller holds `index.lock`.
 */
export function bringToHead(repo: Repository, staging: Staging, before: string, after: string): void {
  const { objects } = repo;
  // An edit whose objects did not survive a power cut was not acknowledged either.
  if (!objects.has(before) || !objects.has(after)) return;
  const head = repo.head().oid;
  const tree = head === null ? null : objects.readCommit(head).tree;
  const index = GitIndex.read(join(repo.gitDir, 'index'));
  const parents = new ParentFolders(repo.workTree!);
  const changes = new Map<string, IndexChange>();
  for (const edit of diffTrees(objects, objects.readCommit(before).tree, objects.readCommit(after).tree)) {
    const wanted = entryAt(objects, tree, edit.path);
    const states = [edit.before, edit.after];
    if (!states.some((state) => state?.oid === wanted?.oid)) continue;
    const file = diskPath(repo.workTree!, edit.path);
    // A person may have put something else in the place of a folder meanwhile.
    if (!parents.areReal(edit.path)) continue;
    rmSync(besideTarget(file), { force: true });
    const entry = index?.get(edit.path) ?? null;
    if (entry?.skipWorktree !== true) bringFile(repo, staging, file, states, wanted);
    if (!index || entry?.stage || entry?.intentToAdd) continue;
    if (!states.some((state) => state?.oid === entry?.oid)) continue;
    const stats = lstatIfThere(file);
    const stat = stats && holdsExactly(file, wanted) ? fileStat(stats) : null;
    changes.set(edit.path, wanted && { mode: wanted.mode, oid: wanted.oid, stat });
  }
  if (!index || changes.size === 0) return;
  stageIndex(repo, staging, index, changes).place();
}

function bringFile(
  repo: Repository,
  staging: Staging,
  file: string,
  states: (TreeEntry | null)[],
  wanted: TreeEntry | null,
): void {
  if (holdsExactly(file, wanted) || !states.some((state) => holdsExactly(file, state))) return;
  if (wanted === null) removeFile(repo.workTree!, file);
  else StagedFile.write(staging, file, repo.objects.readBlob(wanted.oid), permissions(wanted.mode)).place();
}

function holdsExactly(file: string, state: TreeEntry | null): boolean {
  if (!lstatIfThere(file)) return state === null;
  const opened = openWorkingFile(file);
  return opened !== null && state !== null && objectIdHex('blob', opened.content) === state.oid;
}
