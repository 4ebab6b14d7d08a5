/**
 * The index of a pack, versions 1 and 2 (gitformat-pack(5)). Of a large one only the part that a look-up needs is
 * read: one of 256 buckets, by the first byte of the id. So opening a pack of ten million objects costs no more than
 * one of a thousand.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CorruptObjectError } from './errors.js';

interface Bucket {
  /** Ids in ascending order, `stride` bytes apart. */
  names: Buffer;
  /** Version 1 has the offset in front of each id, in the same table. */
  stride: number;
  nameAt: number;
  offsets: Buffer;
  count: number;
}

/** Up to this many bytes an index is read whole, and its file is not kept open: small packs may be many. */
const READ_WHOLE = 1 << 19;

export class PackIndex {
  /** How many objects the pack has. */
  readonly count: number;
  readonly #file: string;
  readonly #fd: number;
  #whole: Buffer | null = null;
  readonly #version: 1 | 2;
  readonly #fanout = new Uint32Array(256);
  readonly #buckets: (Bucket | undefined)[] = new Array(256);

  /** Opens the index. Throws ENOENT where it is gone, CorruptObjectError where it is not an index. */
  constructor(file: string) {
    this.#file = file;
    this.#fd = openSync(file, 'r');
    try {
      const size = fstatSync(this.#fd).size;
      if (size <= READ_WHOLE) this.#whole = this.#read(0, size);
      const start = this.#read(0, 8);
      const tagged = start.readUInt32BE(0) === 0xff744f63;
      if (tagged && start.readUInt32BE(4) !== 2) {
        throw new CorruptObjectError(`pack index version ${start.readUInt32BE(4)} is unknown`, { file });
      }
      this.#version = tagged ? 2 : 1;
      const table = this.#read(tagged ? 8 : 0, 1024);
      for (let i = 0, last = 0; i < 256; i++) {
        const end = table.readUInt32BE(i * 4);
        if (end < last) throw new CorruptObjectError('the pack index is out of order', { file });
        this.#fanout[i] = last = end;
      }
      this.count = this.#fanout[255]!;
      const expected = this.#version === 2 ? 1032 + this.count * 28 + 40 : 1024 + this.count * 24 + 40;
      if (size < expected) throw new CorruptObjectError('the pack index is cut short', { file });
      if (this.#whole) closeSync(this.#fd);
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
  }

  close(): void {
    if (!this.#whole) closeSync(this.#fd);
  }

  /** Where the object begins in the pack, or -1. The id is given as 20 bytes. */
  find(oid: Buffer): number {
    const bucket = this.#bucket(oid[0]!);
    const { names, stride, nameAt } = bucket;
    // The first four bytes settle nearly every step, and comparing numbers is ten times faster than comparing bytes.
    const wanted = oid.readUInt32BE(0);
    let low = 0;
    let high = bucket.count - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const at = middle * stride + nameAt;
      const order = wanted - names.readUInt32BE(at) || oid.compare(names, at, at + 20);
      if (order === 0) return this.#offset(bucket, middle);
      if (order < 0) high = middle - 1;
      else low = middle + 1;
    }
    return -1;
  }

  /** The ids that begin with these hexadecimal digits (at least two). */
  *startingWith(prefix: string): Generator<string> {
    const bucket = this.#bucket(Number.parseInt(prefix.slice(0, 2), 16));
    for (let i = 0; i < bucket.count; i++) {
      const at = i * bucket.stride + bucket.nameAt;
      const name = bucket.names.toString('hex', at, at + 20);
      if (name.startsWith(prefix)) yield name;
    }
  }

  #bucket(byte: number): Bucket {
    const known = this.#buckets[byte];
    if (known) return known;
    const first = byte === 0 ? 0 : this.#fanout[byte - 1]!;
    const count = this.#fanout[byte]! - first;
    let bucket: Bucket;
    if (this.#version === 1) {
      const table = this.#read(1024 + first * 24, count * 24);
      bucket = { names: table, stride: 24, nameAt: 4, offsets: table, count };
    } else {
      const names = this.#read(1032 + first * 20, count * 20);
      const offsets = this.#read(1032 + this.count * 24 + first * 4, count * 4);
      bucket = { names, stride: 20, nameAt: 0, offsets, count };
    }
    this.#buckets[byte] = bucket;
    return bucket;
  }

  #offset(bucket: Bucket, i: number): number {
    if (this.#version === 1) return bucket.offsets.readUInt32BE(i * 24);
    const offset = bucket.offsets.readUInt32BE(i * 4);
    if (offset < 0x80000000) return offset;
    const large = this.#read(1032 + this.count * 28 + (offset - 0x80000000) * 8, 8);
    return Number(large.readBigUInt64BE(0));
  }

  #read(position: number, length: number): Buffer {
    if (this.#whole) {
      if (position + length <= this.#whole.length) return this.#whole.subarray(position, position + length);
      throw new CorruptObjectError('the pack index is cut short', { file: this.#file });
    }
    const buffer = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const got = readSync(this.#fd, buffer, done, length - done, position + done);
      if (got === 0) throw new CorruptObjectError('the pack index is cut short', { file: this.#file });
      done += got;
    }
    return buffer;
  }
}
