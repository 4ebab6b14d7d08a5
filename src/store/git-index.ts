/**
 * The git index (`.git/index`), versions 2, 3 and 4: found by binary search and patched as bytes, so that an edit of
 * one file among 100,000 decodes a few entries and copies the rest.
 * Source: gitformat-index(5).
 */
import { createHash, hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type CacheTree, editCacheTree, encodeCacheTree, parseCacheTree, type TreesOfEdit } from './cache-tree.js';
import {
  decodeEntry,
  fixedLength,
  type IndexChange,
  type IndexEntry,
  newFixed,
  STAGE_MASK,
  writeFixed,
} from './index-entry.js';
import { recentIndex, remember } from './index-memory.js';
import { IndexNames } from './index-names.js';
import { BrokenIndexError, UnsupportedIndexError } from './write-errors.js';

export type { IndexChange, IndexEntry } from './index-entry.js';

export interface IndexEdit {
  changes: Map<string, IndexChange>;
  /** The trees before and after, where the index had the one and will have the other; see cache-tree.ts. */
  trees?: TreesOfEdit;
  /** Positions whose remembered size becomes 0, which makes git look into the file. */
  smudge?: number[];
}

const HEADER = 12;
const OID = 20;
const NO_CHECKSUM = '0'.repeat(2 * OID);

export class GitIndex {
  readonly version: number;
  /** The number of entries. */
  readonly size: number;
  /** The hash at the end of the file, in hexadecimal; all zeros where `index.skipHash` left it out. */
  readonly checksum: string;
  readonly #names: IndexNames;
  readonly #extensions: Map<string, Buffer>;
  #trees: CacheTree | null | undefined;

  private constructor(
    readonly file: string,
    private readonly bytes: Buffer,
    /** When the file was written, in nanoseconds since 1970. */
    readonly writtenAt: bigint,
  ) {
    if (bytes.length < HEADER + OID || bytes.toString('latin1', 0, 4) !== 'DIRC')
      throw this.#broken('it does not begin as one');
    this.version = bytes.readUInt32BE(4);
    this.size = bytes.readUInt32BE(8);
    if (this.version < 2 || this.version > 4) {
      throw new UnsupportedIndexError(`The git index ${file} has version ${this.version}; versions 2 to 4 are known`, {
        data: { file },
        suggestions: ['run `git update-index --index-version 4`'],
      });
    }
    this.checksum = bytes.toString('hex', bytes.length - OID);
    this.#names = new IndexNames(bytes, this.version, this.size, (problem) => this.#broken(problem));
    this.#extensions = this.#readExtensions();
  }

  /** Reads an index; null where there is none. Throws BrokenIndexError or UnsupportedIndexError. */
  static read(file: string): GitIndex | null {
    let fd: number;
    try {
      fd = openSync(file, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    try {
      const { size, mtimeNs } = fstatSync(fd, { bigint: true });
      const length = Number(size);
      const known = recentIndex(file);
      if (known?.length === length && known.checksum === tail(fd, length)) {
        return new GitIndex(file, known.bytes(), mtimeNs);
      }
      const bytes = Buffer.allocUnsafeSlow(length);
      for (let at = 0; at < length; ) {
        const got = readSync(fd, bytes, at, length - at, at);
        if (got === 0) throw new BrokenIndexError('it ends too early', file);
        at += got;
      }
      const index = new GitIndex(file, bytes, mtimeNs);
      if (index.hasChecksum) {
        if (hash('sha1', bytes.subarray(0, -OID), 'hex') !== index.checksum)
          throw index.#broken('its checksum is wrong');
        remember(file, { length, checksum: index.checksum, bytes: () => bytes });
      }
      return index;
    } finally {
      closeSync(fd);
    }
  }

  /** An index without entries, for a file that is not there yet. */
  static empty(file: string): GitIndex {
    const bytes = Buffer.alloc(HEADER + OID);
    bytes.write('DIRC', 0, 'latin1');
    bytes.writeUInt32BE(2, 4);
    // Not zero: that would say that checksums are not wanted.
    bytes.fill(1, HEADER);
    return new GitIndex(file, bytes, 0n);
  }

  get hasChecksum(): boolean {
    return this.checksum !== NO_CHECKSUM;
  }

  /** The folders' trees, where git recorded them. */
  get trees(): CacheTree | null {
    if (this.#trees === undefined) {
      const data = this.#extensions.get('TREE');
      this.#trees = data ? parseCacheTree(data) : null;
    }
    return this.#trees;
  }

  /** The position of a path's first entry, or of the first entry after it, and whether the path has entries. */
  locate(path: string): { at: number; found: boolean } {
    return this.#names.locate(Buffer.from(path));
  }

  /** A path's entry; null where it has none. In a conflict it is the first of several, and its stage is not 0. */
  get(path: string): IndexEntry | null {
    const { at, found } = this.locate(path);
    return found ? this.entry(at) : null;
  }

  /** An entry's path, each byte one character (latin1). */
  name(at: number): string {
    return this.#names.bytes(at).toString('latin1');
  }

  entry(at: number): IndexEntry {
    return { path: this.#names.text(at), ...decodeEntry(this.bytes, this.#names.start(at)) };
  }

  /** The positions from the first entry below a folder (no slash at its end; '' is everything) to behind the last. */
  range(folder: string): { from: number; to: number } {
    if (folder === '') return { from: 0, to: this.size };
    // '0' is the character after '/'.
    return { from: this.locate(`${folder}/`).at, to: this.locate(`${folder}0`).at };
  }

  /** Entries of conflicts below a folder: those whose stage is not 0. */
  *unmerged(folder = ''): Generator<IndexEntry> {
    const { from, to } = this.range(folder);
    for (let at = from; at < to; at++) {
      // The stage is in the flags, and most entries need no more than this look.
      if (this.bytes.readUInt16BE(this.#names.start(at) + 60) & STAGE_MASK) yield this.entry(at);
    }
  }

  /** How many entries have the name of the first one at a position: one for each stage of a conflict. */
  #stages(at: number): number {
    let count = 1;
    while (at + count < this.size && this.#names.bytes(at + count).equals(this.#names.bytes(at))) count++;
    return count;
  }

  *entries(folder = ''): Generator<IndexEntry> {
    const { from, to } = this.range(folder);
    for (let at = from; at < to; at++) yield this.entry(at);
  }

  /** The entries of files that were changed in the second in which the index was written, or later. */
  racy(): number[] {
    const second = Number(this.writtenAt / 1_000_000_000n) >>> 0;
    const found: number[] = [];
    for (let at = 0; at < this.size; at++) {
      if (this.bytes.readUInt32BE(this.#names.start(at) + 8) >= second) found.push(at);
    }
    return found;
  }

  /** The bytes of the index after an edit, in pieces. What is not touched is not copied. */
  edit({ changes, trees, smudge = [] }: IndexEdit): { pieces: Buffer[]; checksum: string } {
    const { bytes } = this;
    const operations = this.#operations(changes, smudge);
    const pieces: Buffer[] = [Buffer.from(bytes.subarray(0, HEADER))];
    const counts = new Map<string, number>();
    let size = this.size;
    let copied = 0;
    let previous: Buffer | null = Buffer.alloc(0);
    // Names in version 4 depend on the one before: after an entry came or went, the next is written anew.
    let broken = false;
    const keepUntil = (at: number): void => {
      if (at === copied) return;
      if (broken && this.version === 4) {
        pieces.push(this.#names.encode(this.#fixed(copied), this.#names.bytes(copied), previous!));
        copied++;
      }
      broken = false;
      if (at > copied) pieces.push(bytes.subarray(this.#names.start(copied), this.#names.start(at)));
      previous = at > 0 ? this.#names.bytes(at - 1) : previous;
      copied = at;
    };
    for (const { at, path, change, found } of operations) {
      keepUntil(at);
      if (path === null) {
        const fixed = this.#fixed(at);
        fixed.writeUInt32BE(0, 36);
        pieces.push(this.#names.encode(fixed, this.#names.bytes(at), previous!));
        previous = this.#names.bytes(at);
        copied = at + 1;
        broken = false;
        continue;
      }
      const name = Buffer.from(path);
      counts.set(path, (counts.get(path) ?? 0) + (change ? 1 : 0) - (found ? 1 : 0));
      size += (change ? 1 : 0) - (found ? 1 : 0);
      if (found) copied = at + 1;
      if (change) {
        pieces.push(this.#names.encode(found ? this.#changed(at, change) : newFixed(name, change), name, previous!));
        previous = name;
      }
      broken = !found || !change;
    }
    keepUntil(this.size);
    pieces[0]!.writeUInt32BE(size, 8);
    pieces.push(...this.#editedExtensions(counts, trees));
    return this.#sealed(pieces);
  }

  /** What to do, in the order of the entries. A smudge has no path. */
  #operations(changes: Map<string, IndexChange>, smudge: number[]): Operation[] {
    const operations: Operation[] = [];
    const changed = new Set<number>();
    for (const [path, change] of changes) {
      const { at, found } = this.locate(path);
      if (!found && !change) continue;
      const stages = found ? this.#stages(at) : 0;
      for (let stage = at; stage < at + stages; stage++) changed.add(stage);
      if (!found || (stages === 1 && this.entry(at).stage === 0)) {
        operations.push({ at, path, change, found });
        continue;
      }
      // A conflict has several entries, of which none is the one to come.
      if (change) operations.push({ at, path, change, found: false });
      for (let stage = at; stage < at + stages; stage++)
        operations.push({ at: stage, path, change: null, found: true });
    }
    for (const at of smudge) if (!changed.has(at)) operations.push({ at, path: null, change: null, found: true });
    const byName = (a: Operation, b: Operation): number =>
      a.path !== null && b.path !== null ? Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)) : 0;
    // An insertion stands before the entry at its position.
    return operations.sort((a, b) => a.at - b.at || Number(a.found) - Number(b.found) || byName(a, b));
  }

  /** A copy of an entry's bytes before its name. */
  #fixed(at: number): Buffer {
    const start = this.#names.start(at);
    return Buffer.from(this.bytes.subarray(start, start + fixedLength(this.bytes, start)));
  }

  #changed(at: number, change: NonNullable<IndexChange>): Buffer {
    const fixed = this.#fixed(at);
    writeFixed(fixed, change);
    return fixed;
  }

  #readExtensions(): Map<string, Buffer> {
    const { bytes } = this;
    const extensions = new Map<string, Buffer>();
    const end = bytes.length - OID;
    for (let at = this.#names.end; at < end; ) {
      if (at + 8 > end) throw this.#broken('an extension is cut off');
      const name = bytes.toString('latin1', at, at + 4);
      const length = bytes.readUInt32BE(at + 4);
      if (at + 8 + length > end) throw this.#broken(`its extension ${JSON.stringify(name)} is cut off`);
      if (!/^[A-Z]/.test(name)) throw unsupported(name, this.file);
      extensions.set(name, bytes.subarray(at + 8, at + 8 + length));
      at += 8 + length;
    }
    return extensions;
  }

  /**
   * The folders' trees are kept right and the resolved conflicts kept as they are. The others depend on positions
   * or times; git makes them anew when it wants them.
   */
  #editedExtensions(counts: Map<string, number>, trees: TreesOfEdit | undefined): Buffer[] {
    const pieces: Buffer[] = [];
    const data = this.#extensions.get('TREE');
    const root = data && parseCacheTree(data);
    if (root) {
      if (counts.size > 0) editCacheTree(root, counts, trees);
      pieces.push(extension('TREE', encodeCacheTree(root)));
    }
    const resolved = this.#extensions.get('REUC');
    if (resolved) pieces.push(extension('REUC', resolved));
    return pieces;
  }

  #sealed(pieces: Buffer[]): { pieces: Buffer[]; checksum: string } {
    if (!this.hasChecksum) {
      return { pieces: [...pieces, Buffer.alloc(OID)], checksum: NO_CHECKSUM };
    }
    const sum = createHash('sha1');
    for (const piece of pieces) sum.update(piece);
    const digest = sum.digest();
    const all = [...pieces, digest];
    const checksum = digest.toString('hex');
    const length = all.reduce((total, piece) => total + piece.length, 0);
    let whole: Buffer | undefined;
    const bytes = (): Buffer => {
      whole ??= Buffer.concat(all, length);
      return whole;
    };
    remember(this.file, { length, checksum, bytes });
    return { pieces: all, checksum };
  }

  #broken(problem: string): BrokenIndexError {
    return new BrokenIndexError(problem, this.file);
  }
}

/** One step of an edit, in the order of the entries. `path` null: a smudge. */
interface Operation {
  at: number;
  path: string | null;
  change: IndexChange;
  found: boolean;
}

/** An extension's bytes, with its heading. */
export function extension(name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 0, 'latin1');
  head.writeUInt32BE(data.length, 4);
  return Buffer.concat([head, data]);
}

function unsupported(name: string, file: string): UnsupportedIndexError {
  const known: Record<string, [string, string]> = {
    link: ['split in two', 'git update-index --no-split-index'],
    sdir: ['sparse', 'git sparse-checkout reapply --no-sparse-index'],
  };
  const [what, command] = known[name] ?? [
    `of a kind not known here (${JSON.stringify(name)})`,
    'git update-index --force-write-index',
  ];
  return new UnsupportedIndexError(`The git index ${file} is ${what}, and refkit does not write such an index`, {
    data: { file },
    suggestions: [`run \`${command}\``],
  });
}

/** The hash at the end of an open index file. */
function tail(fd: number, length: number): string {
  const bytes = Buffer.alloc(OID);
  readSync(fd, bytes, 0, OID, length - OID);
  return bytes.toString('hex');
}
