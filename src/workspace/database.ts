/**
 * The workspace's own SQLite file, `workspace.db`: who may come in, what was uploaded, and what long work is under way.
 * What a reference is, and who may do what with it, is in its repository and nowhere else.
 */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { isBusy, Sqlite } from '../sqlite/sqlite.js';
import { WorkspaceBusyError, WorkspaceVersionError } from './errors.js';

export const DATABASE_FILE = 'workspace.db';

/** It holds addresses of people, and hashes of keys. */
const OWNER_ONLY = 0o600;
/** How long a statement waits for another process, such as `refkit workspace keys add`, in ms. */
const PATIENCE = 5000;

/** Goes up with every change of the tables; `MIGRATIONS[n]` leads from version n to n + 1. */
const MIGRATIONS = [
  `
  CREATE TABLE users (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, emails TEXT NOT NULL, administrator INTEGER NOT NULL,
    permissions TEXT NOT NULL, created_at TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE groups (
    id TEXT PRIMARY KEY, permissions TEXT NOT NULL, created_at TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE memberships (
    group_id TEXT NOT NULL REFERENCES groups ON DELETE CASCADE, user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    PRIMARY KEY (group_id, user_id)
  ) WITHOUT ROWID;
  CREATE INDEX memberships_by_user ON memberships (user_id);
  CREATE TABLE keys (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE, name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX keys_by_user ON keys (user_id);
  CREATE TABLE files (
    id TEXT PRIMARY KEY, stored_as TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, size INTEGER NOT NULL,
    user_id TEXT NOT NULL, uploaded_at TEXT NOT NULL, reserved INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE processes (
    serial INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, state TEXT NOT NULL,
    reference_id TEXT, subject TEXT, user_id TEXT NOT NULL, created_at TEXT NOT NULL,
    progress REAL NOT NULL, step TEXT NOT NULL, step_count INTEGER NOT NULL, error TEXT, job TEXT NOT NULL
  );
  CREATE INDEX processes_by_reference ON processes (reference_id);
  CREATE INDEX processes_by_subject ON processes (subject) WHERE subject IS NOT NULL;
  CREATE INDEX processes_unfinished ON processes (serial) WHERE state IN ('waiting', 'running');
  CREATE TABLE coming_references (
    id TEXT PRIMARY KEY, config TEXT NOT NULL, process_id TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
];

/**
 * Opens the workspace's database, making or migrating it where that is needed. Any number of processes may have it open.
 *
 * @throws WorkspaceVersionError where a newer refkit made it
 */
export function openDatabase(directory: string): Sqlite {
  const db = new Sqlite(join(directory, DATABASE_FILE), PATIENCE);
  try {
    db.get('PRAGMA journal_mode = WAL');
    // What was answered with 2xx is on disk, a new key too.
    db.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
    if (versionOf(db) === 0) chmodSync(join(directory, DATABASE_FILE), OWNER_ONLY);
    if (versionOf(db) !== MIGRATIONS.length) db.writing(() => migrate(db, directory));
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

/**
 * Changes the database: all of it, or nothing.
 *
 * @throws WorkspaceBusyError where another process goes on writing for longer than a statement waits
 */
export function changing<T>(db: Sqlite, work: () => T): T {
  try {
    return db.writing(work);
  } catch (error) {
    if (!isBusy(error)) throw error;
    throw new WorkspaceBusyError("Another process is writing to the workspace's database", {
      data: { file: db.path },
      suggestions: ['try again in a moment'],
      cause: error,
    });
  }
}

function migrate(db: Sqlite, directory: string): void {
  const version = versionOf(db);
  if (version > MIGRATIONS.length) {
    throw new WorkspaceVersionError(`A newer refkit made the workspace ${directory}`, {
      data: { directory, version, known: MIGRATIONS.length },
      suggestions: ['update refkit'],
    });
  }
  for (const step of MIGRATIONS.slice(version)) db.exec(step);
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
}

function versionOf(db: Sqlite): number {
  return db.get<{ user_version: number }>('PRAGMA user_version')!.user_version;
}
