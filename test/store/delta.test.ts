import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDeclaredSize, deflateFast, inflateExactly } from '../../src/store/compression.js';
import { applyDelta, encodeDelta } from '../../src/store/delta.js';
import { CorruptObjectError } from '../../src/store/errors.js';
import { ByteLru } from '../../src/store/lru.js';

/** A size as deltas write it: seven bits in each byte, the lowest first. */
function size(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...size(Math.floor(value / 128))];
}

/** A copy from the base, with as few bytes as its numbers need. */
function copy(offset: number, length: number): number[] {
  let op = 0x80;
  const bytes: number[] = [];
  [0, 8, 16, 24].forEach((shift, i) => {
    const byte = Math.floor(offset / 2 ** shift) & 255;
    if (byte !== 0) {
      op |= 1 << i;
      bytes.push(byte);
    }
  });
  // 65,536 is written as no length at all.
  [0, 8, 16].forEach((shift, i) => {
    const byte = length === 0x10000 ? 0 : (length >> shift) & 255;
    if (byte !== 0) {
      op |= 16 << i;
      bytes.push(byte);
    }
  });
  return [op, ...bytes];
}

const base = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7 + (i >> 8)) & 255));

describe('a delta that is made', () => {
  const piece = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  const ends = fc.nat(base.length).map((length) => base.subarray(0, length));

  it('gives the new object back, whatever the two share', () => {
    fc.assert(
      fc.property(ends, piece, piece, ends, (head, old, fresh, tail) => {
        const before = Buffer.concat([head, old, tail]);
        const after = Buffer.concat([head, fresh, tail]);
        expect(applyDelta(before, encodeDelta(before, after)).equals(after)).toBe(true);
      }),
    );
  });

  it('takes little more than what is new', () => {
    const after = Buffer.concat([
      base.subarray(0, 100_000),
      Buffer.from('twenty bytes of news'),
      base.subarray(100_020),
    ]);
    expect(encodeDelta(base, after).length).toBeLessThan(80);
  });
});

describe('a delta', () => {
  const copies = fc
    .tuple(
      fc.nat(base.length - 1),
      fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom(0x10000, 0xffff, 0x10001)),
    )
    .map(([offset, length]) => ({ offset, length: Math.min(length, base.length - offset) }));
  const inserts = fc.uint8Array({ minLength: 1, maxLength: 127 });

  it('makes what its copies and its own bytes say', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(copies, inserts), { maxLength: 12 }), (parts) => {
        const expected = Buffer.concat(
          parts.map((part) =>
            part instanceof Uint8Array ? part : base.subarray(part.offset, part.offset + part.length),
          ),
        );
        const ops = parts.flatMap((part) =>
          part instanceof Uint8Array ? [part.length, ...part] : copy(part.offset, part.length),
        );
        const delta = Buffer.from([...size(base.length), ...size(expected.length), ...ops]);
        expect(applyDelta(base, delta).equals(expected)).toBe(true);
      }),
    );
  });

  it('is refused where it does not fit, whatever it asks for', () => {
    const small = Buffer.from('0123456789');
    const broken: [string, number[]][] = [
      ['empty', []],
      ['another base', [...size(9), ...size(1), 1, 65]],
      ['too few bytes', [...size(10), ...size(2), 1, 65]],
      ['too many bytes', [...size(10), ...size(1), 2, 65, 66]],
      ['copy beyond the base', [...size(10), ...size(5), ...copy(8, 5)]],
      ['copy at 4 GB', [...size(10), ...size(5), 0x9f, 255, 255, 255, 255, 5]],
      ['copy cut short', [...size(10), ...size(5), 0x91, 1]],
      ['insert cut short', [...size(10), ...size(5), 5, 65]],
      ['operation 0', [...size(10), ...size(1), 0, 65]],
      ['a size without end', Array.from({ length: 20 }, () => 255)],
      ['a terabyte', [...size(10), ...size(2 ** 40), 1, 65]],
    ];
    for (const [name, bytes] of broken) {
      expect(() => applyDelta(small, Buffer.from(bytes)), name).toThrow(CorruptObjectError);
    }
  });
});

describe('compression', () => {
  it('comes back, at both levels, with whatever follows', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), fc.constantFrom(0 as const, 1 as const), (bytes, level) => {
        const packed = Buffer.concat([deflateFast(Buffer.from(bytes), level), Buffer.from('what follows')]);
        expect(inflateExactly(packed, bytes.length).equals(bytes)).toBe(true);
      }),
    );
  });

  it('gives no more than the declared size, and no less', () => {
    const bomb = deflateSync(Buffer.alloc(50_000_000));
    for (const size of [0, 1, 1000, 49_999_999]) expect(() => inflateExactly(bomb, size)).toThrow(CorruptObjectError);
    const packed = deflateSync(Buffer.alloc(1000));
    expect(() => inflateExactly(packed, 1001)).toThrow(CorruptObjectError);
    expect(() => inflateExactly(packed.subarray(0, -6), 1000)).toThrow(CorruptObjectError);
  });

  it('does not believe sizes that cannot be', () => {
    expect(() => checkDeclaredSize(50_000_000, deflateSync(Buffer.alloc(50_000_000)).length)).not.toThrow();
    expect(() => checkDeclaredSize(10_000_000, 100)).toThrow(CorruptObjectError);
    expect(() => checkDeclaredSize(2 ** 40, 2 ** 40)).toThrow(CorruptObjectError);
  });
});

describe('a cache bounded in bytes', () => {
  it('stays within its bound, and keeps what is used', () => {
    const cache = new ByteLru<number, string>(1000);
    cache.set(-1, 'used all the time', 50);
    for (let i = 0; i < 500; i++) {
      cache.set(i, `${i}`, 10 + (i % 90));
      expect(cache.get(-1)).toBe('used all the time');
      expect(cache.get(i)).toBe(`${i}`);
    }
    const kept = Array.from({ length: 500 }, (_, i) => i).filter((i) => cache.get(i) !== undefined);
    expect(kept.reduce((sum, i) => sum + 10 + (i % 90), 50)).toBeLessThanOrEqual(1000);
    expect(kept.length).toBeGreaterThan(8);
    cache.set(1000, 'too large to keep', 126);
    expect(cache.get(1000)).toBeUndefined();
    cache.set(-1, 'replaced', 60);
    expect(cache.get(-1)).toBe('replaced');
    cache.clear();
    expect(cache.get(-1)).toBeUndefined();
  });
});
