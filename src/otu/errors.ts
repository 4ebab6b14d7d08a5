import { oneLine } from './phrases.js';

/**
 * The root of every error that refkit means to show. It says what kind of failure it is; the command line maps
 * kinds to exit codes (src/terminal/exit-codes.ts) and a server maps them to statuses.
 */
export type ErrorKind =
  /** The work failed: an I/O error, a broken repository. */
  | 'failed'
  /** The data that was given or read is not valid. */
  | 'invalid'
  /** The request itself makes no sense: a flag, a query. */
  | 'usage'
  | 'not_found'
  /** Something else holds it: a name in use, uncommitted changes, a built change. */
  | 'conflict'
  /** Another writer holds the lock. */
  | 'locked'
  /** The acting user may not. */
  | 'forbidden'
  /** GitHub, NCBI or the network. */
  | 'network'
  /** Somebody stopped it. */
  | 'interrupted';

export interface RefkitErrorOptions {
  /** Machine-readable facts about the failure; ends up in `--json` output. */
  data?: Record<string, unknown>;
  /** What the reader can do about it, one sentence each. */
  suggestions?: string[];
  cause?: unknown;
}

export abstract class RefkitError extends Error {
  /** Stable, upper case, unique per class. */
  abstract readonly code: string;
  abstract readonly kind: ErrorKind;
  readonly data: Record<string, unknown>;
  readonly suggestions: string[];

  constructor(message: string, { data = {}, suggestions = [], cause }: RefkitErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.data = data;
    this.suggestions = suggestions;
  }

  toJSON(): Record<string, unknown> {
    return { id: this.code.toLowerCase(), message: this.message, ...this.data, suggestions: this.suggestions };
  }
}

/** Input whose fields are wrong. `errors` maps each field to what is wrong with it, as the HTTP API's 422 does. */
export class InvalidInputError extends RefkitError {
  readonly code = 'INVALID_INPUT';
  readonly kind = 'invalid';
  readonly errors: Record<string, string[]>;

  constructor(errors: Record<string, string[]>, options: RefkitErrorOptions = {}) {
    const details = Object.entries(errors).map(([field, problems]) => `${oneLine(field)}: ${problems.join(', ')}`);
    super(`Invalid input: ${details.join('; ')}`, { ...options, data: { ...options.data, errors } });
    this.errors = errors;
  }
}

/** A request that is well-formed but not possible on this OTU, such as a segment its schema does not have. */
export class BadRequestError extends RefkitError {
  readonly code = 'BAD_REQUEST';
  readonly kind = 'invalid';
}

/** A name, abbreviation, accession or sequence id that another OTU or sequence already has. */
export class AlreadyExistsError extends RefkitError {
  readonly code = 'ALREADY_EXISTS';
  readonly kind = 'conflict';
}

/** An OTU, isolate, sequence, change, index, user, group or reference that is not there. */
export class NotFoundError extends RefkitError {
  readonly code = 'NOT_FOUND';
  readonly kind = 'not_found';
}

export interface OtuFault {
  /** Which text it was: a path in the reference, mostly. */
  where: string;
  problem: string;
  /** `$.isolates[0].default`, or `$` for the whole. */
  jsonPath?: string;
  /** Counted from 1, columns in UTF-16 units. */
  position?: { line: number; column: number };
}

/** A text that is no OTU: not UTF-8, not JSON, or without what an OTU must have. Names the file and the place in it. */
export class InvalidOtuError extends RefkitError {
  readonly code = 'INVALID_OTU';
  readonly kind = 'invalid';

  constructor({ where, problem, jsonPath = '$', position }: OtuFault, options: RefkitErrorOptions = {}) {
    const place = position ? `, line ${position.line}, column ${position.column}` : '';
    super(`${where}${place}: ${problem}`, {
      ...options,
      data: {
        ...options.data,
        file: where,
        problem,
        json_path: jsonPath,
        line: position?.line ?? null,
        column: position?.column ?? null,
      },
    });
  }
}
