import type { ReferenceUser } from '../../reference/config.js';
import type { View } from '../../terminal/style.js';
import { memberTable } from '../../terminal/views/reference.js';
import { userFlags } from '../base/member-flags.js';
import { argument, rightsOf } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class UsersEdit extends ReferenceCommand<typeof UsersEdit, ReferenceUser> {
  static override summary = 'Change a user of the reference: what is given is changed, the rest stays.';
  static override examples = ['refkit users edit ben --build --no-modify'];
  static override args = { id: argument('the id of the user') };
  static override flags = userFlags;

  protected async work() {
    const input = { emails: this.flags.email, github: this.flags.github, ...rightsOf(this.flags) };
    this.requireOne(input);
    return (await this.reference()).editMember('users', { id: this.args.id, ...input });
  }

  protected present(user: ReferenceUser, view: View) {
    return memberTable([user], view);
  }
}
