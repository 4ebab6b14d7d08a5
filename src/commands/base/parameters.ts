/** Arguments and flags that several commands take. */
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { Rights } from '../../reference/config.js';

/** An argument that has to be given. It is never read from standard input, which may be somebody else's. */
export function argument(description: string) {
  return Args.string({ description, required: true, ignoreStdin: true });
}

/** An argument that may be left out. */
export function optionalArgument(description: string) {
  return Args.string({ description, ignoreStdin: true });
}

export const otuArgument = argument('an OTU: its id, exact name or exact abbreviation');
export const isolateArgument = argument('an isolate of it: its id or exact name');
export const sequenceArgument = argument('a sequence of that: its id or accession');

/** Flags of lists that come in pages. */
export const pageFlags = {
  page: Flags.integer({ description: 'Page to show.', min: 1, default: 1, helpValue: 'N' }),
  'per-page': Flags.integer({ description: 'How many a page has.', min: 1, max: 100, default: 15, helpValue: 'N' }),
};

export const yesFlag = {
  yes: Flags.boolean({ char: 'y', description: 'Do not ask.' }),
};

export const rightsFlags = {
  build: Flags.boolean({ description: 'Whether they may build indexes.', allowNo: true }),
  modify: Flags.boolean({ description: 'Whether they may change settings, users and groups.', allowNo: true }),
  'modify-otu': Flags.boolean({ description: 'Whether they may edit OTUs.', allowNo: true }),
  remove: Flags.boolean({ description: 'Whether they may remove the reference.', allowNo: true }),
};

/** Rights as flags gave them; those that no flag named are absent. */
export function rightsOf(flags: {
  build?: boolean;
  modify?: boolean;
  'modify-otu'?: boolean;
  remove?: boolean;
}): Partial<Rights> {
  const { build, modify, 'modify-otu': modify_otu, remove } = flags;
  return { build, modify, modify_otu, remove };
}

/** Several values, each after the flag's name again, so that arguments may follow. */
export function listFlag(description: string, helpValue: string) {
  return Flags.string({ description, helpValue, multiple: true, multipleNonGreedy: true });
}
