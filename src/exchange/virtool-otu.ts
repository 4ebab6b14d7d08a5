import { isItemId, isOtuId } from '../otu/ids.js';
import type { Isolate, Molecule, Otu, Segment, Sequence } from '../otu/types.js';
import { counted, type ImportLog, type OtuPlace, shown, shownOtu } from './import-log.js';

/**
 * An OTU as Virtool writes it in reference.json. Key order is Virtool's own. In files from elsewhere any key may be
 * missing, and `id` may stand for `_id`.
 */
export interface VirtoolOtu {
  _id: string;
  abbreviation: string;
  isolates: {
    default: boolean;
    id: string;
    sequences: {
      _id: string;
      accession: string;
      definition: string;
      host: string | null;
      segment: string | null;
      sequence: string;
    }[];
    source_name: string;
    source_type: string;
  }[];
  name: string;
  schema: { molecule: string; name: string; required: boolean }[];
  taxid: number | null;
}

/** The OTU in Virtool's form. */
export function exportOtu(otu: Otu): VirtoolOtu {
  return {
    _id: otu.id,
    abbreviation: otu.abbreviation,
    isolates: otu.isolates.map((isolate) => ({
      default: isolate.default,
      id: isolate.id,
      sequences: isolate.sequences.map((sequence) => ({
        _id: sequence.id,
        accession: sequence.accession,
        definition: sequence.definition,
        host: sequence.host,
        segment: sequence.segment,
        sequence: sequence.sequence,
      })),
      source_name: isolate.source_name,
      source_type: isolate.source_type,
    })),
    name: otu.name,
    schema: otu.schema.map(({ molecule, name, required }) => ({ molecule, name, required })),
    taxid: otu.taxid,
  };
}

/**
 * Reads an OTU in Virtool's form. Text is kept exactly as it is; what is missing gets its default, with a warning
 * where Virtool always writes it. Whatever makes the OTU unusable goes to the log as a problem, all of it.
 *
 * @param number the OTU's place in the source, from 1
 * @returns the OTU as far as it could be read (null: not at all), with "" for what was unusable
 */
export function importOtu(value: unknown, number: number, log: ImportLog): { otu: Otu | null; usable: boolean } {
  return new OtuReader(number, log).read(value);
}

type Holder = Record<string, unknown>;

const OTU_KEYS = new Set(['_id', 'id', 'abbreviation', 'isolates', 'name', 'schema', 'taxid']);
const SEGMENT_KEYS = new Set(['molecule', 'name', 'required']);
const ISOLATE_KEYS = new Set(['default', 'id', 'sequences', 'source_name', 'source_type']);
const SEQUENCE_KEYS = new Set(['_id', 'id', 'accession', 'definition', 'host', 'segment', 'sequence']);

// biome-ignore lint/suspicious/noControlCharactersInRegex: names with these are what is looked for
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

class OtuReader {
  readonly #place: OtuPlace;
  readonly #log: ImportLog;
  #usable = true;

  constructor(number: number, log: ImportLog) {
    this.#place = { number, id: null, name: null };
    this.#log = log;
  }

  read(value: unknown): { otu: Otu | null; usable: boolean } {
    if (!isObject(value)) {
      this.#problem(`it is ${kindOf(value)}, not an object`);
      return { otu: null, usable: false };
    }
    if (typeof value.name === 'string') this.#place.name = value.name;
    const id = this.#otuId(value);
    const name = this.#text(value, 'name', '');
    if (name.trim() === '') {
      if (value.name === undefined || typeof value.name === 'string') this.#problem('it has no name');
    } else if (CONTROL_CHARACTERS.test(name)) {
      this.#problem('its name has a line break or control character in it');
    }
    this.#unknownKeys(value, OTU_KEYS, 'OTU');
    const otu: Otu = {
      id,
      name,
      abbreviation: this.#optionalText(value, 'abbreviation', ''),
      taxid: this.#taxid(value.taxid ?? null),
      schema: this.#list(value, 'schema', '').map((segment, index) => this.#segment(segment, `schema[${index}]`)),
      isolates: this.#list(value, 'isolates', '').map((isolate, index) => this.#isolate(isolate, `isolates[${index}]`)),
    };
    return { otu, usable: this.#usable };
  }

  #otuId(otu: Holder): string {
    const id = otu._id ?? otu.id;
    if (typeof id === 'string' && isOtuId(id)) {
      this.#place.id = id;
      return id;
    }
    if (id === undefined || id === null) this.#problem('it has no id');
    else if (typeof id !== 'string') this.#problem(`its id is ${kindOf(id)}, not text`);
    else this.#problem(`its id ${shown(id)} can't be a file name (2 to 64 letters, digits, "-" and "_")`);
    return '';
  }

  #itemId(id: unknown, path: string): string {
    if (typeof id === 'string' && isItemId(id)) return id;
    if (id === undefined || id === null) this.#problem(`${path} has no id`);
    else if (typeof id !== 'string') this.#problem(`the id of ${path} is ${kindOf(id)}, not text`);
    else this.#problem(`the id of ${path}, ${shown(id)}, is not 1 to 64 letters, digits, "-", "_" and "."`);
    return '';
  }

  #taxid(taxid: unknown): number | null {
    if (taxid === null || (Number.isSafeInteger(taxid) && (taxid as number) > 0)) return taxid as number | null;
    this.#problem(`its taxid is ${kindOf(taxid)}, not a whole number above 0`);
    return null;
  }

  #segment(value: unknown, path: string): Segment {
    if (!isObject(value)) {
      this.#problem(`${path} is ${kindOf(value)}, not an object`);
      return { name: '', molecule: '', required: true };
    }
    this.#unknownKeys(value, SEGMENT_KEYS, 'segment');
    return {
      name: this.#text(value, 'name', path),
      molecule: this.#optionalText(value, 'molecule', path) as Molecule,
      required: this.#flag(value, 'required', true, path),
    };
  }

  #isolate(value: unknown, path: string): Isolate {
    if (!isObject(value)) {
      this.#problem(`${path} is ${kindOf(value)}, not an object`);
      return { id: '', source_type: '', source_name: '', default: false, sequences: [] };
    }
    this.#unknownKeys(value, ISOLATE_KEYS, 'isolate');
    return {
      id: this.#itemId(value.id, path),
      source_type: this.#optionalText(value, 'source_type', path),
      source_name: this.#optionalText(value, 'source_name', path),
      default: this.#flag(value, 'default', false, path),
      sequences: this.#list(value, 'sequences', path).map((sequence, index) =>
        this.#sequence(sequence, `${path}.sequences[${index}]`),
      ),
    };
  }

  #sequence(value: unknown, path: string): Sequence {
    if (!isObject(value)) {
      this.#problem(`${path} is ${kindOf(value)}, not an object`);
      return { id: '', accession: '', definition: '', host: null, segment: null, sequence: '' };
    }
    this.#unknownKeys(value, SEQUENCE_KEYS, 'sequence');
    const id = this.#itemId(value._id ?? value.id, path);
    return {
      id,
      // Virtool's first references had no accessions of their own: a sequence's id was its accession.
      accession: this.#optionalText(value, 'accession', path, id),
      definition: this.#optionalText(value, 'definition', path),
      host: this.#textOrNull(value, 'host', path),
      segment: this.#textOrNull(value, 'segment', path),
      sequence: this.#text(value, 'sequence', path),
    };
  }

  #text(holder: Holder, key: string, path: string): string {
    const value = holder[key];
    if (typeof value === 'string') return value;
    // An OTU without a name is reported in words of its own.
    if (value !== undefined || path !== '') this.#wrong(value, key, path, 'text');
    return '';
  }

  /** Text that may be missing, or null, and has a default then; but Virtool always writes it, so its absence is odd. */
  #optionalText(holder: Holder, key: string, path: string, absent = ''): string {
    const value = holder[key];
    if (typeof value === 'string') return value;
    if (value === undefined || value === null) this.#missing(key, path, absent === '' ? 'empty' : 'its id');
    else this.#wrong(value, key, path, 'text');
    return absent;
  }

  /** Text that Virtool itself leaves out or sets to null. */
  #textOrNull(holder: Holder, key: string, path: string): string | null {
    const value = holder[key];
    if (typeof value === 'string') return value;
    if (value !== undefined && value !== null) this.#wrong(value, key, path, 'text');
    return null;
  }

  #flag(holder: Holder, key: string, absent: boolean, path: string): boolean {
    const value = holder[key];
    if (typeof value === 'boolean') return value;
    if (value === undefined || value === null) this.#missing(key, path, String(absent));
    else this.#wrong(value, key, path, 'true or false');
    return absent;
  }

  #list(holder: Holder, key: string, path: string): unknown[] {
    const value = holder[key];
    if (Array.isArray(value)) return value;
    if (value === undefined || value === null) this.#missing(key, path, 'an empty list');
    else this.#wrong(value, key, path, 'a list');
    return [];
  }

  #wrong(value: unknown, key: string, path: string, expected: string): void {
    const where = path === '' ? `its ${key}` : `${path}.${key}`;
    this.#problem(value === undefined ? `${where} is missing` : `${where} is ${kindOf(value)}, not ${expected}`);
  }

  #missing(key: string, path: string, used: string): void {
    const noun =
      path === '' ? 'OTU' : path.includes('.') ? 'sequence' : path.startsWith('schema') ? 'segment' : 'isolate';
    this.#log.warn('missing_field', `${noun}.${key}`, shownOtu(this.#place), (count) => {
      return `${counted(count, noun)} without "${key}", taken as ${used}`;
    });
  }

  #unknownKeys(holder: Holder, known: ReadonlySet<string>, noun: string): void {
    for (const key of Object.keys(holder)) {
      if (known.has(key)) continue;
      this.#log.warn('unknown_key', `${noun}.${key}`, shownOtu(this.#place), (count) => {
        return `${counted(count, noun)} with a key that refkit does not keep: ${shown(key)}`;
      });
    }
  }

  #problem(message: string): void {
    this.#usable = false;
    // The place is filled in as the OTU is read: each problem keeps what was known when it was found.
    this.#log.problem('malformed', { ...this.#place }, message);
  }
}

function isObject(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'text' : `${typeof value} ${String(value)}`;
}
