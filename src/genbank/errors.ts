import { RefkitError, type RefkitErrorOptions } from '../otu/errors.js';

/** A text that is no accession of a nucleotide record, so that nobody needs to be asked. */
export class NotAnAccessionError extends RefkitError {
  readonly code = 'NOT_AN_ACCESSION';
  readonly kind = 'invalid';
}

/** NCBI does not answer, has a problem, or answers what makes no sense. `data.reason` says what of these. */
export class GenBankUnreachableError extends RefkitError {
  readonly code = 'GENBANK_UNREACHABLE';
  readonly kind = 'network';

  constructor(reason: string, options: RefkitErrorOptions = {}) {
    super(`Could not reach Genbank: ${reason}`, {
      suggestions: ['try again in a while; nothing was changed'],
      ...options,
      data: { ...options.data, reason },
    });
  }
}

/** More records are being asked for than this process keeps track of at once. */
export class GenBankBusyError extends RefkitError {
  readonly code = 'GENBANK_BUSY';
  readonly kind = 'locked';
}

/** A record that there is, but of which no sequence can be made. */
export class UnusableRecordError extends RefkitError {
  readonly code = 'UNUSABLE_RECORD';
  readonly kind = 'invalid';
}

/** Records that are to be one OTU, and are of several organisms. */
export class RecordsDisagreeError extends RefkitError {
  readonly code = 'RECORDS_DISAGREE';
  readonly kind = 'invalid';
}

/** An `NCBI_…` variable of the environment that can't be followed. */
export class GenBankSettingsError extends RefkitError {
  readonly code = 'GENBANK_SETTINGS';
  readonly kind = 'usage';
}
