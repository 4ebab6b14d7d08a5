import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createGunzip } from 'node:zlib';
import { Deflater } from './deflate.js';
import { BuildFailedError } from './errors.js';

/** Bytes that are compressed together. It decides the output's bytes, so it must never change within a format. */
const CHUNK = 2 * 1024 * 1024;

/** Compression method 8 (deflate), no flags, no time, no extra flags, system 255 (unknown): the same everywhere. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** A gzip file (RFC 1952, one member) of text that comes in pieces; equal text gives equal bytes on any machine. */
export class GzipFile {
  readonly #path: string;
  readonly #fd: number;
  readonly #deflater = new Deflater();
  readonly #chunk = Buffer.allocUnsafe(CHUNK);
  #used = 0;
  #checksum = 0;
  #textSize = 0;
  #open = true;

  constructor(path: string) {
    this.#path = path;
    this.#fd = openSync(path, 'wx');
    this.#write(HEADER);
  }

  /** Takes the next piece. */
  add(text: string): void {
    let bytes = Buffer.from(text);
    while (bytes.length > 0) {
      const part = bytes.subarray(0, CHUNK - this.#used);
      this.#chunk.set(part, this.#used);
      this.#used += part.length;
      if (this.#used === CHUNK) this.#flush();
      bytes = bytes.subarray(part.length);
    }
  }

  /**
   * Writes what is left, and reads the file back: its checksum proves that whoever gets it gets the text.
   *
   * @throws BuildFailedError where it does not
   */
  async finish(): Promise<void> {
    if (this.#used > 0) this.#flush();
    this.#write(this.#deflater.finish());
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(this.#checksum, 0);
    trailer.writeUInt32LE(this.#textSize % 2 ** 32, 4);
    this.#write(trailer);
    fsyncSync(this.#fd);
    this.close();
    try {
      const { size } = await inflatedDigest(this.#path);
      if (size !== this.#textSize) throw new Error(`${size} bytes instead of ${this.#textSize}`);
    } catch (cause) {
      const message = `${this.#path} does not read back as it was written: ${(cause as Error).message}`;
      throw new BuildFailedError(message, { cause, suggestions: ['check the disk, and build again'] });
    }
  }

  /** Closes the file as it is, if it is still open. */
  close(): void {
    if (this.#open) closeSync(this.#fd);
    this.#open = false;
  }

  #flush(): void {
    const bytes = this.#chunk.subarray(0, this.#used);
    this.#checksum = crc32(bytes, this.#checksum);
    this.#textSize += bytes.length;
    this.#write(this.#deflater.push(bytes));
    this.#used = 0;
  }

  #write(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#fd, bytes, written);
  }
}

/**
 * Size and SHA-256 (hex) of what a gzip file holds, read in pieces. Throws where it is damaged.
 *
 * @param limit bytes after which reading ends, since whoever asks knows then that the content is another
 */
export async function inflatedDigest(path: string, limit = Number.POSITIVE_INFINITY) {
  const hash = createHash('sha256');
  let size = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      hash.update(chunk);
      done(size > limit ? new Error(`more than ${limit} bytes`) : null);
    },
  });
  await pipeline(createReadStream(path), createGunzip({ chunkSize: 256 * 1024 }), sink);
  return { size, sha256: hash.digest('hex') };
}
