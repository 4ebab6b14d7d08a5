/** The lines that git's protocols are made of (gitprotocol-common(5)): four hexadecimal digits of length, and content. */
import { RemoteFailedError } from './errors.js';

export const FLUSH = Buffer.from('0000');
export const DELIMITER = Buffer.from('0001');

/** What four digits can say, less their own length. */
const LONGEST = 65_516;

/** A line of text or bytes. */
export function pktLine(content: string | Buffer): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  if (bytes.length > LONGEST) throw new RangeError('a line of git is too long');
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0'), 'latin1'), bytes]);
}

export type Pkt = { type: 'data'; data: Buffer } | { type: 'flush' | 'delimiter' | 'end' };

/**
 * The lines of a stream, as they come; ends where the stream does.
 *
 * @throws RemoteFailedError where it ends in the middle of a line, or is no such stream
 */
export async function* pktLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Pkt> {
  let rest = Buffer.alloc(0);
  for await (const piece of stream) {
    rest = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece]);
    let at = 0;
    while (rest.length - at >= 4) {
      const digits = rest.toString('latin1', at, at + 4);
      if (!/^[0-9a-f]{4}$/i.test(digits)) throw new RemoteFailedError('The server does not answer as git does');
      const length = Number.parseInt(digits, 16);
      if (length < 4) {
        if (length === 3) throw new RemoteFailedError('The server does not answer as git does');
        yield { type: (['flush', 'delimiter', 'end'] as const)[length]! };
        at += 4;
        continue;
      }
      if (rest.length - at < length) break;
      yield { type: 'data', data: rest.subarray(at + 4, at + length) };
      at += length;
    }
    rest = rest.subarray(at);
  }
  if (rest.length > 0) throw new RemoteFailedError('The answer of the server ended in the middle');
}

/** A line's text without the line feed that git ends most with. */
export function textOf(data: Buffer): string {
  return data.toString('utf8').replace(/\n$/, '');
}
