import { fileState } from '../files/state.js';
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

  /** @param db in WAL mode; in another this is as right, and not as cheap */
  constructor(db: Sqlite) {
    this.#db = db;
    this.#log = `${db.path}-wal`;
  }

  /**
   * A number that is the same as before only where no other connection has committed in between.
   *
   * @param now ms since 1970
   */
  version(now = Date.now()): number {
    const seen = fileState(this.#log, now);
    if (seen === null || seen === '-' || seen !== this.#seen) {
      this.#version = this.#db.get<{ data_version: number }>('PRAGMA data_version')!.data_version;
      this.#seen = seen;
    }
    return this.#version;
  }
}
