import type { View } from '../../../terminal/style.js';
import { teamTable } from '../../../terminal/views/workspace.js';
import type { GroupDocument } from '../../../workspace/accounts.js';
import { WorkspaceCommand } from '../../base/workspace-command.js';

export default class WorkspaceGroupsList extends WorkspaceCommand<typeof WorkspaceGroupsList, GroupDocument[]> {
  static override summary = 'List the groups of a workspace, their permissions and their users.';
  static override examples = ['refkit workspace groups list'];

  protected async work() {
    return this.accounts.groups();
  }

  protected present(groups: GroupDocument[], view: View) {
    return teamTable(groups, view);
  }
}
