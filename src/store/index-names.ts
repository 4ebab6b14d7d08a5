/**
 * Where the entries of a git index lie and what they are called. In versions 2 and 3 a name stands in its entry; in
 * version 4 an entry says how much of the name before it to drop and what to append, so all names are built once.
 * Source: gitformat-index(5), "Index entry".
 */

import { EXTENDED, FIXED, NAME_MASK } from './index-entry.js';

const HEADER = 12;
const OID = 20;

export class IndexNames {
  /** Where the last entry ends. */
  readonly end: number;
  readonly #version: number;
  readonly #count: number;
  readonly #starts: Uint32Array;
  /** What holds the names, and where each begins and ends in it. */
  #arena: Buffer;
  readonly #from: Uint32Array;
  readonly #to: Uint32Array;

  constructor(bytes: Buffer, version: number, count: number, broken: (problem: string) => Error) {
    // An entry has 64 bytes at least: a count that cannot be true would only fill the memory.
    if (count > bytes.length / 63) throw broken('it has fewer entries than it says');
    this.#version = version;
    this.#count = count;
    this.#starts = new Uint32Array(count + 1);
    this.#from = new Uint32Array(count);
    this.#to = new Uint32Array(count);
    this.#arena = bytes;
    const limit = bytes.length - OID;
    const end = version === 4 ? this.#scanCompressed(bytes, limit, broken) : this.#scan(bytes, limit);
    if (end > limit) throw broken('it ends in the middle of an entry');
    this.#starts[count] = end;
    this.end = end;
  }

  #scan(bytes: Buffer, limit: number): number {
    // The hottest loop of an edit in a large repository: no look-up of a field in it.
    const count = this.#count;
    const starts = this.#starts;
    const from = this.#from;
    const to = this.#to;
    let at = HEADER;
    for (let i = 0; i < count; i++) {
      if (at + FIXED > limit) return Number.POSITIVE_INFINITY;
      const high = bytes[at + 60]!;
      const name = at + (high & (EXTENDED >> 8) ? FIXED + 2 : FIXED);
      let length = ((high << 8) | bytes[at + 61]!) & NAME_MASK;
      if (length === NAME_MASK) {
        const zero = bytes.indexOf(0, name);
        if (zero < 0) return Number.POSITIVE_INFINITY;
        length = zero - name;
      }
      starts[i] = at;
      from[i] = name;
      to[i] = name + length;
      // One to eight NUL bytes, to a length that eight divides.
      at += (name - at + length + 8) & ~7;
    }
    return at;
  }

  #scanCompressed(bytes: Buffer, limit: number, broken: (problem: string) => Error): number {
    let arena = Buffer.allocUnsafe(bytes.length * 2);
    let used = 0;
    let at = HEADER;
    for (let i = 0; i < this.#count; i++) {
      if (at + FIXED > limit) return Number.POSITIVE_INFINITY;
      const extended = bytes[at + 60]! & (EXTENDED >> 8);
      const [drop, suffix] = readVarint(bytes, at + (extended ? FIXED + 2 : FIXED));
      const zero = bytes.indexOf(0, suffix);
      if (zero < 0) return Number.POSITIVE_INFINITY;
      const previousFrom = i === 0 ? 0 : this.#from[i - 1]!;
      const kept = (i === 0 ? 0 : this.#to[i - 1]! - previousFrom) - drop;
      if (kept < 0) throw broken('a name in it cannot be read');
      const length = kept + zero - suffix;
      if (used + length > arena.length) {
        const larger = Buffer.allocUnsafe(2 * (used + length));
        arena.copy(larger, 0, 0, used);
        arena = larger;
      }
      arena.copy(arena, used, previousFrom, previousFrom + kept);
      bytes.copy(arena, used + kept, suffix, zero);
      this.#starts[i] = at;
      this.#from[i] = used;
      this.#to[i] = used + length;
      used += length;
      at = zero + 1;
    }
    this.#arena = arena;
    return at;
  }

  /** Where entry `at` begins; for the number of entries, where the last ends. */
  start(at: number): number {
    return this.#starts[at]!;
  }

  bytes(at: number): Buffer {
    return this.#arena.subarray(this.#from[at], this.#to[at]);
  }

  text(at: number): string {
    return this.#arena.toString('utf8', this.#from[at], this.#to[at]);
  }

  /** The position of the first entry of this name, or of the first one after it, and whether there is one of this name. */
  locate(name: Buffer): { at: number; found: boolean } {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (name.compare(this.#arena, this.#from[middle], this.#to[middle]) > 0) low = middle + 1;
      else high = middle;
    }
    const found = low < this.#count && name.compare(this.#arena, this.#from[low], this.#to[low]) === 0;
    return { at: low, found };
  }

  /** An entry's bytes, of its part before the name, its name, and the name of the entry before it. */
  encode(fixed: Buffer, name: Buffer, previous: Buffer): Buffer {
    if (this.#version === 4) {
      let shared = 0;
      while (shared < name.length && shared < previous.length && name[shared] === previous[shared]) shared++;
      return Buffer.concat([fixed, varint(previous.length - shared), name.subarray(shared), Buffer.alloc(1)]);
    }
    const length = (fixed.length + name.length + 8) & ~7;
    return Buffer.concat([fixed, name], length);
  }
}

/** The number at a position, in the form of offsets in packs, and the position after it. */
function readVarint(bytes: Buffer, at: number): [number, number] {
  let byte = bytes[at++]!;
  let value = byte & 127;
  while (byte & 128 && at < bytes.length) {
    byte = bytes[at++]!;
    value = (value + 1) * 128 + (byte & 127);
  }
  return [value, at];
}

function varint(value: number): Buffer {
  const digits = [value & 127];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift(128 | (--rest & 127));
  return Buffer.from(digits);
}
