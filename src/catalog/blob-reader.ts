import { parseOtu } from '../otu/canonical.js';
import { InvalidOtuError } from '../otu/errors.js';
import { otuPath } from '../otu/ids.js';
import { ByteLru } from '../store/lru.js';
import type { ObjectStore } from '../store/objects.js';
import type { OtuFiles, Reading } from './words.js';

/** What is kept of OTUs read before, by the size of their files in bytes: a change's "before" was an "after" not long ago. */
const KEPT = 24 << 20;

/** Reads OTU files from git. A file that is no OTU is a finding, not an error. */
export class BlobReader implements OtuFiles {
  readonly #readings = new ByteLru<string, Reading>(KEPT);

  constructor(readonly objects: ObjectStore) {}

  /** The OTU in a blob; null for no blob. Throws only where git's object cannot be read. */
  read(otuId: string, blob: string | null): Reading {
    if (blob === null) return null;
    const known = this.#readings.get(blob);
    if (known !== undefined) return known;
    const data = this.objects.readBlob(blob);
    const reading = parse(data, otuPath(otuId));
    // What is wrong with a file names its path, and another may have the same content.
    if ('otu' in reading) this.#readings.set(blob, reading, data.length + 500);
    return reading;
  }

  nameIn(otuId: string, blob: string | null): string | null {
    const reading = this.read(otuId, blob);
    return reading && 'otu' in reading ? reading.otu.name : null;
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
