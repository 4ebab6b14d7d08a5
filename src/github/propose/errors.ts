import { RefkitError } from '../../otu/errors.js';

/** An issue that cannot be made into edits. `problems` are sentences for whoever wrote it. */
export class IssueFormError extends RefkitError {
  readonly code = 'ISSUE_FORM';
  readonly kind = 'invalid';
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`The issue cannot be taken over: ${problems.join(' ')}`, { data: { problems } });
    this.problems = problems;
  }
}

/** A file that should be the event of an issue, as GitHub Actions hands it to a workflow, and is not. */
export class EventFileError extends RefkitError {
  readonly code = 'EVENT_FILE';
  readonly kind = 'invalid';
}
