import type { Readable } from 'node:stream';
import { readBytes } from './byte-source.js';
import { ImportFormatError } from './errors.js';
import type { ImportLog } from './import-log.js';
import { type JsonElement, JsonSplitError, JsonSplitter } from './json-splitter.js';
import { parseJson } from './json-value.js';
import type { ImportLimits } from './limits.js';

/** The list of OTUs is called `otus`; in Virtool's first exports it was `data`. */
const OTU_LISTS = ['otus', 'data'];

/** An element of the source that should be an OTU, not yet looked at. */
export interface RawOtu {
  /** Its place in the source, from 1. */
  number: number;
  value: unknown;
}

/**
 * Reads Virtool's reference.json, gzipped or not, one OTU at a time.
 *
 * @param onMember is told of everything that stands beside the OTUs, when the end is reached
 * @throws ImportFormatError, ImportReadError from the iteration, and nothing else
 */
export async function* readVirtoolJson(
  source: string | Readable,
  log: ImportLog,
  limits: ImportLimits,
  onMember: (key: string, value: unknown) => void,
): AsyncGenerator<RawOtu> {
  const bytes = readBytes(source, log.source, limits);
  const splitter = new JsonSplitter(OTU_LISTS, limits);
  const fail = (reason: string, offset: number): never => {
    throw new ImportFormatError(log.source, reason, offset, { data: { compressed: bytes.compressed } });
  };
  const parse = (element: JsonElement, what: string): unknown => {
    const parsed = parseJson(element.bytes);
    if ('value' in parsed) return parsed.value;
    return fail(`${what} is ${parsed.fault.reason}`, element.offset + parsed.fault.offset);
  };

  try {
    for await (const chunk of bytes.chunks) {
      for (const element of splitter.push(chunk)) {
        yield { number: element.number, value: parse(element, `OTU ${element.number}`) };
      }
    }
    splitter.finish();
  } catch (error) {
    if (error instanceof JsonSplitError) {
      fail(splitter.count > 0 ? `${error.reason}, at OTU ${splitter.count}` : error.reason, error.offset);
    }
    throw error;
  }
  if (bytes.byteOrderMark) {
    log.warn('byte_order_mark', '', null, () => 'It begins with a byte order mark, which was passed over');
  }
  if (splitter.arrayKey === null) fail('it has no list of OTUs, "otus"', splitter.position);
  for (const [key, member] of splitter.members) onMember(key, parse(member, JSON.stringify(key.slice(0, 80))));
}
