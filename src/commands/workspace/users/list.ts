import type { View } from '../../../terminal/style.js';
import { accountTable } from '../../../terminal/views/workspace.js';
import type { UserDocument } from '../../../workspace/accounts.js';
import { WorkspaceCommand } from '../../base/workspace-command.js';

export default class WorkspaceUsersList extends WorkspaceCommand<typeof WorkspaceUsersList, UserDocument[]> {
  static override summary = 'List the users of a workspace, with the permissions that they or their groups have.';
  static override examples = ['refkit workspace users list'];

  protected async work() {
    return this.accounts.users();
  }

  protected present(users: UserDocument[], view: View) {
    return accountTable(users, view);
  }
}
