import type { Sqlite, Value } from './sqlite.js';

/** Rows on their way into a table, written some hundreds at a time: one call into the driver for each row is slow. */
export class Batch {
  #rows: Value[][] = [];

  /** @param sql takes the rows as `FROM json_each(?)`, where `value` is a row as a JSON list */
  constructor(
    readonly db: Sqlite,
    readonly sql: string,
    readonly size = 500,
  ) {}

  /** A batch of whole rows for a table. */
  static into(db: Sqlite, table: string, columns: number): Batch {
    const values = Array.from({ length: columns }, (_, index) => `value ->> ${index}`);
    return new Batch(db, `INSERT OR REPLACE INTO ${table} SELECT ${values.join(', ')} FROM json_each(?)`);
  }

  add(...row: Value[]): void {
    this.#rows.push(row);
    if (this.#rows.length >= this.size) this.flush();
  }

  flush(): void {
    const rows = this.#rows;
    this.#rows = [];
    this.db.runBatch(this.sql, rows);
  }
}
