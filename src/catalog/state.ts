import type { Sqlite } from '../sqlite/sqlite.js';

/** The catalog's totals, and what it describes. */
export interface State {
  /** The commit that HEAD was at; null when there was none. */
  head: string | null;
  /** A digest of the index tags. */
  tags: string;
  commits: number;
  changes: number;
  unbuilt_changes: number;
  /** OTUs, removed ones included, with an unbuilt change. */
  unbuilt_otus: number;
  /** OTUs that are there, and readable. */
  otus: number;
  unverified: number;
}

/** How much there is of everything, at one moment. */
export interface Counts {
  /** The commit that HEAD was at; null before the first. */
  head: string | null;
  /** OTUs at HEAD that are readable. */
  otus: number;
  unverified: number;
  changes: number;
  unbuilt_changes: number;
  /** OTUs, removed ones included, with unbuilt changes. */
  unbuilt_otus: number;
}

export function emptyState(): State {
  return { head: null, tags: '', commits: 0, changes: 0, unbuilt_changes: 0, unbuilt_otus: 0, otus: 0, unverified: 0 };
}

export function readState(db: Sqlite): State {
  return db.get<State>(
    'SELECT head, tags, commits, changes, unbuilt_changes, unbuilt_otus, otus, unverified FROM state',
  )!;
}

export function writeState(db: Sqlite, state: State): void {
  db.run(
    `UPDATE state SET head = ?, tags = ?, commits = ?, changes = ?, unbuilt_changes = ?, unbuilt_otus = ?, otus = ?,
       unverified = ?`,
    ...[state.head, state.tags, state.commits, state.changes, state.unbuilt_changes, state.unbuilt_otus],
    ...[state.otus, state.unverified],
  );
}
