import * as Flags from '@oclif/core/flags';
import type { View } from '../../../terminal/style.js';
import { newKeyText } from '../../../terminal/views/workspace.js';
import type { KeyDocument } from '../../../workspace/accounts.js';
import { argument } from '../../base/parameters.js';
import { WorkspaceCommand } from '../../base/workspace-command.js';

type NewKey = KeyDocument & { key: string };

export default class WorkspaceKeysAdd extends WorkspaceCommand<typeof WorkspaceKeysAdd, NewKey> {
  static override summary = 'Make a key with which a user comes in, and print it, this once.';
  static override examples = ['refkit workspace keys add ben --name laptop'];
  static override args = { user: argument('the id of the user') };
  static override flags = {
    name: Flags.string({ description: 'What it is for.', helpValue: 'N' }),
  };

  protected async work() {
    return this.accounts.addKey(this.args.user, this.flags.name);
  }

  protected present(key: NewKey, view: View) {
    this.note('The key is shown only now: keep it where nobody else can read it');
    return newKeyText(key, view);
  }
}
