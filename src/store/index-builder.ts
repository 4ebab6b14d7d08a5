/** A git index from nothing: entries come in any order, and in the end there are the trees they make, and its bytes. */
import { createHash } from 'node:crypto';
import { type CacheTree, encodeCacheTree, sortFolders } from './cache-tree.js';
import { extension } from './git-index.js';
import { FIXED, type IndexChange, NAME_MASK, writeFixed } from './index-entry.js';
import type { ObjectType } from './object-format.js';
import { encodeEntry, FOLDER } from './tree-format.js';

const HEADER = 12;

export class IndexBuilder {
  /** Each byte one character, so that `<` orders them as git does. */
  readonly #names: string[] = [];
  /** The fixed part of each entry, one after the other. */
  #fixed = Buffer.alloc(64 * FIXED);

  /** Adds a file. Its path must not be there yet. */
  add(path: string, entry: NonNullable<IndexChange>): void {
    const at = this.#names.length * FIXED;
    if (at === this.#fixed.length) this.#fixed = Buffer.concat([this.#fixed], at * 2);
    const name = Buffer.from(path).toString('latin1');
    this.#names.push(name);
    writeFixed(this.#fixed, entry, at);
    this.#fixed.writeUInt16BE(Math.min(name.length, NAME_MASK), at + 60);
  }

  /** Writes the trees of all folders, the deepest first, and gives the id of the root's and the index's bytes. */
  finish(write: (type: ObjectType, data: Buffer) => string): { tree: string; pieces: Buffer[] } {
    const names = this.#names;
    const order = Uint32Array.from(names.keys()).sort((a, b) => (names[a]! < names[b]! ? -1 : 1));
    const root = this.#folder(order, write, '', '', 0, order.length);
    const pieces = [this.#entries(order), extension('TREE', encodeCacheTree(root))];
    const sum = createHash('sha1');
    for (const piece of pieces) sum.update(piece);
    return { tree: Buffer.from(root.id, 'latin1').toString('hex'), pieces: [...pieces, sum.digest()] };
  }

  /** The tree of a folder, whose files are those from `from` to `to`. `prefix` is its path with a slash. */
  #folder(
    order: Uint32Array,
    write: (type: ObjectType, data: Buffer) => string,
    prefix: string,
    name: string,
    from: number,
    to: number,
  ): CacheTree {
    const entries: Buffer[] = [];
    const folders: CacheTree[] = [];
    for (let at = from; at < to; ) {
      const number = order[at]!;
      const path = this.#names[number]!;
      const slash = path.indexOf('/', prefix.length);
      if (slash < 0) {
        const fixed = number * FIXED;
        const mode = this.#fixed.readUInt32BE(fixed + 24).toString(8);
        const oid = this.#fixed.toString('hex', fixed + 40, fixed + 60);
        entries.push(encodeEntry(mode, path.slice(prefix.length), oid));
        at++;
        continue;
      }
      const below = path.slice(0, slash + 1);
      let end = at + 1;
      while (end < to && this.#names[order[end]!]!.startsWith(below)) end++;
      const folder = this.#folder(order, write, below, path.slice(prefix.length, slash), at, end);
      entries.push(encodeEntry(FOLDER, folder.name, Buffer.from(folder.id, 'latin1').toString('hex')));
      folders.push(folder);
      at = end;
    }
    sortFolders(folders);
    const oid = write('tree', Buffer.concat(entries));
    return { name, count: to - from, id: Buffer.from(oid, 'hex').toString('latin1'), folders };
  }

  #entries(order: Uint32Array): Buffer {
    // One to eight NUL bytes after each name, to a length that eight divides.
    const lengthOf = (name: string): number => (FIXED + name.length + 8) & ~7;
    const length = this.#names.reduce((total, name) => total + lengthOf(name), HEADER);
    const bytes = Buffer.alloc(length);
    bytes.write('DIRC', 0, 'latin1');
    bytes.writeUInt32BE(2, 4);
    bytes.writeUInt32BE(order.length, 8);
    let at = HEADER;
    for (const number of order) {
      const name = this.#names[number]!;
      this.#fixed.copy(bytes, at, number * FIXED, (number + 1) * FIXED);
      bytes.write(name, at + FIXED, 'latin1');
      at += lengthOf(name);
    }
    return bytes;
  }
}
