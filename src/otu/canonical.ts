import { InvalidOtuError } from './errors.js';
import { isItemId, isOtuId } from './ids.js';
import { findSyntaxError, formatJsonPath, type JsonPath, locateInJson } from './json-text.js';
import type { Isolate, Otu, Segment, Sequence } from './types.js';

export { isolateName } from './phrases.js';

/** The largest OTU file that is read, in bytes. Well above any real one, well below what a JavaScript string holds. */
export const MAX_OTU_BYTES = 256 * 1024 * 1024;

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of an OTU's file: fixed key order, all keys, two spaces of indent, a line feed at the end. */
export function canonicalOtu(otu: Otu): string {
  const ordered: Otu = {
    id: otu.id,
    name: otu.name,
    abbreviation: otu.abbreviation,
    taxid: otu.taxid ?? null,
    schema: otu.schema.map(({ name, molecule, required }) => ({ name, molecule, required })),
    isolates: otu.isolates.map((isolate) => ({
      id: isolate.id,
      source_type: isolate.source_type,
      source_name: isolate.source_name,
      default: isolate.default,
      sequences: isolate.sequences.map((sequence) => ({
        id: sequence.id,
        accession: sequence.accession,
        definition: sequence.definition,
        host: sequence.host ?? null,
        segment: sequence.segment ?? null,
        sequence: sequence.sequence,
      })),
    })),
  };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

/**
 * Reads the text of an OTU's file. Absent abbreviation, taxid, molecule, required, host and segment get their
 * defaults; keys that refkit does not know are passed over (validation reports them). Ids must be well formed, other
 * text may be anything.
 *
 * @param where what to call the text in errors: its path
 * @throws InvalidOtuError, and nothing else, whatever the text holds
 */
export function parseOtu(text: string | Uint8Array, where = 'OTU'): Otu {
  const source = typeof text === 'string' ? text : decode(text, where);
  if (source.charCodeAt(0) === 0xfeff) throw byteOrderMark(where);
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (cause) {
    const fault = findSyntaxError(source);
    const problem = `not JSON: ${fault?.problem ?? (cause as Error).message}`;
    throw new InvalidOtuError({ where, problem, position: fault?.position }, { cause });
  }
  try {
    return otuFrom(value);
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    throw error.at(where, source);
  }
}

/**
 * Makes an OTU of a value that is already parsed, by the rules of parseOtu. The result shares no object with the value.
 *
 * @throws InvalidOtuError without line and column
 */
export function toOtu(value: unknown, where = 'OTU'): Otu {
  try {
    return otuFrom(value);
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    throw error.at(where);
  }
}

function decode(bytes: Uint8Array, where: string): string {
  if (bytes.length > MAX_OTU_BYTES) {
    throw new InvalidOtuError({ where, problem: `${bytes.length} bytes is more than the ${MAX_OTU_BYTES} allowed` });
  }
  const first = bytes[0];
  if ((first === 0xff && bytes[1] === 0xfe) || (first === 0xfe && bytes[1] === 0xff)) {
    throw new InvalidOtuError(
      { where, problem: 'encoded as UTF-16' },
      { suggestions: ['save the file as UTF-8 without a byte order mark'] },
    );
  }
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new InvalidOtuError({ where, problem: 'not UTF-8 text' }, { cause, suggestions: ['save the file as UTF-8'] });
  }
}

function byteOrderMark(where: string): InvalidOtuError {
  return new InvalidOtuError(
    { where, problem: 'begins with a byte order mark', position: { line: 1, column: 1 } },
    { suggestions: ['save the file as UTF-8 without a byte order mark'] },
  );
}

/** A value that is not what an OTU must have at a path. */
class Mismatch {
  constructor(
    readonly path: JsonPath,
    readonly expected: string,
    readonly found: unknown,
  ) {}

  at(where: string, source?: string): InvalidOtuError {
    const missing = this.found === undefined;
    const subject = formatJsonPath(this.path).replace(/^\$\.?/, '') || 'the file';
    return new InvalidOtuError({
      where,
      problem: `${subject} ${missing ? 'is missing' : `must be ${this.expected}, not ${kindOf(this.found)}`}`,
      jsonPath: formatJsonPath(this.path),
      position: source === undefined ? undefined : locateInJson(source, this.path),
    });
  }
}

type Holder = Record<string, unknown>;

// The readers below run a hundred thousand times when a catalog is built: no closures, and a path is only put together
// when something is wrong.

function otuFrom(value: unknown): Otu {
  if (!isObject(value)) throw new Mismatch([], 'an object', value);
  const { id, abbreviation, taxid = null, schema, isolates } = value;
  if (typeof id !== 'string' || !isOtuId(id)) throw new Mismatch(['id'], 'an OTU id', id);
  if (typeof value.name !== 'string') throw new Mismatch(['name'], 'a string', value.name);
  if (abbreviation !== undefined && typeof abbreviation !== 'string') {
    throw new Mismatch(['abbreviation'], 'a string', abbreviation);
  }
  if (taxid !== null && !(Number.isSafeInteger(taxid) && (taxid as number) > 0)) {
    throw new Mismatch(['taxid'], 'a whole number above 0 or null', taxid);
  }
  if (!Array.isArray(schema)) throw new Mismatch(['schema'], 'a list', schema);
  if (!Array.isArray(isolates)) throw new Mismatch(['isolates'], 'a list', isolates);
  return {
    id,
    name: value.name,
    abbreviation: abbreviation ?? '',
    taxid: taxid as number | null,
    schema: schema.map(segmentFrom),
    isolates: isolates.map(isolateFrom),
  };
}

function segmentFrom(value: unknown, index: number): Segment {
  if (!isObject(value)) throw new Mismatch(['schema', index], 'an object', value);
  const { name, molecule = '', required = true } = value;
  if (typeof name !== 'string') throw new Mismatch(['schema', index, 'name'], 'a string', name);
  if (typeof molecule !== 'string') throw new Mismatch(['schema', index, 'molecule'], 'a string', molecule);
  if (typeof required !== 'boolean') throw new Mismatch(['schema', index, 'required'], 'true or false', required);
  return { name, molecule, required };
}

function isolateFrom(value: unknown, index: number): Isolate {
  if (!isObject(value)) throw new Mismatch(['isolates', index], 'an object', value);
  const { id, source_type, source_name, default: isDefault, sequences } = value;
  if (typeof id !== 'string' || !isItemId(id)) throw new Mismatch(['isolates', index, 'id'], 'an isolate id', id);
  if (typeof source_type !== 'string') {
    throw new Mismatch(['isolates', index, 'source_type'], 'a string', source_type);
  }
  if (typeof source_name !== 'string') {
    throw new Mismatch(['isolates', index, 'source_name'], 'a string', source_name);
  }
  if (typeof isDefault !== 'boolean') throw new Mismatch(['isolates', index, 'default'], 'true or false', isDefault);
  if (!Array.isArray(sequences)) throw new Mismatch(['isolates', index, 'sequences'], 'a list', sequences);
  const read: Sequence[] = [];
  for (let i = 0; i < sequences.length; i += 1) read.push(sequenceFrom(sequences[i], index, i));
  return { id, source_type, source_name, default: isDefault, sequences: read };
}

function sequenceFrom(value: unknown, isolate: number, index: number): Sequence {
  if (!isObject(value)) throw new Mismatch(['isolates', isolate, 'sequences', index], 'an object', value);
  const { id, accession, definition, host = null, segment = null, sequence } = value;
  if (typeof id !== 'string' || !isItemId(id)) throw sequenceMismatch(isolate, index, 'id', 'a sequence id', id);
  if (typeof accession !== 'string') throw sequenceMismatch(isolate, index, 'accession', 'a string', accession);
  if (typeof definition !== 'string') throw sequenceMismatch(isolate, index, 'definition', 'a string', definition);
  if (host !== null && typeof host !== 'string') {
    throw sequenceMismatch(isolate, index, 'host', 'a string or null', host);
  }
  if (segment !== null && typeof segment !== 'string') {
    throw sequenceMismatch(isolate, index, 'segment', 'a string or null', segment);
  }
  if (typeof sequence !== 'string') throw sequenceMismatch(isolate, index, 'sequence', 'a string', sequence);
  return { id, accession, definition, host, segment, sequence };
}

function sequenceMismatch(isolate: number, index: number, key: string, expected: string, found: unknown): Mismatch {
  return new Mismatch(['isolates', isolate, 'sequences', index, key], expected, found);
}

function isObject(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const LONGEST_SHOWN = 40;

/** What a value is, in a few words that fit an error: never the whole of a long one. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, LONGEST_SHOWN + 1)) : String(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
