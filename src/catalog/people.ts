import type { Sqlite } from '../sqlite/sqlite.js';
import type { Signature } from '../store/object-format.js';
import { fold, storable } from './fold.js';

interface Person {
  key: number;
  name: string;
  email: string;
  /** Changes to add to what the table counts. */
  changes: number;
}

/** The authors of changes, each under a key of its own. */
export class People {
  readonly #people = new Map<string, Person>();
  #nextKey: number;

  constructor(readonly db: Sqlite) {
    this.#nextKey = 1 + (db.get<{ key: number | null }>('SELECT max(key) AS key FROM people')?.key ?? 0);
  }

  /** The key of an author, who has made so many more changes. */
  key(author: Signature, changes: number): number {
    const name = storable(author.name);
    const email = storable(author.email);
    const identity = `${email}\n${name}`;
    let person = this.#people.get(identity);
    if (!person) {
      const known = this.db.get<{ key: number }>('SELECT key FROM people WHERE email = ? AND name = ?', email, name);
      person = { key: known?.key ?? this.#nextKey++, name, email, changes: 0 };
      this.#people.set(identity, person);
    }
    person.changes += changes;
    return person.key;
  }

  flush(): void {
    for (const person of this.#people.values()) {
      this.db.run(
        `INSERT INTO people VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET changes = changes + excluded.changes`,
        ...[person.key, person.name, person.email, fold(person.email), person.changes],
      );
      person.changes = 0;
    }
  }
}
