import {
  BlockWriter,
  DISTANCE_SYMBOLS,
  distanceSymbol,
  END_OF_BLOCK,
  LENGTH_SYMBOL,
  LITERAL_SYMBOLS,
  MAX_MATCH,
} from './block-writer.js';

const WINDOW = 32768;
/** Literals and matches in one block, which gets codes of its own. */
const BLOCK_TOKENS = 32768;
const HASH_BITS = 16;
/** No position within the window of any other. */
const NOWHERE = -WINDOW - 1;

/** Bases in upper case: bytes that cost two bits each, so that only long matches pay among them. */
const IS_BASE = new Uint8Array(256);
for (const base of 'ACGT') IS_BASE[base.charCodeAt(0)] = 1;

const MIN_TEXT = 6;
const MIN_BASES = 12;
/** A match of this length is taken without looking for a longer one. */
const GOOD = 32;

/**
 * Compresses to one raw deflate stream (RFC 1951), made for JSON and FASTA full of nucleotide sequences. The result
 * depends on the bytes and their chunks alone, and never on the machine: that is what makes index builds reproducible,
 * and why this is not zlib, whose output differs between versions and processors. It is also several times faster than
 * zlib's level 6 on such data, and smaller than its level 9.
 *
 * Bases cost two bits by Huffman coding alone, so a match among them pays from about twelve on, and those are looked
 * for by hashes of twelve bytes; in the text between, by hashes of five. Sequences of related isolates match, differ
 * by one base, and match again at the same distance: so the last distance is always tried.
 */
export class Deflater {
  readonly #out = new BlockWriter();
  readonly #tokens = new Int32Array(BLOCK_TOKENS);
  readonly #literalCounts = new Uint32Array(LITERAL_SYMBOLS);
  readonly #distanceCounts = new Uint32Array(DISTANCE_SYMBOLS);
  /** Where each hash of twelve bytes was met last, and the time before. */
  readonly #basePlaces = new Int32Array(2 << HASH_BITS);
  /** Where each hash of five bytes of text was met last. */
  readonly #textPlaces = new Int32Array(1 << HASH_BITS);

  /** Takes the next chunk, which does not refer to those before it, and gives the bytes that are complete so far. */
  push(chunk: Uint8Array): Uint8Array {
    this.#compress(chunk);
    return this.#out.take();
  }

  /** Ends the stream and gives its last bytes. */
  finish(): Uint8Array {
    this.#writeBlock(0, true);
    this.#out.align();
    return this.#out.take();
  }

  #writeBlock(count: number, last: boolean): void {
    this.#literalCounts[END_OF_BLOCK] = 1;
    this.#out.writeBlock(this.#tokens, count, this.#literalCounts, this.#distanceCounts, last);
    this.#literalCounts.fill(0);
    this.#distanceCounts.fill(0);
  }

  #compress(input: Uint8Array): void {
    const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
    const { length } = input;
    const bases = this.#basePlaces.fill(NOWHERE);
    const text = this.#textPlaces.fill(NOWHERE);
    const tokens = this.#tokens;
    const literalCounts = this.#literalCounts;
    const distanceCounts = this.#distanceCounts;
    const lastHashed = length - MIN_BASES;
    let count = 0;
    let at = 0;
    let lastDistance = 0;

    while (at < length) {
      let best = 0;
      let distance = 0;
      if (at <= lastHashed) {
        const word = view.getInt32(at, true);
        const amongBases =
          IS_BASE[word & 255]! & IS_BASE[(word >>> 8) & 255]! & IS_BASE[(word >>> 16) & 255]! & IS_BASE[word >>> 24]!;
        best = amongBases === 1 ? MIN_BASES - 1 : MIN_TEXT - 1;
        if (lastDistance > 0 && view.getInt32(at - lastDistance, true) === word) {
          const found = matchLength(input, at - lastDistance, at, length);
          if (found > best) {
            best = found;
            distance = lastDistance;
          }
        }
        const slot = hash12(word, view.getInt32(at + 4, true), view.getInt32(at + 8, true)) << 1;
        const newer = bases[slot]!;
        const older = bases[slot + 1]!;
        bases[slot + 1] = newer;
        bases[slot] = at;
        if (best < GOOD && newer >= at - WINDOW) {
          const found = matchLength(input, newer, at, length);
          if (found > best) {
            best = found;
            distance = at - newer;
          }
        }
        if (best < GOOD && older >= at - WINDOW) {
          const found = matchLength(input, older, at, length);
          if (found > best) {
            best = found;
            distance = at - older;
          }
        }
        if (amongBases === 0) {
          const textSlot = hash5(word, input[at + 4]!);
          const place = text[textSlot]!;
          text[textSlot] = at;
          if (best < GOOD && place >= at - WINDOW) {
            const found = matchLength(input, place, at, length);
            if (found > best) {
              best = found;
              distance = at - place;
            }
          }
        }
      }
      if (distance > 0) {
        tokens[count++] = (best << 16) | distance;
        literalCounts[LENGTH_SYMBOL[best]!]! += 1;
        distanceCounts[distanceSymbol(distance)]! += 1;
        lastDistance = distance;
        const end = Math.min(at + best, lastHashed);
        for (let inside = at + 1; inside < end; inside += 1) {
          const slot =
            hash12(view.getInt32(inside, true), view.getInt32(inside + 4, true), view.getInt32(inside + 8, true)) << 1;
          bases[slot + 1] = bases[slot]!;
          bases[slot] = inside;
        }
        at += best;
      } else {
        const byte = input[at++]!;
        tokens[count++] = byte;
        literalCounts[byte]! += 1;
      }
      if (count === BLOCK_TOKENS || at === length) {
        this.#writeBlock(count, false);
        count = 0;
      }
    }
  }
}

function hash12(a: number, b: number, c: number): number {
  return Math.imul(Math.imul(Math.imul(a, 0x2c1b3c6d) ^ b, 0x297a2d39) ^ c, 0x1e35a7bd) >>> (32 - HASH_BITS);
}

function hash5(a: number, b: number): number {
  return Math.imul(Math.imul(a, 0x2c1b3c6d) ^ b, 0x1e35a7bd) >>> (32 - HASH_BITS);
}

/** How many bytes from `here` on are as those from `there` on; at most what a match may have. */
function matchLength(input: Uint8Array, there: number, here: number, end: number): number {
  const longest = Math.min(MAX_MATCH, end - here);
  let length = 0;
  while (length < longest && input[there + length] === input[here + length]) length += 1;
  return length;
}
