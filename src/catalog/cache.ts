import { isBusy, type Sqlite } from '../sqlite/sqlite.js';

/** How many values are kept. */
const KEPT = 16;

export function readCache(db: Sqlite, key: string): string | null {
  return db.get<{ value: string }>('SELECT value FROM cache WHERE key = ?', key)?.value ?? null;
}

/** Keeps a value; not where another process is writing, since it can be had again. */
export function writeCache(db: Sqlite, key: string, value: string): void {
  try {
    db.writing(() => {
      db.run('INSERT OR REPLACE INTO cache (key, value) VALUES (?, ?)', key, value);
      db.run('DELETE FROM cache WHERE rowid NOT IN (SELECT rowid FROM cache ORDER BY rowid DESC LIMIT ?)', KEPT);
    });
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}
