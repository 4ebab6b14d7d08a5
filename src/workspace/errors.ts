import { RefkitError } from '../otu/errors.js';

/** A newer refkit made the workspace. */
export class WorkspaceVersionError extends RefkitError {
  readonly code = 'WORKSPACE_VERSION';
  readonly kind = 'invalid';
}

/** A folder that should be a workspace is none. */
export class NotAWorkspaceError extends RefkitError {
  readonly code = 'NOT_A_WORKSPACE';
  readonly kind = 'not_found';
}

/** Another process serves the workspace. */
export class WorkspaceInUseError extends RefkitError {
  readonly code = 'WORKSPACE_IN_USE';
  readonly kind = 'locked';
}

/** An upload that is not there, or is somebody else's. */
export class FileNotFoundError extends RefkitError {
  readonly code = 'FILE_NOT_FOUND';
  readonly kind = 'not_found';

  constructor(file: string) {
    super('File not found', { data: { file } });
  }
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

/** `refkit.yaml` cannot be read, or says something it may not. */
export class InvalidSettingsError extends RefkitError {
  readonly code = 'INVALID_WORKSPACE_SETTINGS';
  readonly kind = 'invalid';
}

/** Another process has been writing to the workspace's database for longer than this one waits. */
export class WorkspaceBusyError extends RefkitError {
  readonly code = 'WORKSPACE_BUSY';
  readonly kind = 'locked';
}

/** The process that should write an export did not. */
export class ExportFailedError extends RefkitError {
  readonly code = 'EXPORT_FAILED';
  readonly kind = 'failed';
}

/** A reference that a process is still making was to be used. */
export class ComingError extends RefkitError {
  readonly code = 'COMING';
  readonly kind = 'conflict';

  constructor(processId: string) {
    super(`The reference is still being made, by process ${processId}`, { data: { process: processId } });
  }
}
