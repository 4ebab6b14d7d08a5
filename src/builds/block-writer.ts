import { codeLengths, reversedCodes } from './huffman.js';

/** The alphabets of deflate (RFC 1951, section 3.2.5), and the writing of one block in them. */

export const MAX_MATCH = 258;
export const END_OF_BLOCK = 256;
/** Literals, the end, and 29 symbols of match lengths. */
export const LITERAL_SYMBOLS = 286;
export const DISTANCE_SYMBOLS = 30;
const FIRST_LENGTH_SYMBOL = 257;

/** By match length (3 to 258): its symbol, and below by symbol: the shortest length it stands for and its extra bits. */
export const LENGTH_SYMBOL = new Uint16Array(MAX_MATCH + 1);
const LENGTH_BASE = new Uint16Array(29);
const LENGTH_EXTRA = new Uint8Array(29);
const DISTANCE_BASE = new Uint16Array(DISTANCE_SYMBOLS);
const DISTANCE_EXTRA = new Uint8Array(DISTANCE_SYMBOLS);
/** Symbols of distances by distance - 1 up to 255, and of larger ones by 256 + (distance - 1 >> 7). */
const DISTANCE_SYMBOL = new Uint8Array(512);

for (let symbol = 0, length = 3; symbol < 29; symbol += 1) {
  LENGTH_EXTRA[symbol] = symbol < 8 || symbol === 28 ? 0 : (symbol >> 2) - 1;
  // 258 has a symbol of its own, although the one before could say it.
  LENGTH_BASE[symbol] = symbol === 28 ? MAX_MATCH : length;
  for (let count = 0; count < 1 << LENGTH_EXTRA[symbol]!; count += 1) {
    LENGTH_SYMBOL[LENGTH_BASE[symbol]! + count] = FIRST_LENGTH_SYMBOL + symbol;
  }
  length += 1 << LENGTH_EXTRA[symbol]!;
}
for (let symbol = 0, distance = 0; symbol < DISTANCE_SYMBOLS; symbol += 1) {
  DISTANCE_EXTRA[symbol] = symbol < 4 ? 0 : (symbol >> 1) - 1;
  DISTANCE_BASE[symbol] = distance + 1;
  const next = distance + (1 << DISTANCE_EXTRA[symbol]!);
  for (; distance < next; distance += 1) DISTANCE_SYMBOL[distance < 256 ? distance : 256 + (distance >> 7)] = symbol;
}

export function distanceSymbol(distance: number): number {
  return distance <= 256 ? DISTANCE_SYMBOL[distance - 1]! : DISTANCE_SYMBOL[256 + ((distance - 1) >> 7)]!;
}

/** The order in which the lengths of the code of code lengths are written. */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Writes blocks into a buffer that grows, lowest bits first. */
export class BlockWriter {
  #bytes = new Uint8Array(1 << 16);
  #at = 0;
  /** Up to 15 bits that do not fill two bytes yet. */
  #held = 0;
  #heldBits = 0;

  /** The bytes that are complete, which are the caller's from then on. Bits of an incomplete one stay here. */
  take(): Uint8Array {
    const bytes = this.#bytes.slice(0, this.#at);
    this.#at = 0;
    return bytes;
  }

  /** Fills the last byte up with zeros. */
  align(): void {
    this.#reserve(2);
    for (; this.#heldBits > 0; this.#heldBits -= 8) {
      this.#bytes[this.#at++] = this.#held;
      this.#held >>>= 8;
    }
    this.#held = 0;
    this.#heldBits = 0;
  }

  /**
   * Writes one block with codes made for it.
   *
   * @param tokens each a byte, or a match's length << 16 | its distance
   * @param literalCounts how often each literal, length and the end occur; distanceCounts the same of distances
   */
  writeBlock(
    tokens: Int32Array,
    count: number,
    literalCounts: Uint32Array,
    distanceCounts: Uint32Array,
    last: boolean,
  ): void {
    const literalLengths = codeLengths(literalCounts, 15);
    const distanceLengths = codeLengths(distanceCounts, 15);
    // A match takes at most 48 bits, and the codes themselves less than 700 bytes.
    this.#reserve(count * 6 + 1024);
    this.#write(last ? 1 : 0, 1);
    this.#write(2, 2);
    this.#writeCodes(literalLengths, distanceLengths);
    this.#writeTokens(tokens, count, literalLengths, distanceLengths);
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#at + size, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }

  /** At most 16 bits. */
  #write(value: number, bits: number): void {
    this.#held |= value << this.#heldBits;
    this.#heldBits += bits;
    if (this.#heldBits >= 16) {
      this.#bytes[this.#at++] = this.#held;
      this.#bytes[this.#at++] = this.#held >>> 8;
      this.#held >>>= 16;
      this.#heldBits -= 16;
    }
  }

  /** The block's two codes, as lengths in runs that are Huffman coded themselves. */
  #writeCodes(literalLengths: Uint8Array, distanceLengths: Uint8Array): void {
    const literals = Math.max(FIRST_LENGTH_SYMBOL, usedSymbols(literalLengths));
    const distances = Math.max(1, usedSymbols(distanceLengths));
    const runs = runsOf([...literalLengths.subarray(0, literals), ...distanceLengths.subarray(0, distances)]);
    const counts = new Uint32Array(19);
    for (const { symbol } of runs) counts[symbol]! += 1;
    const lengths = codeLengths(counts, 7);
    const codes = reversedCodes(lengths);
    let written = 19;
    while (written > 4 && lengths[CODE_LENGTH_ORDER[written - 1]!] === 0) written -= 1;

    this.#write(literals - 257, 5);
    this.#write(distances - 1, 5);
    this.#write(written - 4, 4);
    for (let index = 0; index < written; index += 1) this.#write(lengths[CODE_LENGTH_ORDER[index]!]!, 3);
    for (const { symbol, extra, extraBits } of runs) {
      this.#write(codes[symbol]!, lengths[symbol]!);
      if (extraBits > 0) this.#write(extra, extraBits);
    }
  }

  /** The hot loop: bits are held in local variables. */
  #writeTokens(tokens: Int32Array, count: number, literalLengths: Uint8Array, distanceLengths: Uint8Array): void {
    const literalCodes = reversedCodes(literalLengths);
    const distanceCodes = reversedCodes(distanceLengths);
    const bytes = this.#bytes;
    let at = this.#at;
    let held = this.#held;
    let heldBits = this.#heldBits;
    const flush = () => {
      bytes[at++] = held;
      bytes[at++] = held >>> 8;
      held >>>= 16;
      heldBits -= 16;
    };
    for (let index = 0; index < count; index += 1) {
      const token = tokens[index]!;
      const length = token >>> 16;
      const symbol = length === 0 ? token : LENGTH_SYMBOL[length]!;
      held |= literalCodes[symbol]! << heldBits;
      heldBits += literalLengths[symbol]!;
      if (heldBits >= 16) flush();
      if (length === 0) continue;

      const lengthIndex = symbol - FIRST_LENGTH_SYMBOL;
      held |= (length - LENGTH_BASE[lengthIndex]!) << heldBits;
      heldBits += LENGTH_EXTRA[lengthIndex]!;
      if (heldBits >= 16) flush();
      const distance = token & 0xffff;
      const far = distanceSymbol(distance);
      held |= distanceCodes[far]! << heldBits;
      heldBits += distanceLengths[far]!;
      if (heldBits >= 16) flush();
      held |= (distance - DISTANCE_BASE[far]!) << heldBits;
      heldBits += DISTANCE_EXTRA[far]!;
      if (heldBits >= 16) flush();
    }
    held |= literalCodes[END_OF_BLOCK]! << heldBits;
    heldBits += literalLengths[END_OF_BLOCK]!;
    if (heldBits >= 16) flush();
    this.#at = at;
    this.#held = held;
    this.#heldBits = heldBits;
  }
}

function usedSymbols(lengths: Uint8Array): number {
  let count = lengths.length;
  while (count > 0 && lengths[count - 1] === 0) count -= 1;
  return count;
}

/** Code lengths with their repetitions said in symbols 16 (the one before, 3 to 6 times), 17 and 18 (zeros). */
function runsOf(lengths: number[]): { symbol: number; extra: number; extraBits: number }[] {
  const runs = [];
  for (let at = 0; at < lengths.length; ) {
    const length = lengths[at]!;
    let run = 1;
    while (at + run < lengths.length && lengths[at + run] === length) run += 1;
    at += run;
    if (length === 0) {
      for (; run >= 11; run -= Math.min(run, 138)) {
        runs.push({ symbol: 18, extra: Math.min(run, 138) - 11, extraBits: 7 });
      }
      if (run >= 3) {
        runs.push({ symbol: 17, extra: run - 3, extraBits: 3 });
        run = 0;
      }
    } else {
      runs.push({ symbol: length, extra: 0, extraBits: 0 });
      for (run -= 1; run >= 3; run -= Math.min(run, 6)) {
        runs.push({ symbol: 16, extra: Math.min(run, 6) - 3, extraBits: 2 });
      }
    }
    for (; run > 0; run -= 1) runs.push({ symbol: length, extra: 0, extraBits: 0 });
  }
  return runs;
}
