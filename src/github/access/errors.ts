import { type ErrorKind, RefkitError } from '../../otu/errors.js';

/** A text that is not the name of a repository on GitHub. */
export class InvalidSlugError extends RefkitError {
  readonly code = 'INVALID_SLUG';
  readonly kind: ErrorKind = 'usage';
}

/** `GITHUB_API_URL` or `GITHUB_SERVER_URL` is not an address that can be used. */
export class GitHubSettingsError extends RefkitError {
  readonly code = 'GITHUB_SETTINGS';
  readonly kind: ErrorKind = 'usage';
}

/** What GitHub did not answer as it should have; `data.status` is the answer's status. */
export abstract class GitHubError extends RefkitError {
  readonly kind: ErrorKind = 'network';
}

/** 401: the token is not valid, or one is wanted and there is none. */
export class GitHubAuthenticationError extends GitHubError {
  readonly code = 'GITHUB_AUTHENTICATION';
}

/** 403: the token may not do this. */
export class GitHubForbiddenError extends GitHubError {
  readonly code = 'GITHUB_FORBIDDEN';
}

/** 404: not there, or not there for this token. */
export class GitHubNotFoundError extends GitHubError {
  readonly code = 'GITHUB_NOT_FOUND';
}

/** 409, 422 and the like: GitHub understood, and refuses. `data.reasons` has its codes. */
export class GitHubRefusedError extends GitHubError {
  readonly code = 'GITHUB_REFUSED';
}

/** Too many requests; `data.resets_at` says when there may be more. */
export class GitHubRateLimitError extends GitHubError {
  readonly code = 'GITHUB_RATE_LIMIT';
}

/** 5xx: GitHub is at fault. */
export class GitHubFailedError extends GitHubError {
  readonly code = 'GITHUB_FAILED';
}

/** An answer that is not one of GitHub's: a page of a proxy, or JSON of another shape. */
export class UnexpectedAnswerError extends GitHubError {
  readonly code = 'GITHUB_UNEXPECTED_ANSWER';
}

/** A repository has no release that can be taken, or not the one that was named. */
export class ReleaseNotFoundError extends GitHubError {
  readonly code = 'RELEASE_NOT_FOUND';
}

/** A release without the file that refkit takes from it. */
export class AssetMissingError extends GitHubError {
  readonly code = 'ASSET_MISSING';
}

/** A download that ended too early, or whose bytes are not those that were announced. */
export class DownloadError extends GitHubError {
  readonly code = 'DOWNLOAD_FAILED';
}

/** A download could not be written to the disk. */
export class CannotSaveError extends RefkitError {
  readonly code = 'CANNOT_SAVE';
  readonly kind: ErrorKind = 'failed';
}
