import { isUtf8 } from 'node:buffer';
import { findSyntaxError } from '../otu/json-text.js';

export interface JsonFault {
  reason: string;
  /** Of the offending byte within the bytes that were given. */
  offset: number;
}

/** Parses bytes as JSON. What is wrong with them comes back as data, so that the caller can say whose bytes they are. */
export function parseJson(bytes: Buffer): { value: unknown } | { fault: JsonFault } {
  if (!isUtf8(bytes)) return { fault: { reason: 'not UTF-8 text', offset: firstBadByte(bytes) } };
  const text = bytes.toString('utf8');
  try {
    return { value: JSON.parse(text) };
  } catch {
    const fault = findSyntaxError(text);
    if (fault === null) return { fault: { reason: 'not valid JSON', offset: 0 } };
    const lines = text.split('\n', fault.position.line);
    const before = lines.slice(0, -1).reduce((sum, line) => sum + line.length + 1, 0) + fault.position.column - 1;
    return {
      fault: { reason: `not valid JSON: ${fault.problem}`, offset: Buffer.byteLength(text.slice(0, before)) },
    };
  }
}

/** Names what a file is by its first bytes, where they are known not to be JSON's; else null. */
export function foreignFormat(first: Buffer): string | null {
  const hex = first.subarray(0, 6).toString('hex');
  if (/^(fffe|feff|..00..00|00..00)/.test(hex)) return 'encoded as UTF-16; save it as UTF-8';
  if (/^504b0[357]/.test(hex)) return 'a zip archive; unpack it first';
  if (hex.startsWith('fd377a58')) return 'compressed with xz; unpack it first';
  if (hex.startsWith('28b52ffd')) return 'compressed with zstd; unpack it first';
  if (hex.startsWith('425a68')) return 'compressed with bzip2; unpack it first';
  if (hex.startsWith('3e')) return 'FASTA, not JSON';
  return null;
}

/** Bytes that are not UTF-8 do not survive being decoded and encoded again. */
function firstBadByte(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString('utf8'));
  let at = 0;
  while (at < bytes.length && bytes[at] === again[at]) at += 1;
  return at;
}
