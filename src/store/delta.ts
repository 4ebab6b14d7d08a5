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

function broken(): CorruptObjectError {
  return new CorruptObjectError('a delta does not fit its base');
}
