import { type ErrorKind, RefkitError } from '../otu/errors.js';

/**
 * The clone lacks older commits, so versions counted in it would differ from everybody else's: no catalog is made of it.
 */
export class ShallowCloneError extends RefkitError {
  readonly code = 'SHALLOW_CLONE';
  readonly kind: ErrorKind = 'failed';

  constructor(directory: string) {
    super(
      `${directory} is a shallow clone: it lacks the older commits, so versions and history counted in it would be wrong.`,
      {
        data: { directory },
        suggestions: [
          'fetch the rest with `git fetch --unshallow`',
          'in GitHub Actions, set `fetch-depth: 0` on actions/checkout',
        ],
      },
    );
  }
}
