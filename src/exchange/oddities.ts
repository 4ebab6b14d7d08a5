import type { Otu } from '../otu/types.js';
import { counted, type ImportLog, type ImportWarning, shownOtu } from './import-log.js';

/**
 * Notes what real references have and curators should know of when they import one. It is imported as it is; finding
 * every place, and judging it, is validation's work.
 */
export class Oddities {
  readonly #log: ImportLog;
  /** Every accession, and whether it was reported. */
  readonly #accessions = new Map<string, boolean>();

  constructor(log: ImportLog) {
    this.#log = log;
  }

  note(number: number, otu: Otu): void {
    const place = shownOtu({ number, id: otu.id, name: otu.name });
    const warn = (kind: ImportWarning['kind'], noun: string, oddity: string) =>
      this.#log.warn(kind, oddity, place, (count) => `${counted(count, noun)} ${oddity}`);

    const defaults = otu.isolates.filter((isolate) => isolate.default).length;
    if (defaults === 0 && otu.isolates.length > 0) warn('default_isolate', 'OTU', 'without a default isolate');
    if (defaults > 1) warn('default_isolate', 'OTU', 'with several default isolates');

    const segments = new Set(otu.schema.map((segment) => segment.name));
    for (const isolate of otu.isolates) {
      if (isolate.source_name === '') warn('unnamed_isolate', 'isolate', 'without a source name');
      if (isolate.source_type === '') warn('unnamed_isolate', 'isolate', 'without a source type');
      if (isolate.source_type !== isolate.source_type.toLowerCase()) {
        warn('upper_case_source_type', 'isolate', 'whose source type is not in lower case');
      }
      for (const { accession, segment } of isolate.sequences) {
        if (segment !== null && !segments.has(segment)) {
          warn('unknown_segment', 'sequence', 'naming a segment that the schema does not have');
        }
        if (accession !== accession.trim()) {
          warn('accession_white_space', 'sequence', 'with white space around the accession');
        }
        if (this.#accessions.get(accession) === false) {
          warn('shared_accession', 'accession', 'standing in more than one place');
        }
        this.#accessions.set(accession, this.#accessions.has(accession));
      }
    }
  }
}
