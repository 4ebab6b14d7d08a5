import { RefkitError } from '../../otu/errors.js';

/** A file that should hold a review, and does not. */
export class InvalidReviewError extends RefkitError {
  readonly code = 'INVALID_REVIEW';
  readonly kind = 'invalid';
}

/** No open pull request, or several, whose newest commit is the one that was reviewed. */
export class NoPullRequestError extends RefkitError {
  readonly code = 'NO_PULL_REQUEST';
  readonly kind = 'not_found';
}

/** A review that is not of the pull request that it is to be posted to. */
export class ReviewMismatchError extends RefkitError {
  readonly code = 'REVIEW_MISMATCH';
  readonly kind = 'conflict';
}
