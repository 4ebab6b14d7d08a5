import { RefkitError } from '../otu/errors.js';

/** No reference where one was looked for. */
export class ReferenceNotFoundError extends RefkitError {
  readonly code = 'REFERENCE_NOT_FOUND';
  readonly kind = 'not_found';
}

/** A folder has a `reference.yaml`, but its repository is not one that refkit can work with. */
export class NotAReferenceError extends RefkitError {
  readonly code = 'NOT_A_REFERENCE';
  readonly kind = 'invalid';
}

/** What was asked would undo or take away something that others rely on: a built change, the last right to modify. */
export class ConflictError extends RefkitError {
  readonly code = 'CONFLICT';
  readonly kind = 'conflict';
}

/** A name that stands for more than one OTU. */
export class AmbiguousOtuError extends RefkitError {
  readonly code = 'AMBIGUOUS_OTU';
  readonly kind = 'usage';
}

/** A bare repository was asked for something that needs a working tree. */
export class BareRepositoryError extends RefkitError {
  readonly code = 'BARE_REPOSITORY';
  readonly kind = 'usage';
}

/** The acting user does not hold the right that this needs. `data.right` names it. */
export class ForbiddenError extends RefkitError {
  readonly code = 'FORBIDDEN';
  readonly kind = 'forbidden';
}

/** What was to be edited is no longer what the client has seen. */
export class StaleError extends RefkitError {
  readonly code = 'STALE';
  readonly kind = 'conflict';
}

/** Two commits that share no history: nothing says what either of them changed. */
export class UnrelatedHistoriesError extends RefkitError {
  readonly code = 'UNRELATED_HISTORIES';
  readonly kind = 'invalid';
}

/** Conflicts are to be decided, but git has none. */
export class NoMergeError extends RefkitError {
  readonly code = 'NO_MERGE';
  readonly kind = 'conflict';

  constructor() {
    super('No merge is under way: nothing is in conflict', {
      suggestions: ['a conflict is there when "git merge", "git rebase" or "git cherry-pick" has stopped at one'],
    });
  }
}
