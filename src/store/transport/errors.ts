/** What goes wrong between this repository and one on another machine. */
import { type ErrorKind, RefkitError, type RefkitErrorOptions } from '../../otu/errors.js';

/** An address that git's HTTP can't be spoken with, or that holds a password. */
export class RemoteUrlError extends RefkitError {
  readonly code = 'REMOTE_URL';
  readonly kind: ErrorKind = 'usage';
}

/** 401: the server wants to know who asks, or does not accept who says so. */
export class RemoteAuthenticationError extends RefkitError {
  readonly code = 'REMOTE_AUTHENTICATION';
  readonly kind: ErrorKind = 'network';
}

/** 403: who asks may not do this. */
export class RemoteForbiddenError extends RefkitError {
  readonly code = 'REMOTE_FORBIDDEN';
  readonly kind: ErrorKind = 'network';
}

/** 404: no repository there, or not for who asks. */
export class RemoteNotFoundError extends RefkitError {
  readonly code = 'REMOTE_NOT_FOUND';
  readonly kind: ErrorKind = 'network';
}

/** The server has a problem, does not speak git, or stopped in the middle. */
export class RemoteFailedError extends RefkitError {
  readonly code = 'REMOTE_FAILED';
  readonly kind: ErrorKind = 'network';

  constructor(message: string, options: RefkitErrorOptions = {}) {
    super(message, {
      suggestions: ['try again in a few minutes; what this repository had is as it was'],
      ...options,
    });
  }
}

/** The other repository has no such branch or tag. `data.ref` names it. */
export class RemoteRefNotFoundError extends RefkitError {
  readonly code = 'REMOTE_REF_NOT_FOUND';
  readonly kind: ErrorKind = 'network';
}

/** What came is not what was promised: a pack that is damaged, lacks objects, or holds what git has no place for. */
export class PackRefusedError extends RefkitError {
  readonly code = 'PACK_REFUSED';
  readonly kind: ErrorKind = 'network';

  constructor(problem: string, options: RefkitErrorOptions = {}) {
    super(`What the other repository sent is refused: ${problem}`, {
      suggestions: ['try again; where it happens every time, the other repository is damaged (`git fsck` there)'],
      ...options,
    });
  }
}

/** The other repository does not take what was pushed. `data.refs` says what happened to each ref. */
export class PushRejectedError extends RefkitError {
  readonly code = 'PUSH_REJECTED';
  readonly kind: ErrorKind = 'conflict';
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is the point
const UNWANTED = /[\s\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g;
const LONGEST_SAYING = 300;

/** What a server said, as a part of a line: without control characters, and not for long. */
export function saidBy(text: string): string {
  return text.replace(UNWANTED, ' ').trim().slice(0, LONGEST_SAYING);
}
