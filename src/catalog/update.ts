import type { Sqlite } from '../sqlite/sqlite.js';
import { mainline } from '../store/history.js';
import type { Commit } from '../store/object-format.js';
import type { Repository } from '../store/repository.js';
import { BlobReader } from './blob-reader.js';
import { hasTagOutside, listIndexRefs, updateIndexes } from './index-tags.js';
import { OtuTable } from './otu-table.js';
import { listOtuBlobs, otuBlobAt, PathHistory } from './path-history.js';
import { type OnProgress, Progress } from './progress.js';
import { Recorder } from './recorder.js';
import { createIndexes, hasCurrentSchema, resetTables } from './schema.js';
import { emptyState, readState, type State, writeState } from './state.js';

/** Where a repository is, as far as a catalog describes it. */
export interface Moment {
  head: string | null;
  tags: ReturnType<typeof listIndexRefs>;
}

export function momentOf(repo: Repository): Moment {
  return { head: repo.head().oid, tags: listIndexRefs(repo) };
}

/** Whether a catalog describes a moment. */
export function describes(state: State, { head, tags }: Moment): boolean {
  return state.head === head && state.tags === tags.digest;
}

/**
 * Brings a catalog to a moment, inside a transaction. What its history and HEAD's share stays; what comes after that is
 * taken off and HEAD's own put on. Where they share nothing, the catalog is made anew.
 */
export function bringTo(db: Sqlite, repo: Repository, moment: Moment, onProgress: OnProgress): void {
  const state = hasCurrentSchema(db) ? readState(db) : emptyState();
  const shared = newestShared(db, repo, state, moment.head);
  const update = new Update(db, repo, onProgress);
  const result = shared === null ? update.rebuild(moment) : update.advance(state, moment, shared);
  result.head = moment.head;
  result.tags = moment.tags.digest;
  writeState(db, result);
}

interface SharedCommit {
  oid: string;
  position: number;
}

/**
 * The newest commit that is on HEAD's chain of first parents and on the catalog's: up to there both have the same
 * history. null where there is none, or nothing worth keeping.
 */
function newestShared(db: Sqlite, repo: Repository, state: State, head: string | null): SharedCommit | null {
  if (state.changes === 0) return null;
  for (let oid = head ?? undefined; oid !== undefined; [oid] = repo.objects.readParents(oid)) {
    const row = db.get<SharedCommit>('SELECT oid, position FROM commits WHERE oid = ? AND first_parent = 1', oid);
    if (row) return row;
  }
  return null;
}

/** One run over a repository's history, on the way to a moment. */
class Update {
  readonly #paths: PathHistory;
  readonly #blobs: BlobReader;

  constructor(
    readonly db: Sqlite,
    readonly repo: Repository,
    readonly onProgress: OnProgress,
  ) {
    this.#paths = new PathHistory(repo.objects);
    this.#blobs = new BlobReader(repo.objects);
  }

  /** Makes the catalog from nothing. */
  rebuild({ head, tags }: Moment): State {
    const { objects } = this.repo;
    resetTables(this.db);
    const state = emptyState();
    const otus = new OtuTable(this.db, true);
    const recorder = new Recorder(this.db, otus, state);
    if (head !== null) {
      const atHead = listOtuBlobs(objects, objects.readCommit(head).tree);
      const progress = new Progress(this.onProgress, objects, atHead.size);
      this.#replay(mainline(progress, head), recorder, otus, (id) => atHead.get(id) ?? null, progress);
    }
    this.#finish(state, recorder, otus);
    createIndexes(this.db, state.otus);
    recorder.markSideBranches();
    if (tags.refs.length > 0) updateIndexes(this.db, this.repo, tags.refs, state, true);
    return state;
  }

  /** Takes a catalog from where it is to HEAD, by way of the newest commit that both have. */
  advance(state: State, { head, tags }: Moment, shared: SharedCommit): State {
    const { db, repo } = this;
    const { objects } = repo;
    const cutOff = truncate(db, state, shared.position);
    // What is new to the catalog may be in an index all the same: one that was made elsewhere, or before a rewind.
    const anew = cutOff !== null || (head !== state.head && hasTagOutside(db));
    if (cutOff !== null || head !== state.head) {
      const otus = new OtuTable(db, false);
      const recorder = new Recorder(db, otus, state);
      const { tree } = objects.readCommit(head!);
      const atHead = (id: string) => otuBlobAt(objects, tree, id);
      for (const id of cutOff ?? []) otus.entry(id);
      const isKnown = (oid: string) =>
        db.get('SELECT oid FROM commits WHERE oid = ? AND position <= ?', oid, shared.position) !== undefined;
      const progress = new Progress(this.onProgress, objects, 0);
      const merges = this.#replay(mainline(progress, head!, shared.oid, isKnown), recorder, otus, atHead, progress);
      // A merge may take a file from the side where it is older, or missing: no change, but another state.
      if (cutOff !== null) for (const id of misfits(db, listOtuBlobs(objects, tree))) otus.entry(id);
      else if (merges) for (const id of this.#paths.differing(shared.oid, head!)) otus.entry(id);
      for (const entry of otus.entries()) {
        const blob = atHead(entry.id);
        if (entry.version < 0) otus.delete(entry);
        else if (entry.blob !== blob || !entry.stored) otus.put(entry, blob, this.#blobs.read(entry.id, blob));
      }
      this.#finish(state, recorder, otus);
      recorder.markSideBranches();
    }
    updateIndexes(db, repo, tags.refs, state, anew);
    return state;
  }

  /** Records commits. Tells whether there was a merge among them. */
  #replay(
    commits: Iterable<Commit>,
    recorder: Recorder,
    otus: OtuTable,
    atHead: (otuId: string) => string | null,
    progress: Progress,
  ): boolean {
    let merges = false;
    for (const commit of commits) {
      merges ||= commit.parents.length > 1;
      progress.step();
      recorder.record(commit, this.#paths.differences(commit), this.#blobs, (entry, blob) => {
        // While its content is at hand: reading it again at the end would double the work.
        if (blob === entry.blob || blob !== atHead(entry.id)) return;
        otus.put(entry, blob, this.#blobs.readOnce(entry.id, blob));
        progress.step();
      });
    }
    return merges;
  }

  #finish(state: State, recorder: Recorder, otus: OtuTable): void {
    for (const entry of otus.entries()) if (!entry.stored) otus.put(entry, null, null);
    recorder.finish();
    state.otus += otus.listed;
    state.unverified += otus.unverified;
  }
}

/** Takes off the history after a position. Gives the ids of the OTUs that it changed; null where there is none. */
function truncate(db: Sqlite, state: State, position: number): string[] | null {
  if (position === state.commits - 1) return null;
  const { first_change: firstChange } = db.get<{ first_change: number }>(
    'SELECT first_change FROM commits WHERE position = ?',
    position + 1,
  )!;
  const changed = db.all<{ id: string }>(
    'SELECT id FROM otus WHERE key IN (SELECT otu FROM changes WHERE key >= ?)',
    firstChange,
  );
  db.run(
    `WITH gone AS (SELECT person, sum(changes) AS changes FROM commits WHERE position > ? GROUP BY person)
     UPDATE people SET changes = people.changes - gone.changes FROM gone WHERE gone.person = people.key`,
    position,
  );
  db.run('DELETE FROM changes WHERE key >= ?', firstChange);
  db.run('DELETE FROM commits WHERE position > ?', position);
  state.commits = position + 1;
  state.changes = firstChange;
  return changed.map(({ id }) => id);
}

/** The ids of the OTUs that the tables describe by another file than HEAD has. */
function misfits(db: Sqlite, atHead: Map<string, string>): string[] {
  const stored = db.all<{ id: string; blob: string }>('SELECT id, blob FROM otus WHERE blob IS NOT NULL');
  const missing = new Set(atHead.keys());
  const wrong: string[] = [];
  for (const { id, blob } of stored) {
    missing.delete(id);
    if (atHead.get(id) !== blob) wrong.push(id);
  }
  return [...wrong, ...missing];
}
