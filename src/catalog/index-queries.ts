import { NotFoundError } from '../otu/errors.js';
import type { Sqlite } from '../sqlite/sqlite.js';
import type { Repository } from '../store/repository.js';
import { fold } from './fold.js';
import { Reach } from './index-tags.js';
import { isoTime } from './pages.js';
import { listOtuBlobs, otuBlobAt } from './path-history.js';

/** An index build, as its tag tells of it. */
export interface IndexRow {
  n: number;
  /** The tag's name, `index/<n>`. */
  tag: string;
  commit: string;
  /** When the tag was made: ISO 8601. */
  created_at: string;
  tagger: { name: string; email: string };
  /** How many changes of HEAD's history it was the first to build, and to how many OTUs. */
  change_count: number;
  modified_otu_count: number;
}

interface StoredIndex {
  n: number;
  commit_oid: string;
  reach: number;
  time: number;
  tagger_name: string;
  tagger_email: string;
  change_count: number;
  modified_otu_count: number;
}

/** The indexes, newest first. */
export function listIndexes(db: Sqlite): IndexRow[] {
  return storedIndexes(db).map((row) => ({
    n: row.n,
    tag: `index/${row.n}`,
    commit: row.commit_oid,
    created_at: isoTime(row.time),
    tagger: { name: row.tagger_name, email: row.tagger_email },
    change_count: row.change_count,
    modified_otu_count: row.modified_otu_count,
  }));
}

/** The OTUs in an index and their versions there, by id. Throws NotFoundError. */
export function indexManifest(db: Sqlite, repo: Repository, n: number): Record<string, number> {
  const index = storedIndexes(db).find((index) => index.n === n);
  if (!index) throw noSuchIndex(n);
  const extras = db.all<{ id: string; changes: number }>(
    'SELECT otu_id AS id, changes FROM index_extras WHERE n = ?',
    n,
  );
  return manifest(db, repo, index.commit_oid, index.reach, new Map(extras.map(({ id, changes }) => [id, changes])));
}

/** What an index of a commit would be made of. */
export interface IndexContent {
  /** The OTUs in it and their versions there, by id. */
  manifest: Record<string, number>;
  /** How many changes of HEAD's history it would be the first to build. */
  change_count: number;
}

/** What an index of a commit would be made of, whatever was committed after it. */
export function indexContentAt(db: Sqlite, repo: Repository, commit: string): IndexContent {
  const { reach, extras, strays } = new Reach(db, repo).of(commit);
  const unbuilt = (condition: string, position: number): number =>
    db.get<{ changes: number }>(
      `SELECT coalesce(sum(changes), 0) AS changes FROM commits WHERE built IS NULL AND position ${condition} ?`,
      position,
    )!.changes;
  const change_count = strays.reduce((sum, position) => sum + unbuilt('=', position), unbuilt('<=', reach));
  return { manifest: manifest(db, repo, commit, reach, extras), change_count };
}

function manifest(
  db: Sqlite,
  repo: Repository,
  commit: string,
  reach: number,
  extras: Map<string, number>,
): Record<string, number> {
  const counts = new Map(extras);
  const reached = db.all<{ id: string; changes: number }>(
    `SELECT otus.id, count(*) AS changes FROM changes JOIN otus ON otus.key = changes.otu
     WHERE position <= ? GROUP BY changes.otu`,
    reach,
  );
  for (const { id, changes } of reached) counts.set(id, (counts.get(id) ?? 0) + changes);
  const { tree } = repo.objects.readCommit(commit);
  const ids = [...listOtuBlobs(repo.objects, tree).keys()].sort();
  return Object.fromEntries(ids.map((id) => [id, counts.get(id)! - 1]));
}

/** The OTUs with changes that an index was the first to build, by name. Throws NotFoundError. */
export function indexOtus(db: Sqlite, n: number): { id: string; name: string; change_count: number }[] {
  if (!storedIndexes(db).some((index) => index.n === n)) throw noSuchIndex(n);
  // The name is the one of the newest of the changes: max() chooses the row.
  const rows = db.all<{ id: string; name: string; change_count: number; newest: number }>(
    `SELECT otus.id, changes.otu_name AS name, count(*) AS change_count, max(changes.key) AS newest
     FROM commits CROSS JOIN changes
       ON changes.key >= commits.first_change AND changes.key < commits.first_change + commits.changes
     CROSS JOIN otus ON otus.key = changes.otu
     WHERE commits.built = ? GROUP BY otus.key`,
    n,
  );
  return rows
    .map(({ id, name, change_count }) => ({ id, name, change_count }))
    .sort((a, b) => compare(fold(a.name), fold(b.name)) || compare(a.id, b.id));
}

/** An OTU's version in the newest index that has it, or null. `key` is its key in the tables. */
export function lastIndexedVersion(db: Sqlite, repo: Repository, key: number, id: string): number | null {
  for (const index of storedIndexes(db)) {
    // A merge may choose the side without a file: that is no change, so only the tree knows.
    const { tree } = repo.objects.readCommit(index.commit_oid);
    if (otuBlobAt(repo.objects, tree, id) === null) continue;
    const { changes } = db.get<{ changes: number }>(
      `SELECT (SELECT count(*) FROM changes WHERE otu = ? AND position <= ?)
         + coalesce((SELECT changes FROM index_extras WHERE n = ? AND otu_id = ?), 0) AS changes`,
      ...[key, index.reach, index.n, id],
    )!;
    return changes - 1;
  }
  return null;
}

function storedIndexes(db: Sqlite): StoredIndex[] {
  return db.all('SELECT * FROM indexes ORDER BY n DESC');
}

function noSuchIndex(n: number): NotFoundError {
  return new NotFoundError(`There is no index ${n}: no tag index/${n}.`, { data: { index: n } });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
