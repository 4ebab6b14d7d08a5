/** Deltas between objects in a pack: copies from a base and new bytes, as gitformat-pack(5) describes them. */
import { checkDeclaredSize } from './compression.js';
import { CorruptObjectError } from './errors.js';

/** Up to so many bytes a loop is faster than the call that copies them. */
const FEW = 64;

/** Makes the object that `delta` describes. Throws CorruptObjectError where it does not fit its base. */
export function applyDelta(base: Buffer, delta: Buffer): Buffer {
  let at = 0;
  const readSize = (): number => {
    let size = 0;
    let factor = 1;
    for (;;) {
      const byte = delta[at++];
      if (byte === undefined || factor > 2 ** 49) throw broken();
      size += (byte & 0x7f) * factor;
      if (byte < 0x80) return size;
      factor *= 128;
    }
  };
  if (readSize() !== base.length) throw broken();
  const size = readSize();
  // A copy makes at most 16 MB out of its one to eight bytes.
  checkDeclaredSize(size, delta.length * 0x4000);
  const result = Buffer.allocUnsafe(size);
  let filled = 0;
  while (at < delta.length) {
    const op = delta[at++]!;
    if (op & 0x80) {
      let offset = 0;
      let length = 0;
      if (op & 0x01) offset = delta[at++]!;
      if (op & 0x02) offset |= delta[at++]! << 8;
      if (op & 0x04) offset |= delta[at++]! << 16;
      if (op & 0x08) offset += delta[at++]! * 0x1000000;
      if (op & 0x10) length = delta[at++]!;
      if (op & 0x20) length |= delta[at++]! << 8;
      if (op & 0x40) length |= delta[at++]! << 16;
      if (length === 0) length = 0x10000;
      if (at > delta.length || !(offset + length <= base.length) || filled + length > size) throw broken();
      if (length < FEW) for (let i = 0; i < length; i++) result[filled + i] = base[offset + i]!;
      else base.copy(result, filled, offset, offset + length);
      filled += length;
    } else {
      if (op === 0 || at + op > delta.length || filled + op > size) throw broken();
      for (let i = 0; i < op; i++) result[filled + i] = delta[at + i]!;
      at += op;
      filled += op;
    }
  }
  if (filled !== size) throw broken();
  return result;
}

/** git's own packs copy no more than this at once. */
const LONGEST_COPY = 0xffff;
const LONGEST_INSERT = 127;

/**
 * Describes `target` as what it shares with `base` at both ends, and what is new in between: all there is to say of a
 * tree in which one entry changed.
 */
export function encodeDelta(base: Buffer, target: Buffer): Buffer {
  const most = Math.min(base.length, target.length);
  const head = longest(most, (length) => base.compare(target, 0, length, 0, length) === 0);
  const endsAlike = (length: number) =>
    base.compare(target, target.length - length, target.length, base.length - length, base.length) === 0;
  const tail = longest(most - head, endsAlike);
  const bytes: number[] = [...encodeSize(base.length), ...encodeSize(target.length)];
  appendCopies(bytes, 0, head);
  for (let at = head; at < target.length - tail; at += LONGEST_INSERT) {
    const piece = target.subarray(at, Math.min(at + LONGEST_INSERT, target.length - tail));
    bytes.push(piece.length, ...piece);
  }
  appendCopies(bytes, base.length - tail, tail);
  return Buffer.from(bytes);
}

/** The largest length, up to a limit, for which something holds that holds for all smaller ones. */
function longest(limit: number, holds: (length: number) => boolean): number {
  let low = 0;
  let high = limit;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function encodeSize(size: number): number[] {
  const bytes: number[] = [];
  let rest = size;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return bytes;
}

function appendCopies(bytes: number[], from: number, length: number): void {
  for (let done = 0; done < length; done += LONGEST_COPY) {
    const offset = from + done;
    const size = Math.min(LONGEST_COPY, length - done);
    const numbers = [offset, offset >>> 8, offset >>> 16, offset >>> 24, size, size >>> 8].map((n) => n & 0xff);
    bytes.push(0x80 | numbers.reduce((bits, number, i) => bits | (number === 0 ? 0 : 1 << i), 0));
    bytes.push(...numbers.filter((number) => number !== 0));
  }
}

function broken(): CorruptObjectError {
  return new CorruptObjectError('a delta does not fit its base');
}
