import { RefkitError } from '../otu/errors.js';

/** A newer refkit made the workspace. */
export class WorkspaceVersionError extends RefkitError {
  readonly code = 'WORKSPACE_VERSION';
  readonly kind = 'invalid';
}

/** An upload has more bytes than the server takes. */
export class UploadTooLargeError extends RefkitError {
  readonly code = 'UPLOAD_TOO_LARGE';
  readonly kind = 'invalid';

  /** @param limit in bytes */
  constructor(limit: number) {
    super(`The file has more than ${limit} bytes`, { data: { limit } });
  }
}
