/** API keys: what they look like, how they are kept, and how one is recognised again at every request. */
import { hash } from 'node:crypto';
import type { Turn } from '../files/turn.js';
import { randomText } from '../otu/ids.js';
import { OutsideChanges } from '../sqlite/outside-changes.js';
import type { Sqlite } from '../sqlite/sqlite.js';
import { readUsers, type UserDocument } from './account-documents.js';

/** Says of a text that leaked what it is, to people and to programs that look for secrets. */
const PREFIX = 'rk_';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** So many characters of 62 are 256 bits. */
const LENGTH = 43;

/** How many users and keys are remembered. */
const MOST_REMEMBERED = 1000;

/** A new key. */
export function newKey(): string {
  return PREFIX + randomText(ALPHABET, LENGTH);
}

/** What is kept of a key. It is random and long, so that a plain, fast hash can no more be undone than a slow one. */
export function hashOfKey(key: string): string {
  return hash('sha256', key, 'hex');
}

/**
 * Recognises users by their keys. Who was found is remembered only as long as the database is unchanged, so that a key
 * that was removed, here or by another process, is not taken at the very next call.
 */
export class KeyCheck {
  readonly #db: Sqlite;
  readonly #outside: OutsideChanges;
  /** By the hash of the key followed by the user's id. */
  readonly #found = new Map<string, UserDocument>();
  #version = -1;

  constructor(db: Sqlite) {
    this.#db = db;
    this.#outside = new OutsideChanges(db);
  }

  /** Has to be called after every change by this process: SQLite only tells of those by others. */
  forget(): void {
    this.#found.clear();
  }

  /**
   * The user, frozen; null where there is no such user, no such key, or the key is somebody else's. Which of these it
   * is shows neither in the answer nor in the time that it takes: the key alone is looked for, by its hash.
   */
  userOf(userId: string, key: string, turn?: Turn): UserDocument | null {
    const keyHash = hashOfKey(key);
    const version = this.#outside.version(turn);
    if (version !== this.#version) {
      this.#found.clear();
      this.#version = version;
    }
    const remembered = this.#found.get(keyHash + userId);
    if (remembered) return remembered;
    const owner = this.#db.get<{ user_id: string }>('SELECT user_id FROM keys WHERE hash = ?', keyHash);
    if (owner?.user_id !== userId) return null;
    const [user] = readUsers(this.#db, userId);
    if (!user) return null;
    if (this.#found.size >= MOST_REMEMBERED) this.#found.clear();
    this.#found.set(keyHash + userId, frozen(user));
    return user;
  }
}

/** One document answers many requests, so none of them may change it. */
function frozen(user: UserDocument): UserDocument {
  for (const part of [user.emails, user.groups, user.permissions]) Object.freeze(part);
  return Object.freeze(user);
}
