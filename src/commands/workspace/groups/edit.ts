import type { View } from '../../../terminal/style.js';
import { teamTable } from '../../../terminal/views/workspace.js';
import type { GroupDocument } from '../../../workspace/accounts.js';
import { teamEditFlags, teamInput } from '../../base/account-flags.js';
import { argument } from '../../base/parameters.js';
import { WorkspaceCommand } from '../../base/workspace-command.js';

export default class WorkspaceGroupsEdit extends WorkspaceCommand<typeof WorkspaceGroupsEdit, GroupDocument> {
  static override summary = 'Change a group of a workspace: what is given is changed, the rest stays.';
  static override examples = ['refkit workspace groups edit curators --add-user ada --remove-user ben'];
  static override args = { id: argument('the id of the group') };
  static override flags = teamEditFlags;

  protected async work() {
    const input = teamInput(this.flags);
    this.requireOne({ ...input });
    return this.accounts.editGroup(this.args.id, input);
  }

  protected present(group: GroupDocument, view: View) {
    return teamTable([group], view);
  }
}
