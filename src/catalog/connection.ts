import { statSync } from 'node:fs';
import { join } from 'node:path';
import { isBusy, isCorrupt, isSqliteError, removeDatabase, Sqlite } from '../sqlite/sqlite.js';
import type { Repository } from '../store/repository.js';

/** How long a statement waits for another process, in ms, before it is asked again whether to go on waiting. */
const PATIENCE = 2000;
/** After this long, in ms, behind a process that does not get done, the catalog is made in memory. */
const LONGEST_WAIT = 60_000;
/** How large SQLite's log may get, in bytes: whoever opens the file next has to read it all. */
const LONGEST_LOG = 4 << 20;

/** The file of a repository's catalog; its folder is made where it is missing. */
export function catalogFile(repo: Repository): string {
  return join(repo.localDir(), 'catalog.db');
}

/**
 * The way to a repository's catalog file. A damaged file is thrown away and made anew; where a file cannot be had at
 * all (a folder that may not be written, a full disk), the catalog lives in memory for as long as this does.
 */
export class Connection {
  #db: Sqlite;

  constructor(
    readonly repo: Repository,
    readonly onWarning: (message: string) => void,
  ) {
    this.#db = this.#connect();
  }

  /** Whether the catalog is in memory only. */
  get inMemory(): boolean {
    return this.#db.path === MEMORY;
  }

  /**
   * Runs work on the database. Where the file turns out to be damaged, it is replaced by an empty one, `repair` fills it,
   * and the work runs again.
   */
  use<T>(work: (db: Sqlite) => T, repair: () => void): T {
    try {
      return work(this.#db);
    } catch (error) {
      if (!isCorrupt(error) || this.inMemory) throw error;
    }
    this.#replaceFile();
    repair();
    return work(this.#db);
  }

  /**
   * Runs work as the one writer among all processes. Waits for another that writes, and asks `isDone` from time to time
   * whether that one has done the work already.
   */
  write(work: (db: Sqlite) => void, isDone: (db: Sqlite) => boolean): void {
    const end = Date.now() + LONGEST_WAIT;
    for (;;) {
      try {
        this.#db.writing(() => work(this.#db));
        this.#shortenLog();
        return;
      } catch (error) {
        if (!isSqliteError(error) || this.inMemory) throw error;
        if (isCorrupt(error)) this.#replaceFile();
        else if (!isBusy(error)) this.#goToMemory(error);
        else if (isDone(this.#db)) return;
        else if (Date.now() > end) this.#goToMemory(error);
      }
    }
  }

  /** Runs work as the one writer, all or nothing, and once: what is in the way is thrown. */
  writeOnce<T>(work: (db: Sqlite) => T): T {
    const result = this.#db.writing(() => work(this.#db));
    this.#shortenLog();
    return result;
  }

  close(): void {
    this.#db.close();
  }

  /** Empties SQLite's log into the file after much was written. Not while somebody reads: then the next one does it. */
  #shortenLog(): void {
    if (this.inMemory) return;
    const log = statSync(`${this.#db.path}-wal`, { throwIfNoEntry: false });
    if (log && log.size > LONGEST_LOG) this.#db.get('PRAGMA wal_checkpoint (TRUNCATE)');
  }

  #connect(): Sqlite {
    try {
      return openFile(catalogFile(this.repo));
    } catch (error) {
      if (!isCorrupt(error)) return this.#memory(error);
    }
    try {
      removeDatabase(catalogFile(this.repo));
      return openFile(catalogFile(this.repo));
    } catch (error) {
      return this.#memory(error);
    }
  }

  #replaceFile(): void {
    this.#db.close();
    try {
      removeDatabase(this.#db.path);
      this.#db = openFile(this.#db.path);
    } catch (error) {
      this.#db = this.#memory(error);
    }
  }

  #goToMemory(reason: unknown): void {
    this.#db.close();
    this.#db = this.#memory(reason);
  }

  #memory(reason: unknown): Sqlite {
    const why = reason instanceof Error ? reason.message : String(reason);
    this.onWarning(
      `The catalog cannot be kept in ${join(this.repo.gitDir, 'refkit')} (${why}), so it is made anew in memory each time.`,
    );
    return new Sqlite(MEMORY, PATIENCE);
  }
}

const MEMORY = ':memory:';

/** Opens a catalog file for any number of processes. Throws an error that isCorrupt() knows where it is no database. */
function openFile(path: string): Sqlite {
  const db = new Sqlite(path, PATIENCE);
  try {
    db.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 400');
    // Readers then never wait for a writer. Where the file system cannot do it, all works as well, with waiting.
    if (db.get<{ journal_mode: string }>('PRAGMA journal_mode')?.journal_mode !== 'wal') switchToWal(db);
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

function switchToWal(db: Sqlite): void {
  try {
    db.get('PRAGMA journal_mode = WAL');
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}
