import { RefkitError } from '../otu/errors.js';

/** An index must not be built: some OTUs have issues. `data.otus` lists them. */
export class UnverifiedOtusError extends RefkitError {
  readonly code = 'UNVERIFIED_OTUS';
  readonly kind = 'invalid';

  constructor(otus: readonly { id: string; name: string }[]) {
    const shown = otus.slice(0, 50).map(({ id, name }) => `  ${name} (${id})`);
    if (otus.length > shown.length) shown.push(`  … and ${otus.length - shown.length} more`);
    super(`There are unverified OTUs:\n${shown.join('\n')}`, {
      data: { otus: otus.map(({ id, name }) => ({ id, name })) },
      suggestions: ['"refkit otu show OTU" says what is missing; "refkit validate" shows every place'],
    });
  }
}

/** An index of what is built already would be the same again. */
export class NoUnbuiltChangesError extends RefkitError {
  readonly code = 'NO_UNBUILT_CHANGES';
  readonly kind = 'conflict';

  constructor() {
    super('There are no unbuilt changes', { suggestions: ['"refkit index list" shows the indexes that there are'] });
  }
}

/** The folder that the files should go to holds something else. */
export class OutputExistsError extends RefkitError {
  readonly code = 'OUTPUT_EXISTS';
  readonly kind = 'conflict';

  constructor(folder: string) {
    super(`${folder} exists and is not empty`, {
      data: { folder },
      suggestions: ['name a new or empty folder, or remove this one'],
    });
  }
}

/** A file could not be written, or did not read back as it was written. */
export class BuildFailedError extends RefkitError {
  readonly code = 'BUILD_FAILED';
  readonly kind = 'failed';
}

export class BowtieNotFoundError extends RefkitError {
  readonly code = 'BOWTIE_NOT_FOUND';
  readonly kind = 'failed';

  constructor() {
    super('The program bowtie2-build is not installed, or not on the PATH', {
      suggestions: [
        'install it: "sudo apt-get install bowtie2" on Debian and Ubuntu, "conda install -c bioconda bowtie2" elsewhere',
        'or build without it: --mapper none',
      ],
    });
  }
}

/** bowtie2-build ran and failed. `data.output` is the end of what it said. */
export class BowtieFailedError extends RefkitError {
  readonly code = 'BOWTIE_FAILED';
  readonly kind = 'failed';
}

/** A folder that should hold the files of an index and does not. */
export class NotAnIndexError extends RefkitError {
  readonly code = 'NOT_AN_INDEX';
  readonly kind = 'invalid';

  constructor(folder: string, reason: string) {
    super(`${folder} does not hold an index: ${reason}`, {
      data: { folder },
      suggestions: ['name the folder that "refkit index build" wrote, or one with all files of a release'],
    });
  }
}

/** Errors of the operating system, such as a full disk, in words that say what was being done. */
export function asBuildError(error: unknown): unknown {
  const { syscall, message } = error as NodeJS.ErrnoException;
  if (typeof syscall !== 'string') return error;
  return new BuildFailedError(`The index can't be written: ${message}`, { cause: error });
}
