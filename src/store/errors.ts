import { type ErrorKind, RefkitError, type RefkitErrorOptions } from '../otu/errors.js';

/** No git repository at or above a folder, or a `.git` file that leads nowhere. */
export class NotARepositoryError extends RefkitError {
  readonly code = 'NOT_A_REPOSITORY';
  readonly kind: ErrorKind = 'not_found';
}

/** A repository in a form this version cannot read, such as SHA-256 objects or reftable refs. */
export class UnsupportedRepositoryError extends RefkitError {
  readonly code = 'UNSUPPORTED_REPOSITORY';
  readonly kind: ErrorKind = 'failed';
}

/** A repository is to be made where there is one. */
export class RepositoryExistsError extends RefkitError {
  readonly code = 'REPOSITORY_EXISTS';
  readonly kind: ErrorKind = 'conflict';
}

/** An object that is neither loose nor in a pack. `data.oid` names it. */
export class ObjectNotFoundError extends RefkitError {
  readonly code = 'OBJECT_NOT_FOUND';
  readonly kind: ErrorKind = 'failed';

  constructor(oid: string, options: RefkitErrorOptions & { hint?: string } = {}) {
    super(`The repository has no object ${oid}${options.hint ? `: ${options.hint}` : ''}`, {
      suggestions: ['run `git fsck` to see what is missing, and fetch it from another clone'],
      ...options,
      data: { oid, ...options.data },
    });
  }
}

/** An object or a pack whose bytes are not what they should be. */
export class CorruptObjectError extends RefkitError {
  readonly code = 'CORRUPT_OBJECT';
  readonly kind: ErrorKind = 'failed';
  /** What is wrong, as the middle of a sentence. */
  readonly problem: string;
  /** The damaged file on disk, where it is known. */
  readonly file: string | undefined;

  constructor(problem: string, { oid, file, cause }: { oid?: string; file?: string; cause?: unknown } = {}) {
    super(`${oid ? `Object ${oid}` : 'The object store'} is damaged: ${problem}${file ? ` (${file})` : ''}`, {
      data: { oid: oid ?? null, file: file ?? null },
      suggestions: ['run `git fsck --full`; a damaged object can be copied from another clone'],
      cause,
    });
    this.problem = problem;
    this.file = file;
  }
}

/** An object of another type than the one asked for. */
export class WrongObjectTypeError extends RefkitError {
  readonly code = 'WRONG_OBJECT_TYPE';
  readonly kind: ErrorKind = 'failed';
}

/** A revision that names nothing here. */
export class RevisionNotFoundError extends RefkitError {
  readonly code = 'REVISION_NOT_FOUND';
  readonly kind: ErrorKind = 'not_found';
}

/** An abbreviated object id that several objects share; `data.candidates` lists them. */
export class AmbiguousRevisionError extends RefkitError {
  readonly code = 'AMBIGUOUS_REVISION';
  readonly kind: ErrorKind = 'usage';
}

/** A ref's file that holds neither an object id nor the name of another ref. */
export class CorruptRefError extends RefkitError {
  readonly code = 'CORRUPT_REF';
  readonly kind: ErrorKind = 'failed';
}

/** A name that git does not allow for a ref, or one that another ref is in the way of. */
export class InvalidRefNameError extends RefkitError {
  readonly code = 'INVALID_REF_NAME';
  readonly kind: ErrorKind = 'invalid';
}

/** The ref is no longer where the caller last saw it: somebody else moved it. */
export class RefMovedError extends RefkitError {
  readonly code = 'REF_MOVED';
  readonly kind: ErrorKind = 'conflict';
}

/** Somebody else holds a ref's lock file, and kept it. */
export class RefLockedError extends RefkitError {
  readonly code = 'REF_LOCKED';
  readonly kind: ErrorKind = 'locked';
}

/** A tag of this name exists; tags are never moved. */
export class TagExistsError extends RefkitError {
  readonly code = 'TAG_EXISTS';
  readonly kind: ErrorKind = 'conflict';
}

/** A path that git would not accept in a tree. */
export class InvalidPathError extends RefkitError {
  readonly code = 'INVALID_PATH';
  readonly kind: ErrorKind = 'invalid';
}

/** Another writer holds the repository's lock, and the time to wait for it is over. */
export class LockedError extends RefkitError {
  readonly code = 'LOCKED';
  readonly kind: ErrorKind = 'locked';
}

/** Files that a write would touch have changes that are not committed; `data.files` names them. */
export class UncommittedChangesError extends RefkitError {
  readonly code = 'UNCOMMITTED_CHANGES';
  readonly kind: ErrorKind = 'conflict';
}

/** HEAD names a commit and not a branch, so there is no branch to move. */
export class DetachedHeadError extends RefkitError {
  readonly code = 'DETACHED_HEAD';
  readonly kind: ErrorKind = 'conflict';
}

/** The branch that HEAD names has no commit yet. */
export class UnbornBranchError extends RefkitError {
  readonly code = 'UNBORN_BRANCH';
  readonly kind: ErrorKind = 'conflict';
}
