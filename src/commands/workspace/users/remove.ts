import { line } from '../../../terminal/escape.js';
import type { UserDocument } from '../../../workspace/accounts.js';
import { argument, yesFlag } from '../../base/parameters.js';
import { WorkspaceCommand } from '../../base/workspace-command.js';

export default class WorkspaceUsersRemove extends WorkspaceCommand<typeof WorkspaceUsersRemove, UserDocument> {
  static override summary = 'Remove a user and their keys from a workspace. What references say of them stays.';
  static override examples = ['refkit workspace users remove ben --yes'];
  static override args = { id: argument('the id of the user') };
  static override flags = { ...yesFlag };

  protected async work() {
    const { id } = this.accounts.user(this.args.id);
    await this.confirm(this.flags.yes, `Remove the user ${id} and their keys?`);
    return this.accounts.removeUser(id);
  }

  protected present({ id }: UserDocument) {
    return `Removed user ${line(id)}\n`;
  }
}
