import { line } from '../../../terminal/escape.js';
import type { KeyDocument } from '../../../workspace/accounts.js';
import { argument, yesFlag } from '../../base/parameters.js';
import { WorkspaceCommand } from '../../base/workspace-command.js';

export default class WorkspaceKeysRemove extends WorkspaceCommand<typeof WorkspaceKeysRemove, KeyDocument> {
  static override summary = 'Remove a key: nobody comes in with it any more, from now on.';
  static override examples = ['refkit workspace keys remove k3yb3n00 --yes'];
  static override args = { key: argument('the id of the key, as "refkit workspace keys list USER" shows it') };
  static override flags = { ...yesFlag };

  protected async work() {
    const { id, user } = this.accounts.key(this.args.key);
    await this.confirm(this.flags.yes, `Remove the key ${id} of ${user.id}?`);
    return this.accounts.removeKey(id);
  }

  protected present({ id, user }: KeyDocument) {
    return `Removed key ${line(id)} of ${line(user.id)}\n`;
  }
}
