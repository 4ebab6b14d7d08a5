import * as Flags from '@oclif/core/flags';
import type { ReferenceUser } from '../../reference/config.js';
import type { View } from '../../terminal/style.js';
import { memberTable } from '../../terminal/views/reference.js';
import { argument, listFlag, rightsFlags, rightsOf } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class UsersAdd extends ReferenceCommand<typeof UsersAdd, ReferenceUser> {
  static override summary = 'Give a user rights on the reference; those that are not named are not given.';
  static override examples = ['refkit users add ben --email ben@example.org --modify-otu'];
  static override args = { id: argument('the id of the new user') };
  static override flags = {
    email: listFlag('An address of their commits; may be given several times.', 'ADDRESS'),
    github: Flags.string({ description: 'Their GitHub login; "" for none.', helpValue: 'LOGIN' }),
    ...rightsFlags,
  };

  protected async work() {
    const input = { emails: this.flags.email, github: this.flags.github, ...rightsOf(this.flags) };
    return (await this.reference()).addMember('users', { id: this.args.id, ...input });
  }

  protected present(user: ReferenceUser, view: View) {
    return memberTable([user], view);
  }
}
