import type { View } from '../../../terminal/style.js';
import { accountTable } from '../../../terminal/views/workspace.js';
import type { UserDocument } from '../../../workspace/accounts.js';
import { accountFlags, accountInput } from '../../base/account-flags.js';
import { argument } from '../../base/parameters.js';
import { WorkspaceCommand } from '../../base/workspace-command.js';

export default class WorkspaceUsersEdit extends WorkspaceCommand<typeof WorkspaceUsersEdit, UserDocument> {
  static override summary = 'Change a user of a workspace: what is given is changed, the rest stays.';
  static override examples = ['refkit workspace users edit ben --create-ref --no-remove-file'];
  static override args = { id: argument('the id of the user') };
  static override flags = accountFlags;

  protected async work() {
    const input = accountInput(this.flags);
    this.requireOne({ ...input });
    return this.accounts.editUser(this.args.id, input);
  }

  protected present(user: UserDocument, view: View) {
    return accountTable([user], view);
  }
}
