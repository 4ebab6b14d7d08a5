import type { ReferenceUser } from '../../reference/config.js';
import type { View } from '../../terminal/style.js';
import { memberTable } from '../../terminal/views/reference.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class UsersList extends ReferenceCommand<typeof UsersList, ReferenceUser[]> {
  static override summary = 'List the users of the reference and their rights.';
  static override examples = ['refkit users list'];

  protected async work() {
    return (await this.reference()).config.users;
  }

  protected present(users: ReferenceUser[], view: View) {
    return memberTable(users, view);
  }
}
