/** The one table from kinds of errors to exit codes. `refkit help exit-codes` prints it. */
import type { ErrorKind } from '../otu/errors.js';

export const EXIT_CODES: Readonly<Record<ErrorKind, number>> = {
  failed: 1,
  invalid: 1,
  usage: 2,
  not_found: 3,
  conflict: 4,
  locked: 4,
  forbidden: 4,
  network: 5,
  /** What a shell says of a program that Ctrl-C ended: 128 + SIGINT. */
  interrupted: 130,
};

/** What each code means, in the order of the codes. */
export const EXIT_CODE_MEANINGS: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'done; with "diff --exit-code", nothing differs'],
  [1, 'the work failed, or the data is invalid; with "diff --exit-code", something differs'],
  [2, 'wrong usage: an unknown command or flag, a value that makes no sense, a name that stands for several things'],
  [3, 'not found: a reference, an OTU, an isolate, a sequence, a change, an index, a revision'],
  [4, 'refused: rights, a conflict, a lock, uncommitted changes'],
  [5, 'GitHub, NCBI or the network'],
  [130, 'interrupted by Ctrl-C'],
];
