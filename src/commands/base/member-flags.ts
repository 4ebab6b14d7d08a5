/** Flags of the commands for users and groups; apart, since other commands need not make them. */
import * as Flags from '@oclif/core/flags';
import { listFlag, rightsFlags } from './parameters.js';

/** What a user has beside an id and rights. */
export const userFlags = {
  email: listFlag('An address of their commits; may be given several times.', 'ADDRESS'),
  github: Flags.string({ description: 'Their GitHub login; "" for none.', helpValue: 'LOGIN' }),
  ...rightsFlags,
};

/** What a group has beside an id and rights. */
export const groupFlags = {
  member: listFlag('The id of a user in it; may be given several times.', 'USER'),
  github: Flags.string({ description: 'The GitHub team, as organisation/team; "" for none.', helpValue: 'TEAM' }),
  ...rightsFlags,
};
