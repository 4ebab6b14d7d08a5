import type { ReferenceGroup } from '../../reference/config.js';
import type { View } from '../../terminal/style.js';
import { memberTable } from '../../terminal/views/reference.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class GroupsList extends ReferenceCommand<typeof GroupsList, ReferenceGroup[]> {
  static override summary = 'List the groups of the reference and their rights.';
  static override examples = ['refkit groups list'];

  protected async work() {
    return (await this.reference()).config.groups;
  }

  protected present(groups: ReferenceGroup[], view: View) {
    return memberTable(groups, view);
  }
}
