import { RefkitError } from '../otu/errors.js';

/** A command line that cannot be understood: an unknown command or flag, a missing argument. */
export class UsageError extends RefkitError {
  readonly code = 'USAGE';
  readonly kind = 'usage';
}

/** A file that a flag names, or standard input, cannot be read or is not what it should be. */
export class InputFileError extends RefkitError {
  readonly code = 'INPUT_FILE';
  readonly kind = 'invalid';
}

/** A file that a flag names cannot be written. */
export class OutputFileError extends RefkitError {
  readonly code = 'OUTPUT_FILE';
  readonly kind = 'failed';
}

/** Somebody was asked whether to go ahead, and did not say yes. */
export class NotConfirmedError extends RefkitError {
  readonly code = 'NOT_CONFIRMED';
  readonly kind = 'conflict';
}

/** Ctrl-C was pressed, and what had been begun was taken back. */
export class InterruptedError extends RefkitError {
  readonly code = 'INTERRUPTED';
  readonly kind = 'interrupted';
}
