import { rmSync } from 'node:fs';
import Driver from 'libsql';

/** What SQLite holds here: no blobs, and no booleans (the driver ends the process when it is given one). */
export type Value = string | number | null;

/** A statement, and the names of the columns of what it answers. */
interface Prepared {
  statement: Driver.Statement;
  columns: string[];
}

/**
 * A thin layer over the driver: statements are prepared once and kept, rows are plain objects, and values that the
 * driver cannot bear are kept from it. The driver is asked for rows as lists, since it is slow at making objects.
 *
 * The driver holds a file open until the last statement of a closed database is garbage; nothing here can hasten that.
 */
export class Sqlite {
  readonly #driver: Driver.Database;
  #statements = new Map<string, Prepared>();
  /** Statements of `list`, each with the one that it becomes. */
  readonly #lists = new Map<string, string>();

  /**
   * @param path a file, made when it is missing, or ':memory:'
   * @param timeout how long a statement waits for another process's lock, in milliseconds
   */
  constructor(
    readonly path: string,
    timeout: number,
  ) {
    this.#driver = new Driver(path, { timeout });
  }

  /** Runs statements without parameters and results. */
  exec(sql: string): void {
    this.#driver.exec(sql);
  }

  run(sql: string, ...values: Value[]): void {
    this.#prepare(sql).statement.run(values);
  }

  /** The first row, or undefined. */
  get<Row>(sql: string, ...values: Value[]): Row | undefined {
    const { statement, columns } = this.#prepare(sql);
    const row = statement.get(values) as Value[] | undefined;
    return row && toObject<Row>(columns, row);
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    const { statement, columns } = this.#prepare(sql);
    return (statement.all(values) as Value[][]).map((row) => toObject<Row>(columns, row));
  }

  /**
   * As {@link all}, faster for more than a few rows: they come as one text, which the driver hands over at once, where
   * each value of a row costs it as much as some rows cost SQLite.
   *
   * @param sql with its own ORDER BY and LIMIT
   */
  list<Row>(sql: string, ...values: Value[]): Row[] {
    let whole = this.#lists.get(sql);
    if (whole === undefined) {
      const { columns } = this.#prepare(sql);
      whole = `SELECT json_group_array(json_array(${columns.map((name) => `"${name}"`)})) AS rows FROM (${sql})`;
      this.#lists.set(sql, whole);
    }
    const { columns } = this.#prepare(sql);
    const { rows } = this.get<{ rows: string }>(whole, ...values)!;
    return (JSON.parse(rows) as Value[][]).map((row) => toObject<Row>(columns, row));
  }

  /** Runs `work` in a read transaction, so that all its answers belong to one moment. */
  reading<T>(work: () => T): T {
    if (this.#driver.inTransaction) return work();
    this.exec('BEGIN');
    try {
      return work();
    } finally {
      this.exec('COMMIT');
    }
  }

  /** Runs `work` as the one writer, all or nothing. Throws an error that isBusy() knows when another writer stays. */
  writing<T>(work: () => T): T {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite has itself rolled back after some errors, such as a full disk.
      if (this.#driver.inTransaction) this.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#statements = new Map();
    if (this.#driver.open) this.#driver.close();
  }

  #prepare(sql: string): Prepared {
    let prepared = this.#statements.get(sql);
    if (!prepared) {
      const statement = this.#driver.prepare(sql);
      if (statement.reader) statement.raw();
      prepared = { statement, columns: statement.columns().map(({ name }) => name) };
      this.#statements.set(sql, prepared);
    }
    return prepared;
  }
}

function toObject<Row>(columns: readonly string[], row: readonly Value[]): Row {
  const object: Record<string, Value> = {};
  for (let at = 0; at < columns.length; at += 1) object[columns[at]!] = row[at]!;
  return object as Row;
}

/** Removes a database file and what SQLite keeps beside it. */
export function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}

/** Whether an error means that the file is no database, or a damaged one. */
export function isCorrupt(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));
}

/** Whether an error means that another process holds the lock. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));
}

/** Whether an error comes from SQLite at all: a disk that is full or may not be written, a file that cannot be opened. */
export function isSqliteError(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_') || /^ConnectionFailed/.test(String((error as Error)?.message));
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
