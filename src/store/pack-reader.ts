/** Reads objects out of a pack file (gitformat-pack(5)) without ever holding the pack itself in memory. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { checkDeclaredSize, deflateBound, inflateExactly } from './compression.js';
import { applyDelta } from './delta.js';
import { CorruptObjectError } from './errors.js';
import type { ByteLru } from './lru.js';
import type { ObjectType } from './object-format.js';
import { PackIndex } from './pack-index.js';

export interface RawObject {
  type: ObjectType;
  data: Buffer;
}

/** What the packs of one object store share, so that together they stay within one bound. */
export interface PackCaches {
  /** Objects that others are deltas of, by pack number and offset. */
  bases: ByteLru<number, RawObject>;
  /** Stretches of pack files, by pack number and position. */
  windows: ByteLru<number, Buffer>;
}

const TYPES: Record<number, ObjectType> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };
const OFS_DELTA = 6;
const REF_DELTA = 7;

/** Windows begin at multiples of WINDOW and overlap by OVERLAP, so that few objects lie across an edge. */
const WINDOW = 1 << 16;
const OVERLAP = 1 << 13;
/** What is far from the last read is likely far from the next: so much is read there, which nearly all OTUs fit in. */
const PEEK = 1 << 13;
/** Keys of the shared caches: pack number times this, plus a position in the pack. Packs may have 1 TB. */
const PACK_STRIDE = 2 ** 40;
/** An entry's header: 10 bytes of type and size, then 20 of a base's id or up to 10 of its distance. */
const HEADER_MAX = 32;

interface Entry {
  type: number;
  size: number;
  /** Where its zlib stream begins. */
  dataAt: number;
  base: { offset: number } | { oid: Buffer } | null;
}

let packsOpened = 0;

export class Pack {
  readonly index: PackIndex;
  readonly #file: string;
  #fd = -1;
  #size = 0;
  readonly #key: number;
  readonly #caches: PackCaches;
  /** The stretch of the file that was read from last, and where it begins. */
  #window: Buffer = Buffer.alloc(0);
  #windowAt = -Infinity;
  /** The last peek, and where it begins. Its buffer is used again for the next one. */
  #peek: Buffer = Buffer.alloc(0);
  #peekAt = -Infinity;
  #peekBuffer: Buffer | null = null;

  /** Opens `<base>.idx`; `<base>.pack` is opened when something is read. Either throws ENOENT where it is gone. */
  constructor(base: string, caches: PackCaches) {
    this.#file = `${base}.pack`;
    this.#caches = caches;
    this.#key = packsOpened++ * PACK_STRIDE;
    this.index = new PackIndex(`${base}.idx`);
  }

  close(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
    this.#window = Buffer.alloc(0);
    this.#windowAt = -Infinity;
    this.#peekAt = -Infinity;
    this.index.close();
  }

  /** The object at this offset, its deltas applied. `elsewhere` finds bases that this pack lacks (thin packs). */
  read(offset: number, elsewhere: (oid: string) => RawObject): RawObject {
    if (this.#fd < 0) this.#open();
    try {
      return this.#read(offset, elsewhere);
    } catch (error) {
      if (!(error instanceof CorruptObjectError) || error.file) throw error;
      throw new CorruptObjectError(`at offset ${offset}, ${error.problem}`, { file: this.#file, cause: error });
    }
  }

  #open(): void {
    this.#fd = openSync(this.#file, 'r');
    this.#size = fstatSync(this.#fd).size;
    const head = this.#pread(0, 12);
    const version = head.length === 12 && head.toString('latin1', 0, 4) === 'PACK' ? head.readUInt32BE(4) : 0;
    if ((version !== 2 && version !== 3) || head.readUInt32BE(8) !== this.index.count) {
      throw new CorruptObjectError('this is not a pack, or its index belongs to another', { file: this.#file });
    }
  }

  #read(start: number, elsewhere: (oid: string) => RawObject): RawObject {
    // Down the chain to something whole, then up again, applying each delta: never recursive, chains may be long.
    const deltas: { offset: number; entry: Entry }[] = [];
    let offset = start;
    let object: RawObject | undefined;
    while (object === undefined) {
      object = this.#caches.bases.get(this.#key + offset);
      if (object) break;
      const entry = this.#entry(offset);
      const type = TYPES[entry.type];
      if (type) {
        object = { type, data: this.#inflate(entry) };
        if (deltas.length > 0) this.#remember(offset, object);
        break;
      }
      deltas.push({ offset, entry });
      if (deltas.length > this.index.count) throw new CorruptObjectError('its deltas go round in a circle');
      if (entry.base === null) throw new CorruptObjectError(`its type is ${entry.type}, which git does not have`);
      if ('offset' in entry.base) {
        offset = entry.base.offset;
      } else {
        const found = this.index.find(entry.base.oid);
        if (found < 0) object = elsewhere(entry.base.oid.toString('hex'));
        else offset = found;
      }
    }
    for (let i = deltas.length - 1; i >= 0; i--) {
      const { offset, entry } = deltas[i]!;
      object = { type: object.type, data: applyDelta(object.data, this.#inflate(entry)) };
      this.#remember(offset, object);
    }
    return object;
  }

  #remember(offset: number, object: RawObject): void {
    this.#caches.bases.set(this.#key + offset, object, object.data.length + 200);
  }

  /** The type and size at an offset, and what it is a delta of. */
  #entry(offset: number): Entry {
    const bytes = this.#bytes(offset, HEADER_MAX);
    const cutShort = () => new CorruptObjectError('the pack ends in the middle of it');
    if (bytes.length === 0) throw cutShort();
    let at = 0;
    let byte = bytes[at++]!;
    const type = (byte >> 4) & 7;
    let size = byte & 15;
    for (let factor = 16; byte & 0x80; factor *= 128) {
      if (at >= bytes.length) throw cutShort();
      byte = bytes[at++]!;
      size += (byte & 0x7f) * factor;
      if (!Number.isSafeInteger(size)) throw new CorruptObjectError('its size is beyond all bounds');
    }
    let base: Entry['base'] = null;
    if (type === OFS_DELTA) {
      let distance = -1;
      do {
        if (at >= bytes.length) throw cutShort();
        byte = bytes[at++]!;
        distance = (distance + 1) * 128 + (byte & 0x7f);
      } while (byte & 0x80);
      if (distance <= 0 || distance > offset) throw new CorruptObjectError('its base lies outside the pack');
      base = { offset: offset - distance };
    } else if (type === REF_DELTA) {
      if (at + 20 > bytes.length) throw cutShort();
      base = { oid: Buffer.from(bytes.subarray(at, at + 20)) };
      at += 20;
    }
    return { type, size, dataAt: offset + at, base };
  }

  #inflate({ dataAt, size }: Entry): Buffer {
    checkDeclaredSize(size, this.#size - dataAt);
    // A stream that deflate stored is barely longer than its content, but a writer may have cut it into many small
    // blocks: so try with what any sensible writer needs, and with the rest of the pack when that was too short.
    const likely = this.#bytes(dataAt, deflateBound(size));
    try {
      return inflateExactly(likely, size);
    } catch (error) {
      const rest = Math.min(this.#size - dataAt, size * 6 + 1024);
      if (rest <= likely.length) throw error;
      return inflateExactly(this.#bytes(dataAt, rest), size);
    }
  }

  /**
   * Bytes of the pack file, fewer than asked for at its end. They may be shared, so they are not to be changed, and are
   * good until the next call.
   */
  #bytes(position: number, length: number): Buffer {
    let from = position - this.#windowAt;
    if (from >= 0 && from + length <= WINDOW + OVERLAP) return this.#window.subarray(from, from + length);
    from = position - this.#peekAt;
    if (from >= 0 && from + length <= PEEK) return this.#peek.subarray(from, from + length);

    const start = Math.floor(position / WINDOW) * WINDOW;
    from = position - start;
    if (from + length > WINDOW + OVERLAP) return this.#pread(position, length);
    const near = Math.abs(start - this.#windowAt) <= WINDOW || Math.abs(position - this.#peekAt) < WINDOW;
    const window = this.#caches.windows.get(this.#key + start) ?? (near ? this.#readWindow(start) : null);
    if (window !== null) {
      this.#window = window;
      this.#windowAt = start;
      return window.subarray(from, from + length);
    }
    if (length > PEEK) return this.#pread(position, length);
    this.#peekBuffer ??= Buffer.allocUnsafeSlow(PEEK);
    this.#peek = this.#pread(position, PEEK, this.#peekBuffer);
    this.#peekAt = position;
    return this.#peek.subarray(0, length);
  }

  #readWindow(start: number): Buffer {
    const window = this.#pread(start, WINDOW + OVERLAP);
    this.#caches.windows.set(this.#key + start, window, window.length);
    return window;
  }

  #pread(position: number, length: number, into?: Buffer): Buffer {
    const size = Math.max(0, Math.min(length, this.#size - position));
    const buffer = into ? into.subarray(0, size) : Buffer.allocUnsafe(size);
    let done = 0;
    while (done < buffer.length) {
      const got = readSync(this.#fd, buffer, done, buffer.length - done, position + done);
      if (got === 0) break;
      done += got;
    }
    return buffer.subarray(0, done);
  }
}
