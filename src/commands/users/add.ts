import type { ReferenceUser } from '../../reference/config.js';
import type { View } from '../../terminal/style.js';
import { memberTable } from '../../terminal/views/reference.js';
import { userFlags } from '../base/member-flags.js';
import { argument, rightsOf } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class UsersAdd extends ReferenceCommand<typeof UsersAdd, ReferenceUser> {
  static override summary = 'Give a user rights on the reference; those that are not named are not given.';
  static override examples = ['refkit users add ben --email ben@example.org --modify-otu'];
  static override args = { id: argument('the id of the new user') };
  static override flags = userFlags;

  protected async work() {
    const input = { emails: this.flags.email, github: this.flags.github, ...rightsOf(this.flags) };
    return (await this.reference()).addMember('users', { id: this.args.id, ...input });
  }

  protected present(user: ReferenceUser, view: View) {
    return memberTable([user], view);
  }
}
