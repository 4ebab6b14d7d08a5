import type { View } from '../../../terminal/style.js';
import { accountTable } from '../../../terminal/views/workspace.js';
import type { UserDocument } from '../../../workspace/accounts.js';
import { accountFlags, accountInput } from '../../base/account-flags.js';
import { argument } from '../../base/parameters.js';
import { WorkspaceCommand } from '../../base/workspace-command.js';

export default class WorkspaceUsersAdd extends WorkspaceCommand<typeof WorkspaceUsersAdd, UserDocument> {
  static override summary = 'Add a user to a workspace; they come in with a key.';
  static override examples = ['refkit workspace users add ada --email ada@example.org --administrator'];
  static override args = { id: argument('the id of the new user') };
  static override flags = accountFlags;

  protected async work() {
    return this.accounts.addUser({ user_id: this.args.id, ...accountInput(this.flags) });
  }

  protected present(user: UserDocument, view: View) {
    return accountTable([user], view);
  }
}
