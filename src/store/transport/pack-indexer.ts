/**
 * Makes the index of a pack that somebody else wrote (gitformat-pack(5)): every entry is unpacked, every delta applied,
 * and every id computed, so that nothing in it is taken on trust. In memory are some 60 bytes an object, and the objects
 * of one chain of deltas at a time.
 */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { applyDelta } from '../delta.js';
import { CorruptObjectError } from '../errors.js';
import { OBJECT_TYPES, type ObjectType, objectId } from '../object-format.js';
import { type EncodedIndex, PackEntries } from '../pack-entries.js';
import { PackFileReader } from '../pack-file-reader.js';

export interface IndexedPack {
  count: number;
  index: EncodedIndex;
  /** The type of an object that is in the pack; null for one that is not. The id is given as 20 bytes. */
  typeOf(oid: Buffer): ObjectType | null;
}

const TYPES: Record<number, ObjectType> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };
const OFS_DELTA = 6;
const REF_DELTA = 7;
const TRAILER = 20;

/**
 * @param onProgress told now and then how many objects have an id, of how many
 * @throws CorruptObjectError for what is no pack, is damaged, or has deltas of objects that it lacks
 */
export function indexPack(file: string, onProgress: (done: number, total: number) => void = () => {}): IndexedPack {
  const fd = openSync(file, 'r');
  try {
    return new Indexer(new PackFileReader(fd, fstatSync(fd).size), onProgress).run();
  } finally {
    closeSync(fd);
  }
}

class Indexer {
  readonly #entries = new PackEntries();
  /** By the number that an object has in `#entries`. */
  #types = new Uint8Array(1024);
  /** Deltas that wait for their base, by where it begins or by its id. */
  readonly #waiting = new Map<number | string, number[]>();
  readonly #checksums = new Map<number, number>();
  #total = 0;

  constructor(
    readonly reader: PackFileReader,
    readonly onProgress: (done: number, total: number) => void,
  ) {}

  run(): IndexedPack {
    const checksum = this.#readEntries();
    // Those that are whole have the first numbers.
    const whole = this.#entries.ids.size;
    for (let number = 0; number < whole && this.#waiting.size > 0; number++) this.#resolve(number);
    const count = this.#entries.ids.size;
    if (count !== this.#total) throw new CorruptObjectError('the pack has deltas of objects that it lacks');
    return {
      count,
      index: this.#entries.index(checksum),
      typeOf: (oid) => {
        const number = this.#entries.ids.find(oid);
        return number < 0 ? null : OBJECT_TYPES[this.#types[number]!]!;
      },
    };
  }

  /** Goes over the file once: what is whole gets its id, and what is a delta is put down for later. */
  #readEntries(): Buffer {
    const { reader } = this;
    const head = reader.bytes(0, 12);
    const version = head.length === 12 && head.toString('latin1', 0, 4) === 'PACK' ? head.readUInt32BE(4) : 0;
    if (version !== 2 && version !== 3) throw new CorruptObjectError('this is not a pack');
    this.#total = head.readUInt32BE(8);
    const sum = createHash('sha1').update(head);
    let offset = 12;
    for (let number = 0; number < this.#total; number++) {
      const entry = reader.entry(offset);
      const { data, end } = reader.inflate(entry);
      if (end > reader.size - TRAILER) throw new CorruptObjectError('the pack is cut short');
      let checksum = 0;
      for (const piece of reader.pieces(offset, end)) {
        sum.update(piece);
        checksum = crc32(piece, checksum);
      }
      const type = TYPES[entry.type];
      if (type) {
        this.#add(objectId(type, data), type, offset, checksum);
      } else if (entry.type === OFS_DELTA || entry.type === REF_DELTA) {
        this.#checksums.set(offset, checksum);
        const base = typeof entry.base === 'number' ? entry.base : entry.base!.toString('hex');
        const others = this.#waiting.get(base);
        if (others) others.push(offset);
        else this.#waiting.set(base, [offset]);
      } else {
        throw new CorruptObjectError(`an entry has type ${entry.type}, which git does not have`);
      }
      offset = end;
    }
    const trailer = reader.bytes(offset, TRAILER + 1);
    const checksum = sum.digest();
    if (!trailer.equals(checksum)) throw new CorruptObjectError('the pack does not have the checksum that it says');
    return checksum;
  }

  /** Gives their ids to all deltas that stand on a whole object, the chain of bases in memory and no more. */
  #resolve(root: number): void {
    const first = this.#childrenOf(this.#entries.offset(root), this.#entries.ids.at(root));
    if (first.length === 0) return;
    const entry = this.reader.entry(this.#entries.offset(root));
    const type = TYPES[entry.type]!;
    const chain = [{ data: this.reader.inflate(entry).data, children: first }];
    for (let top = chain.at(-1); top !== undefined; top = chain.at(-1)) {
      const offset = top.children.pop();
      if (offset === undefined) {
        chain.pop();
        continue;
      }
      const delta = this.reader.inflate(this.reader.entry(offset)).data;
      const data = applyDelta(top.data, delta);
      const oid = objectId(type, data);
      this.#add(oid, type, offset, this.#checksums.get(offset)!);
      const children = this.#childrenOf(offset, oid);
      if (children.length > 0) chain.push({ data, children });
    }
  }

  /** The deltas that wait for this object, and do so no longer. */
  #childrenOf(offset: number, oid: Buffer): number[] {
    const byId = oid.toString('hex');
    const children = [...(this.#waiting.get(offset) ?? []), ...(this.#waiting.get(byId) ?? [])];
    this.#waiting.delete(offset);
    this.#waiting.delete(byId);
    return children;
  }

  #add(oid: Buffer, type: ObjectType, offset: number, checksum: number): void {
    if (!this.#entries.add(oid, offset, checksum)) throw new CorruptObjectError('the pack has an object twice');
    const number = this.#entries.ids.size - 1;
    if (number >= this.#types.length) {
      const larger = new Uint8Array(this.#types.length * 2);
      larger.set(this.#types);
      this.#types = larger;
    }
    this.#types[number] = OBJECT_TYPES.indexOf(type);
    if (number % 1000 === 0) this.onProgress(number, this.#total);
  }
}
