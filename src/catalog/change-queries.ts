import type { Method } from '../otu/types.js';
import type { Sqlite, Value } from '../sqlite/sqlite.js';
import { fold } from './fold.js';
import { isoTime, type Page, type PageRequest, pageOf } from './pages.js';
import type { State } from './state.js';

/** One OTU's change in one commit. */
export interface ChangeRow {
  /** `<otu id>.<version>`, `<otu id>.removed` for a removal. */
  id: string;
  otu_id: string;
  version: number;
  removed: boolean;
  /** The OTU's name after the change; what it was called when it was removed. */
  otu_name: string;
  commit: string;
  /** The commit's place in mainline order, from 0. */
  position: number;
  method_name: Method;
  description: string;
  /** When the author made it: ISO 8601. */
  created_at: string;
  author: { name: string; email: string };
  /** The blobs of the OTU's file in the commit's first parent and in the commit; null where there is none. */
  before: string | null;
  after: string | null;
  /** The first index that it is in, and the commit of that; null while it is unbuilt. */
  index: { n: number; commit: string } | null;
}

export interface ChangeQuery {
  /** An OTU's id. */
  otu?: string;
  unbuilt?: boolean;
  /** Authors' addresses, case ignored. */
  emails?: readonly string[];
  /** No changes that their authors made before this. */
  since?: Date;
  /** The number of an index: only the changes that it was the first to build. */
  index?: number;
}

/** An author, and how many changes are theirs. */
export interface Contributor {
  name: string;
  email: string;
  count: number;
}

/** A change as the tables have it. */
export interface StoredChange {
  otu_id: string;
  version: number;
  removed: number;
  otu_name: string;
  commit_oid: string;
  position: number;
  method: Method;
  description: string;
  time: number;
  person_name: string;
  person_email: string;
  before: string | null;
  after: string | null;
  built: number | null;
  index_commit: string | null;
}

/** The columns of a StoredChange, of tables by these names. */
export const CHANGE_COLUMNS = `
  otus.id AS otu_id, changes.version, changes.removed, changes.otu_name, commits.oid AS commit_oid,
  changes.position, changes.method, changes.description, commits.time, people.name AS person_name,
  people.email AS person_email, changes.before, changes.after, commits.built, indexes.commit_oid AS index_commit
`;

// CROSS JOIN is SQLite's way to be told the order of loops: changes first, so that they come as sorted as their keys.
const SELECT = `
  SELECT ${CHANGE_COLUMNS}
  FROM changes
    CROSS JOIN commits ON commits.position = changes.position
    CROSS JOIN otus ON otus.key = changes.otu
    CROSS JOIN people ON people.key = commits.person
    LEFT JOIN indexes ON indexes.n = commits.built
`;
const OF_OTU = 'changes.otu = (SELECT key FROM otus WHERE id = ?)';

/** The first change that no index has built: none before it is unbuilt. */
const FIRST_UNBUILT = `(
  SELECT first_change FROM commits WHERE built IS NULL AND changes > 0 ORDER BY position LIMIT 1
)`;

/** The changes that a query finds, newest first. @param state the catalog's, of the same transaction */
export function findChanges(db: Sqlite, state: State, query: ChangeQuery, request: PageRequest): Page<ChangeRow> {
  const total = state.changes;
  const commits = commitConditions(query);
  const found = countFound(db, state, query, commits);
  const offset = (request.page - 1) * request.per_page;
  if (found <= offset) return pageOf([], { total, found }, request);

  const conditions = [...commits.conditions];
  const values = [...commits.values];
  let skip = offset;
  if (query.otu !== undefined) {
    conditions.unshift(OF_OTU);
    values.unshift(query.otu);
  } else if (query.unbuilt) {
    conditions.push(`changes.key >= ${FIRST_UNBUILT}`);
  } else if (conditions.length === 0) {
    // Keys have no gaps, so that a page is a range of them, however far down it is.
    conditions.push('changes.key < ?');
    values.push(total - offset);
    skip = 0;
  }
  const order = query.otu === undefined ? 'changes.key' : 'changes.version';
  const rows = db.list<StoredChange>(
    `${SELECT} WHERE ${conditions.join(' AND ')} ORDER BY ${order} DESC LIMIT ? OFFSET ?`,
    ...values,
    request.per_page,
    skip,
  );
  return pageOf(rows.map(toChange), { total, found }, request);
}

interface Conditions {
  conditions: string[];
  values: Value[];
}

/** What a query asks of a change's commit. */
function commitConditions({ unbuilt, emails, since, index }: ChangeQuery): Conditions {
  const conditions: string[] = [];
  const values: Value[] = [];
  if (unbuilt !== undefined) conditions.push(`commits.built IS ${unbuilt ? '' : 'NOT '}NULL`);
  if (emails !== undefined) {
    const list = emails.map(() => '?').join(', ');
    conditions.push(`commits.person IN (SELECT key FROM people WHERE folded_email IN (${list}))`);
    values.push(...emails.map(fold));
  }
  if (since !== undefined) {
    conditions.push('commits.time >= ?');
    values.push(Math.ceil(since.getTime() / 1000));
  }
  if (index !== undefined) {
    conditions.push('commits.built = ?');
    values.push(index);
  }
  return { conditions, values };
}

function countFound(
  db: Sqlite,
  state: State,
  { otu, unbuilt }: ChangeQuery,
  { conditions, values }: Conditions,
): number {
  if (otu !== undefined) {
    const all = [OF_OTU, ...conditions].join(' AND ');
    return count(
      db,
      `SELECT count(*) AS found FROM changes JOIN commits USING (position) WHERE ${all}`,
      otu,
      ...values,
    );
  }
  if (conditions.length === 0) return state.changes;
  if (conditions.length === 1 && unbuilt !== undefined) {
    return unbuilt ? state.unbuilt_changes : state.changes - state.unbuilt_changes;
  }
  const all = conditions.join(' AND ');
  return count(db, `SELECT coalesce(sum(changes), 0) AS found FROM commits WHERE ${all}`, ...values);
}

function count(db: Sqlite, sql: string, ...values: Value[]): number {
  return db.get<{ found: number }>(sql, ...values)!.found;
}

/** The change of an id. Of an OTU that was removed twice, `<otu id>.removed` is the newer removal. */
export function findChange(db: Sqlite, id: string): ChangeRow | null {
  const [, otuId, version] = /^(.*)\.(0|[1-9]\d{0,14}|removed)$/s.exec(id) ?? [];
  if (otuId === undefined) return null;
  const row =
    version === 'removed'
      ? db.get<StoredChange>(`${SELECT} WHERE ${OF_OTU} AND removed = 1 ORDER BY changes.version DESC LIMIT 1`, otuId)
      : db.get<StoredChange>(`${SELECT} WHERE ${OF_OTU} AND changes.version = ?`, otuId, Number(version));
  return row ? toChange(row) : null;
}

/** All changes of an OTU, oldest first. */
export function changesOfOtu(db: Sqlite, otuId: string): ChangeRow[] {
  return db.all<StoredChange>(`${SELECT} WHERE ${OF_OTU} ORDER BY changes.version`, otuId).map(toChange);
}

/** The newest change of an OTU that no index has built, or null. */
export function newestUnbuiltChange(db: Sqlite, otuId: string): ChangeRow | null {
  const row = db.get<StoredChange>(
    `${SELECT} WHERE ${OF_OTU} AND changes.key >= ${FIRST_UNBUILT} AND commits.built IS NULL
     ORDER BY changes.version DESC LIMIT 1`,
    otuId,
  );
  return row ? toChange(row) : null;
}

/** Who made the changes, those with most first: of all history, or of what an index was the first to build. */
export function contributors(db: Sqlite, index?: number): Contributor[] {
  const order = 'ORDER BY count DESC, email, name';
  if (index === undefined) {
    return db.all(`SELECT name, email, changes AS count FROM people WHERE changes > 0 ${order}`);
  }
  return db.all(
    `SELECT name, email, sum(commits.changes) AS count FROM commits JOIN people ON people.key = commits.person
     WHERE commits.built = ? AND commits.changes > 0 GROUP BY people.key ${order}`,
    index,
  );
}

export function toChange(row: StoredChange): ChangeRow {
  const removed = row.removed === 1;
  return {
    id: `${row.otu_id}.${removed ? 'removed' : row.version}`,
    otu_id: row.otu_id,
    version: row.version,
    removed,
    otu_name: row.otu_name,
    commit: row.commit_oid,
    position: row.position,
    method_name: row.method,
    description: row.description,
    created_at: isoTime(row.time),
    author: { name: row.person_name, email: row.person_email },
    before: row.before,
    after: row.after,
    index: row.built === null ? null : { n: row.built, commit: row.index_commit! },
  };
}
