import { parseOtu } from '../otu/canonical.js';
import { InvalidOtuError } from '../otu/errors.js';
import { otuPath } from '../otu/ids.js';
import { ByteLru } from '../store/lru.js';
import type { ObjectStore } from '../store/objects.js';
import type { OtuFiles, Reading } from './words.js';

/** How much is kept of OTUs read before, in bytes of their files: a change's "before" was an "after" not long ago. */
const KEPT = 16 << 20;

/** The beginning of a canonical file, up to the name. */
const HEAD = /^\{\n {2}"id": "[\w-]+",\n {2}"name": ("(?:[^"\\\n]|\\.)*"),\n/;
/** How far into a file that is looked for. */
const HEAD_WITHIN = 700;

interface Known {
  reading: Reading;
  name: string | null;
  size: number;
}

/** Reads OTU files from git. A file that is no OTU is a finding, not an error. */
export class BlobReader implements OtuFiles {
  readonly #known = new ByteLru<string, Known>(KEPT);
  #last: { blob: string; data: Buffer } | null = null;

  constructor(readonly objects: ObjectStore) {}

  /** The OTU in a blob; null for no blob. Throws only where git's object cannot be read. */
  read(otuId: string, blob: string | null): Reading {
    if (blob === null) return null;
    const known = this.#known.get(blob) ?? this.#parse(otuId, blob);
    this.#remember(blob, known);
    return known.reading;
  }

  /** The same for a blob that nobody is going to ask for again soon. */
  readOnce(otuId: string, blob: string): Reading {
    return (this.#known.get(blob) ?? this.#parse(otuId, blob)).reading;
  }

  /**
   * The name that a file's first lines tell, where it is canonical: of most files in a long history no more is wanted.
   * Otherwise that of the OTU in it, or null.
   */
  nameIn(otuId: string, blob: string | null): string | null {
    if (blob === null) return null;
    return this.#known.get(blob)?.name ?? nameInHead(this.#data(blob)) ?? this.#parse(otuId, blob).name;
  }

  #parse(otuId: string, blob: string): Known {
    const data = this.#data(blob);
    const reading = parse(data, otuPath(otuId));
    const name = nameInHead(data) ?? ('otu' in reading ? reading.otu.name : null);
    return { reading, name, size: data.length + 500 };
  }

  #remember(blob: string, known: Known): void {
    // What is wrong with a file names its path, and another may have the same content.
    if (known.reading && 'otu' in known.reading) this.#known.set(blob, known, known.size);
  }

  #data(blob: string): Buffer {
    if (this.#last?.blob !== blob) this.#last = { blob, data: this.objects.readBlob(blob) };
    return this.#last.data;
  }
}

function nameInHead(data: Buffer): string | null {
  const quoted = HEAD.exec(data.toString('utf8', 0, HEAD_WITHIN))?.[1];
  if (quoted === undefined) return null;
  try {
    return JSON.parse(quoted);
  } catch {
    return null;
  }
}

function parse(data: Buffer, path: string): NonNullable<Reading> {
  try {
    return { otu: parseOtu(data, path) };
  } catch (error) {
    if (error instanceof InvalidOtuError) return { problem: error.message };
    throw error;
  }
}
