import { RefkitError, type RefkitErrorOptions } from '../otu/errors.js';

/** The source as a whole can't be read as a reference: broken gzip or JSON, another format, a limit passed. */
export class ImportFormatError extends RefkitError {
  readonly code = 'IMPORT_FORMAT';
  readonly kind = 'invalid';

  /** `source` is the file's name as it is shown; `offset`, where known, counts uncompressed bytes from 0. */
  constructor(source: string, reason: string, offset: number | null = null, options: RefkitErrorOptions = {}) {
    const where = offset === null ? '' : ` (byte ${offset}${options.data?.compressed ? ', uncompressed' : ''})`;
    super(`${source} can't be imported: ${reason}${where}`, {
      suggestions: ["Give Virtool's reference.json, reference.json.gz, or a folder of its older source layout"],
      ...options,
      data: { ...options.data, source, offset },
    });
  }
}

/** One reason why an OTU can't be imported. */
export interface ImportProblem {
  /**
   * `malformed`: a field is missing, of a wrong type or not usable; the others say what stands twice.
   */
  kind: 'malformed' | 'duplicate_otu_id' | 'duplicate_otu_name' | 'duplicate_isolate_id' | 'duplicate_sequence_id';
  message: string;
  otu: { number: number; id: string | null; name: string | null };
}

const SHOWN_PROBLEMS = 50;

/** The source was read to its end and some OTUs can't be taken as they are. `problems` holds every one of them. */
export class ImportRefusedError extends RefkitError {
  readonly code = 'IMPORT_REFUSED';
  readonly kind = 'invalid';
  readonly problems: readonly ImportProblem[];

  /** `total` passes the length of `problems` only where a hostile source has more than are kept. */
  constructor(source: string, problems: readonly ImportProblem[], total: number = problems.length) {
    const lines = problems.slice(0, SHOWN_PROBLEMS).map((problem) => `  ${problem.message}`);
    if (total > lines.length) lines.push(`  … and ${total - lines.length} more`);
    const count = total === 1 ? 'one problem' : `${total} problems`;
    super(`${source} can't be imported, ${count}:\n${lines.join('\n')}`, {
      data: { source, problem_count: total, problems },
      suggestions: ['correct these in the source and import it again; nothing was changed'],
    });
    this.problems = problems;
  }
}

/** The operating system would not let the source be read. */
export class ImportReadError extends RefkitError {
  readonly code = 'IMPORT_READ';
  readonly kind = 'failed';
}

/** Text that is not FASTA. `line` counts from 1. */
export class FastaError extends RefkitError {
  readonly code = 'FASTA';
  readonly kind = 'invalid';

  constructor(reason: string, line: number) {
    super(`Not valid FASTA: ${reason} (line ${line})`, { data: { line } });
  }
}
