import { line } from '../../../terminal/escape.js';
import type { GroupDocument } from '../../../workspace/accounts.js';
import { argument, yesFlag } from '../../base/parameters.js';
import { WorkspaceCommand } from '../../base/workspace-command.js';

export default class WorkspaceGroupsRemove extends WorkspaceCommand<typeof WorkspaceGroupsRemove, GroupDocument> {
  static override summary = 'Remove a group from a workspace; its users stay. What references say of it stays too.';
  static override examples = ['refkit workspace groups remove curators --yes'];
  static override args = { id: argument('the id of the group') };
  static override flags = { ...yesFlag };

  protected async work() {
    const { id } = this.accounts.group(this.args.id);
    await this.confirm(this.flags.yes, `Remove the group ${id}?`);
    return this.accounts.removeGroup(id);
  }

  protected present({ id }: GroupDocument) {
    return `Removed group ${line(id)}\n`;
  }
}
