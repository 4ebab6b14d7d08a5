/** Arguments and flags that several commands take. */
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';

/** An argument that has to be given. It is never read from standard input, which may be somebody else's. */
export function argument(description: string) {
  return Args.string({ description, required: true, ignoreStdin: true });
}

export const otuArgument = () => argument('an OTU: its id, exact name or exact abbreviation');
export const isolateArgument = () => argument('an isolate of it: its id or exact name');
export const sequenceArgument = () => argument('a sequence of that: its id or accession');

/** Flags of lists that come in pages. */
export const pageFlags = {
  page: Flags.integer({ description: 'Page to show.', min: 1, default: 1, helpValue: 'N' }),
  'per-page': Flags.integer({ description: 'How many a page has.', min: 1, max: 100, default: 15, helpValue: 'N' }),
};

export const yesFlag = {
  yes: Flags.boolean({ char: 'y', description: 'Do not ask.' }),
};
