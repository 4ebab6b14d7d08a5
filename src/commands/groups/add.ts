import type { ReferenceGroup } from '../../reference/config.js';
import type { View } from '../../terminal/style.js';
import { memberTable } from '../../terminal/views/reference.js';
import { groupFlags } from '../base/member-flags.js';
import { argument, rightsOf } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class GroupsAdd extends ReferenceCommand<typeof GroupsAdd, ReferenceGroup> {
  static override summary = 'Give a group rights on the reference; those that are not named are not given.';
  static override examples = ['refkit groups add curators --member ben --modify-otu'];
  static override args = { id: argument('the id of the new group') };
  static override flags = groupFlags;

  protected async work() {
    const input = { members: this.flags.member, github: this.flags.github, ...rightsOf(this.flags) };
    return (await this.reference()).addMember('groups', { id: this.args.id, ...input });
  }

  protected present(group: ReferenceGroup, view: View) {
    return memberTable([group], view);
  }
}
