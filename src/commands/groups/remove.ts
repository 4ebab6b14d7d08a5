import type { ReferenceGroup } from '../../reference/config.js';
import { memberOf } from '../../reference/settings.js';
import { line } from '../../terminal/escape.js';
import { argument, yesFlag } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class GroupsRemove extends ReferenceCommand<typeof GroupsRemove, ReferenceGroup> {
  static override summary = 'Take a group and their rights out of the reference.';
  static override examples = ['refkit groups remove curators --yes'];
  static override args = { id: argument('the id of the group') };
  static override flags = { ...yesFlag };

  protected async work() {
    const reference = await this.reference();
    const member = memberOf(reference.config, 'groups', this.args.id);
    await this.confirm(this.flags.yes, `Remove the group ${member.id}?`);
    await reference.removeMember('groups', member.id);
    return member;
  }

  protected present({ id }: ReferenceGroup) {
    return `Removed group ${line(id)}\n`;
  }
}
