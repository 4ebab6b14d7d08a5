/** Writes many objects as one pack and its index (version 2, gitformat-pack(5)), streaming. */
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { writeAll } from '../files/disk.js';
import { deflateFast } from './compression.js';
import { encodeDelta } from './delta.js';
import { type ObjectType, objectId } from './object-format.js';
import { PackEntries } from './pack-entries.js';
import { placePack } from './pack-files.js';

const TYPE_NUMBERS: Record<ObjectType, number> = { commit: 1, tree: 2, blob: 3, tag: 4 };
const OFS_DELTA = 6;
/** How many deltas one may have to apply to get at an object: what git allows in the packs that it makes. */
const DEEPEST = 50;
/** Bytes that are gathered before they are written. */
const CHUNK = 1 << 20;

/**
 * A pack in the making, under a temporary name that `git gc` cleans up when a killed process leaves it. Objects can
 * be read from the repository only after `finish`. It holds 36 bytes per object in memory, not the objects.
 */
export class PackWriter {
  readonly #folder: string;
  readonly #temporary: string;
  #fd: number;
  readonly #chunk = Buffer.allocUnsafe(CHUNK);
  #chunkLength = 0;
  /** Bytes given to the file so far, those in the chunk included. */
  #position = 0;
  readonly #entries = new PackEntries();
  /** Of those objects that are written as deltas: how many it takes to get at them. */
  readonly #depths = new Map<number, number>();
  readonly #durable: boolean;

  /**
   * @param objectsDir a repository's `objects` folder
   * @param options.durable whether the pack is to survive a power cut as soon as it is finished
   */
  constructor(objectsDir: string, { durable = true } = {}) {
    this.#durable = durable;
    this.#folder = join(objectsDir, 'pack');
    mkdirSync(this.#folder, { recursive: true });
    this.#temporary = join(this.#folder, `tmp_pack_${randomBytes(6).toString('hex')}`);
    this.#fd = openSync(this.#temporary, 'wx+', 0o644);
    // The number of objects is known, and put in, at the end.
    this.#append(packHeader(0));
  }

  /** How many different objects it has. */
  get count(): number {
    return this.#entries.ids.size;
  }

  /** Adds an object, unless it has it already, and gives its id. */
  add(type: ObjectType, data: Buffer): string {
    const oid = objectId(type, data);
    this.put(oid, type, data);
    return oid.toString('hex');
  }

  /**
   * Adds an object whose id is known, unless it has it already.
   *
   * @param base an object of the same type that differs in one place; where this pack has it, only that is written
   */
  put(oid: Buffer, type: ObjectType, data: Buffer, base?: { oid: Buffer; data: Buffer }): void {
    const entries = this.#entries;
    if (entries.ids.find(oid) >= 0) return;
    const number = entries.ids.size;
    const baseNumber = base === undefined ? -1 : entries.ids.find(base.oid);
    const depth = baseNumber < 0 ? DEEPEST : (this.#depths.get(baseNumber) ?? 0);
    const delta = depth < DEEPEST ? encodeDelta(base!.data, data) : null;
    let header = entryHeader(TYPE_NUMBERS[type], data.length);
    let content = data;
    if (delta !== null && delta.length < data.length / 2) {
      this.#depths.set(number, depth + 1);
      const distance = encodeDistance(this.#position - entries.offset(baseNumber));
      header = Buffer.concat([entryHeader(OFS_DELTA, delta.length), distance]);
      content = delta;
    }
    const packed = deflateFast(content);
    entries.add(oid, this.#position, crc32(packed, crc32(header, 0)));
    this.#append(header);
    this.#append(packed);
  }

  /**
   * Puts the pack into place; nothing when it is empty. Once this returns, a durable one survives a power cut.
   *
   * @returns the pack's path without `.pack`; null for an empty one
   */
  finish(): string | null {
    if (this.count === 0) {
      this.abort();
      return null;
    }
    this.#flush();
    writeAll(this.#fd, packHeader(this.count), 0);
    // The count is in the first bytes, so the checksum can only be taken now: one pass over what is still in the
    // page cache, at a tenth of what compressing cost.
    const checksum = this.#checksumOfFile();
    writeAll(this.#fd, checksum, this.#position);
    if (this.#durable) fsyncSync(this.#fd);
    closeSync(this.#fd);
    this.#fd = -1;
    return placePack(this.#temporary, this.#entries.index(checksum), { durable: this.#durable });
  }

  /** Throws everything away. Does nothing after `finish`. */
  abort(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
    rmSync(this.#temporary, { force: true });
    rmSync(`${this.#temporary}.idx`, { force: true });
  }

  #checksumOfFile(): Buffer {
    const sha = createHash('sha1');
    let position = 0;
    while (position < this.#position) {
      const got = readSync(this.#fd, this.#chunk, 0, Math.min(CHUNK, this.#position - position), position);
      sha.update(this.#chunk.subarray(0, got));
      position += got;
    }
    return sha.digest();
  }

  #append(bytes: Buffer): void {
    if (this.#chunkLength + bytes.length > CHUNK) this.#flush();
    if (bytes.length >= CHUNK) {
      writeAll(this.#fd, bytes, this.#position);
    } else {
      bytes.copy(this.#chunk, this.#chunkLength);
      this.#chunkLength += bytes.length;
    }
    this.#position += bytes.length;
  }

  #flush(): void {
    writeAll(this.#fd, this.#chunk.subarray(0, this.#chunkLength), this.#position - this.#chunkLength);
    this.#chunkLength = 0;
  }
}

/** The first bytes of a pack of so many objects. */
export function packHeader(count: number): Buffer {
  const header = Buffer.from('PACK\0\0\0\u0002\0\0\0\0', 'latin1');
  header.writeUInt32BE(count, 8);
  return header;
}

/** An entry's type and unpacked size: four bits of size beside the type, then seven in each byte. */
function entryHeader(type: number, size: number): Buffer {
  const bytes: number[] = [];
  let byte = (type << 4) | (size & 15);
  let rest = Math.floor(size / 16);
  while (rest > 0) {
    bytes.push(byte | 0x80);
    byte = rest & 0x7f;
    rest = Math.floor(rest / 128);
  }
  bytes.push(byte);
  return Buffer.from(bytes);
}

/** How far before an entry its base begins: seven bits in each byte, and the continued ones count from one. */
function encodeDistance(distance: number): Buffer {
  const bytes = [distance % 128];
  for (let rest = Math.floor(distance / 128); rest > 0; rest = Math.floor(rest / 128)) {
    rest -= 1;
    bytes.unshift((rest % 128) | 0x80);
  }
  return Buffer.from(bytes);
}
