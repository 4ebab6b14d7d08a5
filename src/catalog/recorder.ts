import type { Sqlite } from '../sqlite/sqlite.js';
import type { Commit } from '../store/object-format.js';
import { storable } from './fold.js';
import type { OtuEntry, OtuTable } from './otu-table.js';
import { People } from './people.js';
import type { State } from './state.js';
import { type OtuFiles, readStamp, wordsOf } from './words.js';

/** One OTU's part in a commit. */
export interface OtuDifference {
  otuId: string;
  /** Blob ids; null where there is no file. */
  before: string | null;
  after: string | null;
}

/** Told of each file that a change leaves behind, right after its content was needed. */
export type OnFile = (entry: OtuEntry, blob: string) => void;

/** Writes commits and the changes in them to the end of the catalog's history, and keeps count in `state`. */
export class Recorder {
  readonly #otus: OtuTable;
  readonly #state: State;
  readonly #people: People;
  readonly #lines: Line[] = [];
  /** Position of the first commit that is recorded here. */
  readonly #first: number;
  #previous: string | null = null;

  constructor(
    readonly db: Sqlite,
    otus: OtuTable,
    state: State,
  ) {
    this.#otus = otus;
    this.#state = state;
    this.#first = state.commits;
    this.#people = new People(db);
  }

  /** Records the next commit in mainline order, with its differences in order of path. */
  record(commit: Commit, differences: readonly OtuDifference[], files: OtuFiles, onFile: OnFile): void {
    const state = this.#state;
    const position = state.commits;
    const person = this.#people.key(commit.author, differences.length);
    this.#follow(commit, position);
    this.db.run(
      'INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ...[position, commit.oid, 1, person, commit.author.timestamp, state.changes, differences.length, null],
    );
    const stamp = commit.parents.length > 1 ? null : readStamp(commit.message);
    for (const { otuId, before, after } of differences) {
      const entry = this.#otus.entry(otuId);
      entry.version += 1;
      if (!entry.unbuilt) state.unbuilt_otus += 1;
      entry.unbuilt = true;
      // What it is called after the change, else what it was called before, else its id.
      const name = files.nameIn(otuId, after) ?? files.nameIn(otuId, before) ?? otuId;
      const { method, description } = wordsOf({
        otuId,
        stamp,
        alone: differences.length === 1,
        removed: after === null,
        name,
        before: () => files.read(otuId, before),
        after: () => files.read(otuId, after),
      });
      this.db.run(
        'INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        ...[state.changes, entry.key, entry.version, Number(after === null), position],
        ...[method, storable(description), storable(name), before, after],
      );
      state.changes += 1;
      if (after !== null) onFile(entry, after);
    }
    state.unbuilt_changes += differences.length;
    state.commits += 1;
  }

  /** To be called after the last commit: writes how many changes each author made. */
  finish(): void {
    this.#people.flush();
  }

  /** Marks the recorded commits that are not on HEAD's chain of first parents. Needs the tables' indexes. */
  markSideBranches(): void {
    // From here on everything is on the chain; what lies between `end` and here is not.
    let chainStart = this.#state.commits;
    let end = chainStart - 1;
    for (const { start, firstParent } of this.#lines.toReversed()) {
      if (start > end) continue;
      this.#markSide(end + 1, chainStart);
      chainStart = start;
      end = firstParent === null ? -1 : this.#positionOf(firstParent);
    }
    this.#markSide(Math.max(this.#first, end + 1), chainStart);
  }

  #markSide(from: number, to: number): void {
    if (from < to) this.db.run('UPDATE commits SET first_parent = 0 WHERE position >= ? AND position < ?', from, to);
  }

  #positionOf(oid: string): number {
    return this.db.get<{ position: number }>('SELECT position FROM commits WHERE oid = ?', oid)!.position;
  }

  #follow(commit: Commit, position: number): void {
    const [firstParent = null] = commit.parents;
    if (firstParent === null || firstParent !== this.#previous) this.#lines.push({ start: position, firstParent });
    this.#previous = commit.oid;
  }
}

/** Commits that follow one another in the order, each the first parent of the next. */
interface Line {
  /** Position of the first one. */
  start: number;
  /** The first parent of the first one. */
  firstParent: string | null;
}
