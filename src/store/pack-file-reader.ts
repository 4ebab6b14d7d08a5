/** Entries of a pack file that has no index yet, read one after the other. */
import { readSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { checkDeclaredSize, deflateBound } from './compression.js';
import { CorruptObjectError } from './errors.js';

export interface PackFileEntry {
  offset: number;
  type: number;
  /** Unpacked. */
  size: number;
  /** Where its zlib stream begins. */
  dataAt: number;
  /** Of a delta: where its base begins, or its id. */
  base: number | Buffer | null;
}

const OFS_DELTA = 6;
const REF_DELTA = 7;
/** 10 bytes of type and size, then 20 of a base's id or up to 10 of its distance. */
const HEADER_MAX = 32;
/** What is read at once: of what follows the last read, and of what stands elsewhere. */
const WINDOW = 1 << 20;
const PEEK = 1 << 14;

export class PackFileReader {
  #window = Buffer.alloc(0);
  #windowAt = 0;

  constructor(
    readonly fd: number,
    /** Of the file, in bytes. */
    readonly size: number,
  ) {}

  /** Bytes of the file, fewer than asked for at its end. Good until the next call. */
  bytes(position: number, length: number): Buffer {
    const from = position - this.#windowAt;
    if (from >= 0 && from + length <= this.#window.length) return this.#window.subarray(from, from + length);
    const goesOn = from >= 0 && from <= this.#window.length;
    const wanted = Math.max(0, Math.min(this.size - position, Math.max(length, goesOn ? WINDOW : PEEK)));
    const window = Buffer.allocUnsafe(wanted);
    let done = 0;
    while (done < wanted) {
      const got = readSync(this.fd, window, done, wanted - done, position + done);
      if (got === 0) break;
      done += got;
    }
    this.#window = window.subarray(0, done);
    this.#windowAt = position;
    return this.#window.subarray(0, length);
  }

  /** A stretch of the file, in pieces. */
  *pieces(from: number, to: number): Generator<Buffer> {
    for (let at = from; at < to; ) {
      const piece = this.bytes(at, Math.min(WINDOW, to - at));
      if (piece.length === 0) throw new CorruptObjectError('the pack is cut short');
      yield piece;
      at += piece.length;
    }
  }

  /** The header of the entry at an offset. */
  entry(offset: number): PackFileEntry {
    const bytes = this.bytes(offset, HEADER_MAX);
    let at = 0;
    const next = (): number => {
      const byte = bytes[at++];
      if (byte === undefined) throw new CorruptObjectError('the pack is cut short');
      return byte;
    };
    let byte = next();
    const type = (byte >> 4) & 7;
    let size = byte & 15;
    for (let factor = 16; byte & 0x80; factor *= 128) {
      byte = next();
      size += (byte & 0x7f) * factor;
      if (!Number.isSafeInteger(size)) throw new CorruptObjectError('a size in the pack is beyond all bounds');
    }
    let base: PackFileEntry['base'] = null;
    if (type === OFS_DELTA) {
      let distance = -1;
      do {
        byte = next();
        distance = (distance + 1) * 128 + (byte & 0x7f);
      } while (byte & 0x80);
      if (distance <= 0 || distance > offset) throw new CorruptObjectError('a base lies outside the pack');
      base = offset - distance;
    } else if (type === REF_DELTA) {
      base = Buffer.from(bytes.subarray(at, at + 20));
      at += 20;
    }
    return { offset, type, size, dataAt: offset + at, base };
  }

  /** An entry's content, and where it ends in the file. */
  inflate({ dataAt, size }: PackFileEntry): { data: Buffer; end: number } {
    checkDeclaredSize(size, this.size - dataAt);
    // What a sensible writer needs at most, and then what one could that cuts its streams into tiny blocks.
    const likely = Math.min(deflateBound(size), this.size - dataAt);
    try {
      return this.#inflate(dataAt, likely, size);
    } catch (error) {
      const most = Math.min(this.size - dataAt, size * 6 + 1024);
      if (most <= likely) throw error;
      return this.#inflate(dataAt, most, size);
    }
  }

  #inflate(dataAt: number, length: number, size: number): { data: Buffer; end: number } {
    const input = this.bytes(dataAt, length);
    const options = { chunkSize: Math.max(size + 1, 64), maxOutputLength: Math.max(size, 1), info: true };
    let result: { buffer: Buffer; engine: { bytesWritten: number } };
    try {
      result = inflateSync(input, options) as unknown as typeof result;
    } catch (cause) {
      throw new CorruptObjectError(`an object cannot be unpacked: ${(cause as Error).message}`, { cause });
    }
    const { buffer: data, engine } = result;
    if (data.length !== size) {
      throw new CorruptObjectError(`an object should have ${size} bytes and has ${data.length}`);
    }
    return { data, end: dataAt + engine.bytesWritten };
  }
}
