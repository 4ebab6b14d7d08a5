import { RefkitError } from '../../otu/errors.js';
import { count } from '../../otu/words.js';
import type { Report } from '../../validate/finding.js';

/** Nothing says which repository at GitHub the release is for. */
export class NoRepositoryError extends RefkitError {
  readonly code = 'NO_REPOSITORY';
  readonly kind = 'usage';

  constructor(origin: string | null) {
    super(
      origin === null
        ? 'This clone does not say which repository at GitHub it belongs to'
        : 'The remote "origin" of this clone is no repository at GitHub',
      {
        suggestions: [
          'name it: --repository OWNER/REPO',
          'or tell git: "git remote add origin https://github.com/OWNER/REPO.git"',
        ],
      },
    );
  }
}

/** What would be released does not pass validation. `data.findings` holds the errors. */
export class InvalidReleaseError extends RefkitError {
  readonly code = 'INVALID_RELEASE';
  readonly kind = 'invalid';

  constructor({ findings, counts }: Report, commit: string) {
    const errors = findings.filter(({ severity }) => severity === 'error');
    const shown = errors.slice(0, 10).map(({ file, message }) => `  ${file}: ${message}`);
    if (errors.length > shown.length) shown.push(`  … and ${count(errors.length - shown.length, 'more', 'more')}`);
    super(
      `Commit ${commit.slice(0, 8)} has ${count(counts.error, 'error')}, so it is not released:\n${shown.join('\n')}`,
      {
        data: {
          commit,
          counts,
          findings: errors.slice(0, 100).map(({ rule, file, line, message }) => ({ rule, file, line, message })),
        },
        suggestions: ['"refkit validate" shows every place; correct and commit them, then publish again'],
      },
    );
  }
}

/** There is no index, and nothing to build one from. */
export class NothingToReleaseError extends RefkitError {
  readonly code = 'NOTHING_TO_RELEASE';
  readonly kind = 'conflict';

  constructor() {
    super('There is nothing to release: no OTU, and no index', {
      suggestions: ['make one with "refkit otu create", or import a reference with "refkit create --import-from FILE"'],
    });
  }
}

/** Files of the reference have changes that no commit has: a release, which never changes, would go without them. */
export class UncommittedReleaseError extends RefkitError {
  readonly code = 'UNCOMMITTED_RELEASE';
  readonly kind = 'conflict';

  constructor(files: readonly string[]) {
    const shown = files.slice(0, 10).join(', ');
    const more = files.length > 10 ? ` and ${count(files.length - 10, 'more', 'more')}` : '';
    super(`There are changes that are not committed, which the release would lack: ${shown}${more}`, {
      data: { files: files.slice(0, 100) },
      suggestions: [
        'commit them with "git commit", or put them aside with "git stash -u"',
        'to release what is built already, say --index N',
      ],
    });
  }
}

/** A tag that is no version, or no later one than there is. */
export class InvalidVersionError extends RefkitError {
  readonly code = 'INVALID_VERSION';
  readonly kind = 'usage';
}

/** A tag that the release needs is at another commit, here or at GitHub; tags never move. */
export class TagElsewhereError extends RefkitError {
  readonly code = 'TAG_ELSEWHERE';
  readonly kind = 'conflict';
}

/** The branch at GitHub has commits that are not here. */
export class BehindRemoteError extends RefkitError {
  readonly code = 'BEHIND_REMOTE';
  readonly kind = 'conflict';

  constructor(branch: string, repository: string) {
    super(`The branch ${branch} of ${repository} has commits that this clone has not; nothing was changed`, {
      data: { branch, repository },
      suggestions: [
        `get them with "git pull --tags" (after "refkit setup", so that OTUs merge well), then publish again`,
      ],
    });
  }
}

/** A published release has other files than this one would have: it never changes. */
export class PublishedOtherwiseError extends RefkitError {
  readonly code = 'PUBLISHED_OTHERWISE';
  readonly kind = 'conflict';
}

/** Somebody else publishes the same release at this moment. */
export class ReleaseInProgressError extends RefkitError {
  readonly code = 'RELEASE_IN_PROGRESS';
  readonly kind = 'conflict';

  constructor(tag: string, repository: string) {
    super(`Somebody else is publishing ${tag} of ${repository} at this moment`, {
      data: { tag, repository },
      suggestions: [
        `wait until they are done, then run "refkit release publish --tag ${tag}" again to see that it is whole`,
      ],
    });
  }
}

/** GitHub needs a token for this, and there is none, or it may not write here. */
export class CannotPublishError extends RefkitError {
  readonly code = 'CANNOT_PUBLISH';
  readonly kind = 'forbidden';
}

/** What GitHub has after an upload is not what was sent. */
export class UploadFailedError extends RefkitError {
  readonly code = 'UPLOAD_FAILED';
  readonly kind = 'network';
}
