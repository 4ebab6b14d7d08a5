import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Deflater } from '../../src/builds/deflate.js';
import { codeLengths, reversedCodes } from '../../src/builds/huffman.js';
import { exportOtu } from '../../src/exchange/virtool-otu.js';
import { randomNumbers, syntheticOtus } from '../support/synthetic.js';

function deflated(...chunks: Uint8Array[]): Buffer {
  const deflater = new Deflater();
  const parts = chunks.map((chunk) => deflater.push(chunk));
  return Buffer.concat([...parts, deflater.finish()]);
}

/** Zlib's view of what was compressed. */
const readBack = (...chunks: Uint8Array[]) => inflateRawSync(deflated(...chunks));

const bases = fc.string({ unit: fc.constantFrom(...'ACGT'), maxLength: 3000 });
/** Sequences, their near copies, other text and any bytes, in any order. */
const content = fc
  .array(
    fc.oneof(
      bases.map((text) => Buffer.from(text)),
      bases.map((text) => Buffer.from(`${text}G${text}"},{"${text}`)),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text.repeat(3))),
      fc.tuple(fc.nat(255), fc.nat(70_000)).map(([byte, length]) => Buffer.alloc(length, byte)),
    ),
    { maxLength: 6 },
  )
  .map((parts) => Buffer.concat(parts));

describe('deflate', () => {
  test('gives what zlib reads back, whatever the bytes and chunks', () => {
    fc.assert(
      fc.property(fc.array(content, { maxLength: 4 }), (chunks) => {
        expect(readBack(...chunks).equals(Buffer.concat(chunks))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test.each([0, 1, 2, 3, 11, 12, 13, 257, 258, 259, 32767, 32768, 32769, 65535, 65536, 65537])(
    'takes %i bytes, all the same and all at random',
    (length) => {
      const random = randomNumbers(length);
      const noise = Buffer.from(Array.from({ length }, () => random() & 255));
      expect(readBack(Buffer.alloc(length, 'A')).equals(Buffer.alloc(length, 'A'))).toBe(true);
      expect(readBack(noise).equals(noise)).toBe(true);
    },
  );

  test('reaches back over the whole window, and no further', () => {
    const random = randomNumbers(5);
    const sequence = Buffer.from(Array.from({ length: 300 }, () => 'ACGT'.charCodeAt(random() & 3)));
    for (const gap of [32768 - 301, 32768 - 300, 32768 - 299, 40000]) {
      const bytes = Buffer.concat([sequence, Buffer.alloc(gap, '-'), sequence]);
      expect(readBack(bytes).equals(bytes)).toBe(true);
    }
  });

  test('makes related sequences small', () => {
    const [otu] = syntheticOtus({ count: 1, basesPerOtu: 5000 });
    const { sequence } = otu!.isolates[0]!.sequences[0]!;
    const mutant = sequence.replace(/(.{97})./g, '$1N');
    expect(deflated(Buffer.from(sequence)).length).toBeLessThan(5000 / 3.4);
    expect(deflated(Buffer.from(sequence + mutant)).length).toBeLessThan(5000 / 3.4 + 250);
  });

  // Every release of refkit has to give these bytes, or to raise INDEX_FORMAT: builds are verified by them.
  test('gives the bytes that it always gave', () => {
    const otus = [...syntheticOtus({ count: 40, isolatesPerOtu: 3, segmentsPerOtu: 2, basesPerOtu: 4000 })];
    const text = otus.map((otu) => JSON.stringify(exportOtu(otu))).join('\n');
    const bytes = deflated(Buffer.from(text.slice(0, 300_000)), Buffer.from(text.slice(300_000)));
    expect(createHash('sha256').update(bytes).digest('hex')).toMatchInlineSnapshot(
      `"ca46d1796b3fa5f1e85cc70391e327344992dd83fae116164a3f034c5c8f3737"`,
    );
  });
});

describe('a Huffman code', () => {
  const counts = fc.array(fc.oneof(fc.constant(0), fc.nat(5), fc.nat(1_000_000)), { minLength: 2, maxLength: 286 });

  test('is complete, within its limit, and has a code for whatever occurs', () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(9, 15), (list, limit) => {
        const lengths = codeLengths(Uint32Array.from(list), limit);
        const taken = lengths.reduce((sum, length) => sum + (length === 0 ? 0 : 2 ** -length), 0);
        expect(taken).toBe(1);
        expect(Math.max(...lengths)).toBeLessThanOrEqual(limit);
        expect(list.every((count, symbol) => count === 0 || lengths[symbol]! > 0)).toBe(true);
      }),
    );
  });

  test('keeps within a limit that the counts would burst', () => {
    const fibonacci = [1, 1];
    while (fibonacci.length < 30) fibonacci.push(fibonacci.at(-1)! + fibonacci.at(-2)!);
    const lengths = codeLengths(Uint32Array.from(fibonacci), 15);
    expect(Math.max(...lengths)).toBe(15);
    expect(lengths.reduce((sum, length) => sum + 2 ** -length, 0)).toBe(1);
  });

  test('gives frequent symbols the short codes, as in the example of RFC 1951', () => {
    const lengths = Uint8Array.from([3, 3, 3, 3, 3, 2, 4, 4]);
    const codes = [...reversedCodes(lengths)].map((code, symbol) =>
      [...code.toString(2).padStart(lengths[symbol]!, '0')].reverse().join(''),
    );
    expect(codes).toEqual(['010', '011', '100', '101', '110', '00', '1110', '1111']);
    expect([...codeLengths(Uint32Array.from([1, 1, 2, 4]), 15)]).toEqual([3, 3, 2, 1]);
  });
});
