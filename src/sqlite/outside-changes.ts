import { fileState } from '../files/state.js';
import type { Turn } from '../files/turn.js';
import type { Sqlite } from './sqlite.js';

/**
 * Whether other processes have committed to a database, asked so cheaply that every request can begin with it: SQLite
 * itself takes locks to find out, while a look at the file that commits are appended to costs one system call.
 */
export class OutsideChanges {
  readonly #db: Sqlite;
  readonly #log: string;
  /** What the log looked like before the version was last asked for; null where that does not tell. */
  #seen: string | null = null;
  #version = 0;
  #turn: Turn | null = null;

  /** @param db in WAL mode; in another this is as right, and not as cheap */
  constructor(db: Sqlite) {
    this.#db = db;
    this.#log = `${db.path}-wal`;
  }

  /**
   * A number that is the same as before only where no other connection has committed in between.
   *
   * @param turn what was found out in a turn holds for all of it
   * @param now ms since 1970
   */
  version(turn: Turn | null = null, now = Date.now()): number {
    if (turn !== null && turn === this.#turn) return this.#version;
    const seen = fileState(this.#log, now);
    if (seen === null || seen === '-' || seen !== this.#seen) {
      this.#version = this.#db.get<{ data_version: number }>('PRAGMA data_version')!.data_version;
      this.#seen = seen;
    }
    this.#turn = turn;
    return this.#version;
  }
}
