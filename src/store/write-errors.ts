/** What can stop a write. The errors that readers of the store meet too are in errors.ts. */
import { type ErrorKind, RefkitError } from '../otu/errors.js';

/** A program other than refkit, as a rule git itself, holds one of git's lock files. `data.file` names it. */
export class GitLockedError extends RefkitError {
  readonly code = 'GIT_LOCKED';
  readonly kind: ErrorKind = 'locked';

  constructor(file: string, seconds: number) {
    const age = seconds < 2 ? '' : `, ${Math.round(seconds)} seconds old`;
    super(`git is at work in this repository: its lock file ${file} is there${age}`, {
      data: { file },
      suggestions: [
        'wait until git has finished (an editor for a commit message may be open), or use --wait with more seconds',
        `if no git is running here, one was killed: remove ${file}`,
      ],
    });
  }
}

/** A merge, rebase, cherry-pick or revert is under way, so HEAD and the git index are in a state of their own. */
export class OperationInProgressError extends RefkitError {
  readonly code = 'OPERATION_IN_PROGRESS';
  readonly kind: ErrorKind = 'conflict';

  constructor(operation: string) {
    super(`A ${operation} is in progress in this repository`, {
      data: { operation },
      suggestions: [`finish it with \`git ${operation} --continue\`, or undo it with \`git ${operation} --abort\``],
    });
  }
}

/** HEAD was moved by another program, git for instance, while a commit was being made. */
export class HeadMovedError extends RefkitError {
  readonly code = 'HEAD_MOVED';
  readonly kind: ErrorKind = 'conflict';

  constructor(expected: string, found: string | null) {
    super('The branch was moved by another program at the same moment. Nothing was changed', {
      data: { expected, found },
      suggestions: ['try again'],
    });
  }
}

/** A git index in a form that this version does not write, such as a split or a sparse one. */
export class UnsupportedIndexError extends RefkitError {
  readonly code = 'UNSUPPORTED_INDEX';
  readonly kind: ErrorKind = 'failed';
}

/** A git index whose bytes make no sense. */
export class BrokenIndexError extends RefkitError {
  readonly code = 'BROKEN_INDEX';
  readonly kind: ErrorKind = 'failed';

  constructor(problem: string, file: string) {
    super(`The git index ${file} is damaged: ${problem}`, {
      data: { file },
      suggestions: [`remove ${file} and run \`git reset\`: git makes it anew from HEAD, and leaves your files alone`],
    });
  }
}

/** A path that leads out of the working tree, through a symbolic link, or into `.git`. `data.path` names it. */
export class UnsafePathError extends RefkitError {
  readonly code = 'UNSAFE_PATH';
  readonly kind: ErrorKind = 'conflict';
}

/** A working file is not, or no longer, what the caller took it for. `data.path` names it. */
export class FileChangedError extends RefkitError {
  readonly code = 'FILE_CHANGED';
  readonly kind: ErrorKind = 'conflict';

  constructor(path: string) {
    super(`${path} was changed by another program at the same moment. It was left as it is`, {
      data: { path },
      suggestions: ['try again'],
    });
  }
}

/** A new repository is to be made in a folder that has something in it already. */
export class DirectoryNotEmptyError extends RefkitError {
  readonly code = 'DIRECTORY_NOT_EMPTY';
  readonly kind: ErrorKind = 'conflict';

  constructor(dir: string, entries: string[]) {
    const shown = entries.slice(0, 3).join(', ') + (entries.length > 3 ? ', …' : '');
    super(`${dir} is there already and not an empty folder${entries.length > 0 ? ` (it has ${shown})` : ''}`, {
      data: { directory: dir },
      suggestions: ['choose another name, or move what is there out of the way'],
    });
  }
}

/** The file system refused a write: full, read-only, or not ours. `data.file` and `data.errno` say what and why. */
export class CannotWriteError extends RefkitError {
  readonly code = 'CANNOT_WRITE';
  readonly kind: ErrorKind = 'failed';
}

const WHY: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied, or another program holds the file open',
  EBUSY: 'another program holds it open',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENOTDIR: 'a file stands where a folder is needed',
  EISDIR: 'a folder stands where a file is needed',
};

/** An error of the file system in words that help, with what it means for the work; everything else as it is. */
export function explainWriteError(error: unknown, file?: string, outcome = 'Nothing was changed.'): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (error instanceof RefkitError || code === undefined || WHY[code] === undefined) return error;
  const where = file ?? path ?? 'a file';
  return new CannotWriteError(`${where} cannot be written: ${WHY[code]}. ${outcome}`, {
    data: { file: where, errno: code },
    cause: error,
  });
}
