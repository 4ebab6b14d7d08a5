/**
 * Files that clients have uploaded. Each lies in the folder `files` under a random name; what the client called it is
 * only in the database.
 */
import { createWriteStream, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { syncFolder } from '../files/disk.js';
import { InvalidInputError } from '../otu/errors.js';
import { newId } from '../otu/ids.js';
import { ConflictError } from '../reference/errors.js';
import type { Sqlite } from '../sqlite/sqlite.js';
import { FileNotFoundError, UploadTooLargeError } from './errors.js';

/** A file, in the shape of the HTTP API. */
export interface FileDocument {
  /** `<8 characters>-<name>` */
  id: string;
  name: string;
  type: 'reference';
  ready: boolean;
  /** Whether something is made from it right now. */
  reserved: boolean;
  /** ISO 8601 in UTC. */
  uploaded_at: string;
  /** In bytes. */
  size: number;
  user: { id: string };
}

export interface UploadInput {
  /** What the client calls it. */
  name: string;
  type: 'reference';
  user_id: string;
  /** The most bytes that it may have. */
  limit: number;
}

/** The longest name of a file on most systems, in bytes. */
const MAX_NAME = 255;
/** What a file's name ends with while it is on its way. */
const PARTIAL = '.part';

interface FileRow {
  id: string;
  stored_as: string;
  name: string;
  type: 'reference';
  size: number;
  user_id: string;
  uploaded_at: string;
  /** By how many. */
  reserved: number;
}

export class Uploads {
  readonly #db: Sqlite;
  readonly #folder: string;

  /** @param folder made where it is missing */
  constructor(db: Sqlite, folder: string) {
    this.#db = db;
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /**
   * Takes in a file. It is on disk when this returns; nothing of it is where this throws.
   *
   * @throws InvalidInputError for a name without anything in it, UploadTooLargeError, and what the stream throws
   */
  async receive(stream: Readable, { name: given, type, user_id, limit }: UploadInput): Promise<FileDocument> {
    const name = fileName(given);
    const stored_as = newId((id) => this.#db.get('SELECT id FROM files WHERE stored_as = ?', id) !== undefined);
    const file = join(this.#folder, stored_as);
    const partial = file + PARTIAL;
    let size = 0;
    const counter = new Transform({
      transform(chunk: Buffer, _, done) {
        size += chunk.length;
        done(size > limit ? new UploadTooLargeError(limit) : null, chunk);
      },
    });
    const sink = createWriteStream(partial, { flags: 'wx', flush: true });
    // A file that is still being opened when the stream fails would come after its removal.
    const closed = new Promise<void>((resolve) => sink.once('close', () => resolve()));
    try {
      await pipeline(stream, counter, sink);
      renameSync(partial, file);
      syncFolder(this.#folder);
      const id = `${stored_as}-${name}`;
      this.#db.run(
        'INSERT INTO files (id, stored_as, name, type, size, user_id, uploaded_at, reserved) VALUES (?, ?, ?, ?, ?, ?, ?, 0)',
        ...[id, stored_as, name, type, size, user_id, new Date().toISOString()],
      );
      return this.get(id);
    } catch (error) {
      await closed;
      rmSync(partial, { force: true });
      rmSync(file, { force: true });
      throw error;
    }
  }

  /** A path in the folder for a file that nobody records; what is left there is removed at the next start. */
  temporaryFile(): string {
    return join(this.#folder, newId() + PARTIAL);
  }

  /** Newest first. */
  list(): FileDocument[] {
    return this.#db.all<FileRow>('SELECT * FROM files ORDER BY uploaded_at DESC, id').map(documentOf);
  }

  /** @throws FileNotFoundError */
  get(id: string): FileDocument {
    return documentOf(this.#row(id));
  }

  /** Where the file is, absolute where the folder is. @throws FileNotFoundError */
  path(id: string): string {
    return join(this.#folder, this.#row(id).stored_as);
  }

  /** @throws FileNotFoundError; ConflictError while something is made from it */
  remove(id: string): void {
    const row = this.#row(id);
    if (row.reserved > 0) throw new ConflictError('File is in use', { data: { file: id } });
    this.#db.run('DELETE FROM files WHERE id = ?', id);
    rmSync(join(this.#folder, row.stored_as), { force: true });
  }

  /** Keeps a file from being removed, until `release` was called as often. @throws FileNotFoundError */
  reserve(id: string): void {
    this.#row(id);
    this.#db.run('UPDATE files SET reserved = reserved + 1 WHERE id = ?', id);
  }

  /** Does nothing where the file is not reserved, or is gone. */
  release(id: string): void {
    this.#db.run('UPDATE files SET reserved = reserved - 1 WHERE id = ? AND reserved > 0', id);
  }

  /**
   * Brings folder and database together, at start-up, when nothing is on its way: removes files that nobody has
   * recorded and records whose file is gone.
   *
   * @param reserved the ids of the files that unfinished work is made from, each as often as it is; no other is reserved
   */
  sweep(reserved: readonly string[] = []): void {
    const rows = this.#db.all<FileRow>('SELECT * FROM files');
    const known = new Set(rows.map((row) => row.stored_as));
    const present = new Set(readdirSync(this.#folder));
    for (const name of present) {
      if (!known.has(name)) rmSync(join(this.#folder, name), { recursive: true, force: true });
    }
    this.#db.writing(() => {
      for (const { id, stored_as } of rows) {
        if (!present.has(stored_as)) this.#db.run('DELETE FROM files WHERE id = ?', id);
      }
      this.#db.run('UPDATE files SET reserved = 0 WHERE reserved <> 0');
      for (const id of reserved) this.#db.run('UPDATE files SET reserved = reserved + 1 WHERE id = ?', id);
    });
  }

  #row(id: string): FileRow {
    const row = this.#db.get<FileRow>('SELECT * FROM files WHERE id = ?', id);
    if (!row) throw new FileNotFoundError(id);
    return row;
  }
}

function documentOf({ id, name, type, size, user_id, uploaded_at, reserved }: FileRow): FileDocument {
  return { id, name, type, ready: true, reserved: reserved > 0, uploaded_at, size, user: { id: user_id } };
}

/** What a file is called: the last part of whatever was given, without what can't be shown. @throws InvalidInputError */
function fileName(given: string): string {
  const visible = given.replace(/[\p{Cc}\p{Cs}]/gu, '');
  let name = '';
  for (const character of visible.slice(visible.search(/[^/\\]*$/)).trim()) {
    if (Buffer.byteLength(name + character) > MAX_NAME) break;
    name += character;
  }
  if (/^\.{0,2}$/.test(name)) throw new InvalidInputError({ name: ['required field'] });
  return name;
}
