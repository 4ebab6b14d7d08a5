import type { ReferenceGroup } from '../../reference/config.js';
import type { View } from '../../terminal/style.js';
import { memberTable } from '../../terminal/views/reference.js';
import { groupFlags } from '../base/member-flags.js';
import { argument, rightsOf } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class GroupsEdit extends ReferenceCommand<typeof GroupsEdit, ReferenceGroup> {
  static override summary = 'Change a group of the reference: what is given is changed, the rest stays.';
  static override examples = ['refkit groups edit curators --build'];
  static override args = { id: argument('the id of the group') };
  static override flags = groupFlags;

  protected async work() {
    const input = { members: this.flags.member, github: this.flags.github, ...rightsOf(this.flags) };
    this.requireOne(input);
    return (await this.reference()).editMember('groups', { id: this.args.id, ...input });
  }

  protected present(group: ReferenceGroup, view: View) {
    return memberTable([group], view);
  }
}
