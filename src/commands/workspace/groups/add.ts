import type { View } from '../../../terminal/style.js';
import { teamTable } from '../../../terminal/views/workspace.js';
import type { GroupDocument } from '../../../workspace/accounts.js';
import { teamFlags, teamInput } from '../../base/account-flags.js';
import { argument } from '../../base/parameters.js';
import { WorkspaceCommand } from '../../base/workspace-command.js';

export default class WorkspaceGroupsAdd extends WorkspaceCommand<typeof WorkspaceGroupsAdd, GroupDocument> {
  static override summary = 'Add a group to a workspace; permissions that are not named are not given.';
  static override examples = ['refkit workspace groups add curators --add-user ben --upload-file'];
  static override args = { id: argument('the id of the new group') };
  static override flags = teamFlags;

  protected async work() {
    const { add_users: users, permissions } = teamInput(this.flags);
    return this.accounts.addGroup({ group_id: this.args.id, users, permissions });
  }

  protected present(group: GroupDocument, view: View) {
    return teamTable([group], view);
  }
}
