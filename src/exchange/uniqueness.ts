import type { Otu } from '../otu/types.js';
import { type ImportLog, shown, shownOtu } from './import-log.js';

/**
 * Watches the OTUs of one source go by and reports whatever must be unique and stands twice: OTU ids (case ignored,
 * since they become file names), OTU names (case ignored), isolate ids within an OTU, and sequence ids anywhere.
 * Keeps ids and names only.
 */
export class Uniqueness {
  readonly #log: ImportLog;
  /** Each maps what must be unique to the place of the OTU that had it first. */
  readonly #ids = new Map<string, number>();
  readonly #names = new Map<string, number>();
  readonly #sequences = new Map<string, number>();
  /** Number, id and name of every OTU so far. */
  readonly #seen: { number: number; id: string; name: string }[] = [];

  constructor(log: ImportLog) {
    this.#log = log;
  }

  /** @returns whether no OTU before had its id: one that is refused all the same, and can't be stored beside the other */
  add(number: number, otu: Otu): boolean {
    const place = { number, id: otu.id, name: otu.name };
    const index = this.#seen.push(place) - 1;
    const first = (known: Map<string, number>, key: string): string | null => {
      // What could not be read is "", and has been reported.
      if (key === '') return null;
      const earlier = known.get(key);
      if (earlier === undefined) known.set(key, index);
      return earlier === undefined ? null : earlier === index ? 'this OTU' : shownOtu(this.#seen[earlier]!);
    };

    const sameId = first(this.#ids, otu.id.toLowerCase());
    if (sameId) this.#log.problem('duplicate_otu_id', place, `its id is that of ${sameId} already`);
    const sameName = first(this.#names, otu.name.toLowerCase());
    if (sameName) this.#log.problem('duplicate_otu_name', place, `its name is that of ${sameName} already`);
    const isolates = new Set<string>();
    for (const isolate of otu.isolates) {
      if (isolate.id !== '' && isolates.has(isolate.id)) {
        this.#log.problem('duplicate_isolate_id', place, `the isolate id ${shown(isolate.id)} stands in it twice`);
      }
      isolates.add(isolate.id);
      for (const sequence of isolate.sequences) {
        const same = first(this.#sequences, sequence.id);
        if (same) {
          this.#log.problem(
            'duplicate_sequence_id',
            place,
            `the sequence id ${shown(sequence.id)} is in ${same} already`,
          );
        }
      }
    }
    return sameId === null;
  }
}
