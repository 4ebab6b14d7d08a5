import type { ReferenceUser } from '../../reference/config.js';
import { memberOf } from '../../reference/settings.js';
import { line } from '../../terminal/escape.js';
import { argument, yesFlag } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class UsersRemove extends ReferenceCommand<typeof UsersRemove, ReferenceUser> {
  static override summary = 'Take a user and their rights out of the reference.';
  static override examples = ['refkit users remove ben --yes'];
  static override args = { id: argument('the id of the user') };
  static override flags = { ...yesFlag };

  protected async work() {
    const reference = await this.reference();
    const member = memberOf(reference.config, 'users', this.args.id);
    await this.confirm(this.flags.yes, `Remove the user ${member.id}?`);
    await reference.removeMember('users', member.id);
    return member;
  }

  protected present({ id }: ReferenceUser) {
    return `Removed user ${line(id)}\n`;
  }
}
