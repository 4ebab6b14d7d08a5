/** zlib as git uses it: one call per object, and never more output than the object says it has. */
import { constants, deflateSync, inflateSync } from 'node:zlib';
import { CorruptObjectError } from './errors.js';

/** The bytes that deflate may need at most for this many bytes of content, with room for header and checksum. */
export function deflateBound(size: number): number {
  return size + Math.floor(size / 1024) + 128;
}

/** Larger objects are refused: no OTU comes near, and a hostile size must not take the memory of the machine. */
const LARGEST_OBJECT = 1 << 30;

/** Throws CorruptObjectError for a size that this many bytes of zlib stream can't unpack to, or that is too large. */
export function checkDeclaredSize(size: number, packed: number): void {
  if (size > LARGEST_OBJECT) throw new CorruptObjectError(`it says it has ${size} bytes, more than refkit reads`);
  // No zlib stream unpacks to more than 1,032 times its size.
  if (size > (packed + 64) * 1032) throw new CorruptObjectError(`it says it has ${size} bytes, which cannot be`);
}

/**
 * Unpacks a zlib stream that stands at the start of `input` (what follows it is ignored). The result has exactly
 * `size` bytes, and no more memory than that is used. Throws CorruptObjectError otherwise.
 */
export function inflateExactly(input: Buffer, size: number): Buffer {
  let output: Buffer;
  try {
    // One byte more than needed: when the buffer is filled exactly, zlib goes round once more to look for the end.
    output = inflateSync(input, { chunkSize: Math.max(size + 1, 64), maxOutputLength: Math.max(size, 1) });
  } catch (cause) {
    throw new CorruptObjectError(`it cannot be unpacked: ${(cause as Error).message}`, { cause });
  }
  if (output.length !== size) {
    throw new CorruptObjectError(`it should have ${size} bytes and has ${output.length}`);
  }
  return output;
}

/** From this size on a blob is nearly all sequence. */
const MOSTLY_BASES = 4096;

/**
 * Packs at zlib's fastest level: sequences barely get smaller at higher ones, and git repacks in its own time. Bases
 * cost two bits by Huffman coding alone; looking for matches among them takes twice as long and saves nothing. At level
 * 0 it only wraps: right for a large tree, most of which is hashes.
 */
export function deflateFast(data: Buffer, level: 0 | 1 = 1): Buffer {
  const strategy = data.length > MOSTLY_BASES ? constants.Z_HUFFMAN_ONLY : constants.Z_DEFAULT_STRATEGY;
  const chunkSize = Math.max(64, Math.min(deflateBound(data.length), 1 << 20));
  return deflateSync(data, { level, strategy, chunkSize });
}
