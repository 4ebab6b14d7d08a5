import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportFormatError, ImportReadError } from './errors.js';
import { foreignFormat } from './json-value.js';
import { type ImportLimits, RATIO_CHECKED_FROM } from './limits.js';

const CHUNK = 256 * 1024;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Bytes of a source, uncompressed, and what was seen on the way. */
export interface ByteSource {
  chunks: AsyncIterable<Buffer>;
  /** True once a gzip header was seen. */
  compressed: boolean;
  /** True once a UTF-8 byte order mark was passed over. Offsets do not count it. */
  byteOrderMark: boolean;
}

/**
 * Reads a file or stream, inflating it where it begins like gzip (several members are one text, as for `gunzip`).
 * Nothing is opened before the first chunk is asked for, and leaving early closes what is open.
 *
 * @throws ImportReadError, ImportFormatError from the iteration, and nothing else
 */
export function readBytes(source: string | Readable, name: string, limits: ImportLimits): ByteSource {
  const result: ByteSource = { compressed: false, byteOrderMark: false, chunks: read() };
  return result;

  async function* read(): AsyncGenerator<Buffer> {
    const raw = typeof source === 'string' ? createReadStream(source, { highWaterMark: CHUNK }) : source;
    const input = readable(raw, name)[Symbol.asyncIterator]();
    try {
      let first = await head(input, 4);
      result.compressed = first[0] === 0x1f && first[1] === 0x8b;
      const plain = result.compressed ? inflate(joined(first, input), name, limits) : joined(first, input);
      const output = plain[Symbol.asyncIterator]();
      first = await head(output, 4);
      result.byteOrderMark = first.subarray(0, 3).equals(BYTE_ORDER_MARK);
      const foreign = foreignFormat(first);
      if (foreign !== null) throw new ImportFormatError(name, `it is ${foreign}`);

      let total = 0;
      for await (const chunk of joined(result.byteOrderMark ? first.subarray(3) : first, output)) {
        total += chunk.length;
        if (total > limits.totalBytes) {
          throw new ImportFormatError(name, `it is larger than ${limits.totalBytes} bytes, uncompressed`);
        }
        yield chunk;
      }
    } finally {
      raw.destroy();
    }
  }
}

async function* readable(raw: Readable, name: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of raw) yield typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
  } catch (cause) {
    throw new ImportReadError(`${name} can't be read: ${(cause as Error).message}`, { cause, data: { source: name } });
  }
}

async function* inflate(compressed: AsyncIterable<Buffer>, name: string, limits: ImportLimits): AsyncGenerator<Buffer> {
  let taken = 0;
  let given = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of compressed) {
      taken += chunk.length;
      yield chunk;
    }
  }
  const gunzip = createGunzip({ chunkSize: CHUNK });
  // The callback is for the pipeline's bookkeeping; the error itself arrives where the output is read.
  pipeline(counted(), gunzip, () => {});
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      given += chunk.length;
      if (given > RATIO_CHECKED_FROM && given > taken * limits.inflationRatio) {
        throw new ImportFormatError(name, `it inflates to more than ${limits.inflationRatio} times its size`, given);
      }
      yield chunk;
    }
  } catch (cause) {
    if (!String((cause as NodeJS.ErrnoException).code).startsWith('Z_')) throw cause;
    const cut = (cause as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    const reason = cut ? 'the gzip data ends too early' : `the gzip data is damaged, ${(cause as Error).message}`;
    throw new ImportFormatError(name, reason, given, { cause, data: { compressed: true } });
  }
}

/** At least `size` bytes from the beginning, or all there are. */
async function head(input: AsyncIterator<Buffer>, size: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  while (length < size) {
    const next = await input.next();
    if (next.done) break;
    parts.push(next.value);
    length += next.value.length;
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

async function* joined(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first.length > 0) yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
