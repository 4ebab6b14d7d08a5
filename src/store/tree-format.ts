/**
 * Tree objects as bytes: `<mode> <name>\0<20 bytes of id>` for each entry, in the order of their names, where a
 * folder counts as `name/`. A tree may have thousands of entries and an edit touches one, so there is a way to walk
 * over them that makes no objects. Names are handled as latin1 strings of their bytes: those compare as git does,
 * and a name that is not UTF-8 survives.
 */
import { CorruptObjectError } from './errors.js';

export interface TreeEntry {
  /** '40000' folder, '100644' file, '100755' executable, '120000' symbolic link, '160000' submodule. */
  mode: string;
  /** The entry's own name in `readTree`; a path from the root where a function walks a whole tree. */
  path: string;
  oid: string;
}

export const FOLDER = '40000';

/** Walks over a tree's entries: after `next()` returned true its fields describe the current one. */
export class TreeCursor {
  /** Where the entry begins, its name begins and ends, its id begins, and the next entry begins. */
  start = 0;
  nameAt = 0;
  nameEnd = 0;
  end = 0;

  constructor(
    readonly data: Buffer,
    readonly oid?: string,
  ) {}

  next(): boolean {
    const { data } = this;
    const start = this.end;
    if (start >= data.length) return false;
    // Modes have five or six digits.
    const space = data[start + 5] === 0x20 ? start + 5 : start + 6;
    let zero = space + 1;
    while (zero < data.length && data[zero] !== 0) zero++;
    if (data[space] !== 0x20 || zero === space + 1 || zero + 21 > data.length) {
      throw new CorruptObjectError('this tree cannot be read', this.oid ? { oid: this.oid } : {});
    }
    this.start = start;
    this.nameAt = space + 1;
    this.nameEnd = zero;
    this.end = zero + 21;
    return true;
  }

  /** Goes on to the last entry that ends at or before a position. */
  advanceTo(position: number): void {
    let last = this.end;
    while (last < position && this.next() && this.end <= position) last = this.end;
    this.end = last;
  }

  /** The name's bytes as a latin1 string. */
  get name(): string {
    return this.data.toString('latin1', this.nameAt, this.nameEnd);
  }

  get isFolder(): boolean {
    // '40000' is the only mode of five digits, and the only one that begins with 4.
    return this.data[this.start] === 0x34;
  }

  get mode(): string {
    return this.data.toString('latin1', this.start, this.nameAt - 1);
  }

  get entryOid(): string {
    return this.data.toString('hex', this.nameEnd + 1, this.end);
  }
}

/** All entries of a tree. */
export function parseTree(data: Buffer, oid?: string): TreeEntry[] {
  const entries: TreeEntry[] = [];
  const cursor = new TreeCursor(data, oid);
  while (cursor.next()) {
    entries.push({
      mode: cursor.mode,
      path: data.toString('utf8', cursor.nameAt, cursor.nameEnd),
      oid: cursor.entryOid,
    });
  }
  return entries;
}

/** The entry of this name, or null. */
export function findInTree(data: Buffer, name: string, oid?: string): TreeEntry | null {
  const wanted = Buffer.from(name);
  const cursor = new TreeCursor(data, oid);
  while (cursor.next()) {
    const { nameAt, nameEnd } = cursor;
    if (nameEnd - nameAt !== wanted.length || data[nameAt] !== wanted[0]) continue;
    if (wanted.compare(data, nameAt, nameEnd) !== 0) continue;
    return { mode: cursor.mode, path: name, oid: cursor.entryOid };
  }
  return null;
}

/** One entry's bytes. The name is a latin1 string of its bytes. */
export function encodeEntry(mode: string, name: string, oid: string): Buffer {
  const head = mode.length + 1 + name.length + 1;
  const bytes = Buffer.allocUnsafe(head + 20);
  bytes.write(`${mode} ${name}\0`, 'latin1');
  bytes.write(oid, head, 'hex');
  return bytes;
}

/** What git sorts an entry by. */
export function sortKey(name: string, folder: boolean): string {
  return folder ? `${name}/` : name;
}
