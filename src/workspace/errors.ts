import { RefkitError } from '../otu/errors.js';

/** A newer refkit made the workspace. */
export class WorkspaceVersionError extends RefkitError {
  readonly code = 'WORKSPACE_VERSION';
  readonly kind = 'invalid';
}
