import type { View } from '../../../terminal/style.js';
import { keyTable } from '../../../terminal/views/workspace.js';
import type { KeyDocument } from '../../../workspace/accounts.js';
import { argument } from '../../base/parameters.js';
import { WorkspaceCommand } from '../../base/workspace-command.js';

export default class WorkspaceKeysList extends WorkspaceCommand<typeof WorkspaceKeysList, KeyDocument[]> {
  static override summary = 'List the keys of a user: their ids and names. The keys themselves are not kept.';
  static override examples = ['refkit workspace keys list ben'];
  static override args = { user: argument('the id of the user') };

  protected async work() {
    return this.accounts.keys(this.args.user);
  }

  protected present(keys: KeyDocument[], view: View) {
    return keyTable(keys, view);
  }
}
