import { createHash } from 'node:crypto';
import type { Sqlite } from '../sqlite/sqlite.js';
import { ObjectNotFoundError } from '../store/errors.js';
import type { Repository } from '../store/repository.js';
import { storable } from './fold.js';
import { PathHistory } from './path-history.js';
import type { State } from './state.js';

/** A tag `index/<n>` as a ref: `oid` is what it points at, a tag object or a commit. */
export interface IndexRef {
  n: number;
  oid: string;
}

const PREFIX = 'refs/tags/index/';

/** The index tags of a repository by number, and a digest that changes whenever one appears, moves or goes. */
export function listIndexRefs(repo: Repository): { refs: IndexRef[]; digest: string } {
  const refs: IndexRef[] = [];
  for (const { name, oid } of repo.listRefs(PREFIX)) {
    const number = name.slice(PREFIX.length);
    if (/^(0|[1-9]\d{0,8})$/.test(number)) refs.push({ n: Number(number), oid });
  }
  refs.sort((a, b) => a.n - b.n);
  const text = refs.map(({ n, oid }) => `${n} ${oid}\n`).join('');
  return { refs, digest: createHash('sha1').update(text).digest('hex') };
}

/** Whether a tag names a commit outside of HEAD's history, which commits to come may turn out to be in. */
export function hasTagOutside(db: Sqlite): boolean {
  const inside = 'SELECT 1 FROM commits WHERE commits.oid = indexes.commit_oid';
  return db.get(`SELECT n FROM indexes WHERE NOT EXISTS (${inside}) LIMIT 1`) !== undefined;
}

/**
 * Brings the tables up to the repository's index tags: which commits they reach, and what that leaves unbuilt.
 *
 * @param anew forget what is known; otherwise tags that were added behind the known ones cost no more than they reach
 */
export function updateIndexes(db: Sqlite, repo: Repository, refs: IndexRef[], state: State, anew: boolean): void {
  const known = db.all<IndexRef>('SELECT n, tag_oid AS oid FROM indexes ORDER BY n');
  const isPrefix = known.every(({ n, oid }, index) => refs[index]?.n === n && refs[index].oid === oid);
  let added = refs.slice(known.length);
  if (anew || !isPrefix) {
    db.exec('DELETE FROM indexes; DELETE FROM index_extras; UPDATE commits SET built = NULL WHERE built IS NOT NULL');
    added = refs;
  } else if (added.length === 0) {
    return;
  }
  const reach = new Reach(db, repo);
  for (const ref of added) {
    const tag = resolve(repo, ref.oid);
    if (tag) reach.add(ref, tag);
  }
  if (added.length > 0) countChanges(db, added[0]!.n);
  Object.assign(state, countUnbuilt(db));
}

interface ResolvedTag {
  commit: string;
  /** Who made the tag, and when. */
  name: string;
  email: string;
  timestamp: number;
}

/** What a tag names; null where that is no commit, or not in this clone. */
function resolve(repo: Repository, oid: string): ResolvedTag | null {
  try {
    let { type } = repo.objects.read(oid);
    let tagger = null;
    while (type === 'tag') {
      const tag = repo.objects.readTag(oid);
      tagger ??= tag.tagger;
      ({ type, target: oid } = tag);
    }
    if (type !== 'commit') return null;
    const { name, email, timestamp } = tagger ?? repo.objects.readCommit(oid).committer;
    return { commit: oid, name, email, timestamp };
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return null;
    throw error;
  }
}

interface CommitRow {
  position: number;
  first_parent: number;
  first_change: number;
  changes: number;
}

/** What a commit reaches, itself included. */
export interface Reached {
  /** The position up to which it has all of HEAD's history, -1 for none. */
  reach: number;
  /** By OTU, how many changes are in the other commits that it reaches. */
  extras: Map<string, number>;
  /** The positions of those of the other commits that are in HEAD's history too. */
  strays: number[];
}

/** Finds out what commits reach. Each commit outside of HEAD's history is read once, however many reach it. */
export class Reach {
  readonly #outside = new Map<string, { parents: string[]; otuIds: string[] }>();
  readonly #history: PathHistory;

  constructor(
    readonly db: Sqlite,
    repo: Repository,
  ) {
    this.#history = new PathHistory(repo.objects);
  }

  /** Records a tag. Tags must come in order of number: what a smaller one reaches is built by that one. */
  add({ n, oid }: IndexRef, tag: ResolvedTag): void {
    const { reach, extras, strays } = this.of(tag.commit);
    for (const position of strays) {
      this.db.run('UPDATE commits SET built = ? WHERE position = ? AND built IS NULL', n, position);
    }
    this.db.run('UPDATE commits SET built = ? WHERE position <= ? AND built IS NULL', n, reach);
    this.db.run(
      'INSERT INTO indexes VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)',
      ...[n, oid, tag.commit, reach, tag.timestamp, storable(tag.name), storable(tag.email)],
    );
    for (const [id, changes] of extras) this.db.run('INSERT INTO index_extras VALUES (?, ?, ?)', n, id, changes);
  }

  /** What a commit reaches. */
  of(commit: string): Reached {
    const { reach, others } = this.#walk(commit);
    const extras = new Map<string, number>();
    const strays: number[] = [];
    for (const [oid, row] of others) {
      // The chain up to `reach` includes the side branches merged into it.
      if (row && row.position <= reach) continue;
      if (row) strays.push(row.position);
      const otuIds = row ? this.#otusIn(row) : this.#readOutside(oid).otuIds;
      for (const id of otuIds) extras.set(id, (extras.get(id) ?? 0) + 1);
    }
    return { reach, extras, strays };
  }

  /**
   * Walks from a commit to its ancestors, but not past HEAD's chain of first parents: of that, everything up to a
   * position is reached. Gives that position, -1 for none, and the other commits.
   */
  #walk(start: string): { reach: number; others: Map<string, CommitRow | undefined> } {
    const others = new Map<string, CommitRow | undefined>();
    const waiting = [start];
    let reach = -1;
    for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
      if (others.has(oid)) continue;
      const row = this.db.get<CommitRow>(
        'SELECT position, first_parent, first_change, changes FROM commits WHERE oid = ?',
        oid,
      );
      if (row?.first_parent) {
        reach = Math.max(reach, row.position);
      } else {
        others.set(oid, row);
        waiting.push(...(row ? this.#history.objects.readCommit(oid).parents : this.#readOutside(oid).parents));
      }
    }
    return { reach, others };
  }

  #otusIn({ first_change, changes }: CommitRow): string[] {
    const rows = this.db.all<{ id: string }>(
      'SELECT otus.id FROM changes JOIN otus ON otus.key = changes.otu WHERE changes.key >= ? AND changes.key < ?',
      first_change,
      first_change + changes,
    );
    return rows.map(({ id }) => id);
  }

  #readOutside(oid: string): { parents: string[]; otuIds: string[] } {
    let found = this.#outside.get(oid);
    if (!found) {
      const commit = this.#history.objects.readCommit(oid);
      found = { parents: commit.parents, otuIds: this.#history.differences(commit).map(({ otuId }) => otuId) };
      this.#outside.set(oid, found);
    }
    return found;
  }
}

/** The rows of changes in a commit, as a join. */
const CHANGES_OF_COMMIT =
  'changes.key >= commits.first_change AND changes.key < commits.first_change + commits.changes';

/** Counts what each index, from number `from` on, was the first to build. */
function countChanges(db: Sqlite, from: number): void {
  db.run(
    `WITH counted AS (SELECT built, sum(changes) AS changes FROM commits WHERE built >= ? GROUP BY built)
     UPDATE indexes SET change_count = counted.changes FROM counted WHERE counted.built = indexes.n`,
    from,
  );
  db.run(
    `WITH counted AS (
       SELECT commits.built, count(DISTINCT changes.otu) AS otus
       FROM commits CROSS JOIN changes ON ${CHANGES_OF_COMMIT}
       WHERE commits.built >= ? GROUP BY commits.built
     )
     UPDATE indexes SET modified_otu_count = counted.otus FROM counted WHERE counted.built = indexes.n`,
    from,
  );
}

/** Counts the unbuilt changes, and the OTUs that have any. */
function countUnbuilt(db: Sqlite): Pick<State, 'unbuilt_changes' | 'unbuilt_otus'> {
  return db.get<Pick<State, 'unbuilt_changes' | 'unbuilt_otus'>>(
    `SELECT count(*) AS unbuilt_changes, count(DISTINCT changes.otu) AS unbuilt_otus
     FROM commits CROSS JOIN changes ON ${CHANGES_OF_COMMIT}
     WHERE commits.built IS NULL`,
  )!;
}
