import * as Flags from '@oclif/core/flags';
import { type SetupResult, setUp } from '../reference/merge/setup.js';
import { line } from '../terminal/escape.js';
import { ReferenceCommand } from './base/reference-command.js';

export default class Setup extends ReferenceCommand<typeof Setup, SetupResult> {
  static override summary = 'Let git merge and show OTUs with refkit in this clone.';
  static override description =
    'Registers a merge driver, so that "git merge", "rebase", "pull" and "cherry-pick" merge OTUs by isolate, sequence and field, and a diff driver, so that "git diff" says what a change is in. Only this clone\'s git configuration is changed.';
  static override examples = ['refkit setup'];
  static override flags = {
    remove: Flags.boolean({ description: 'Take away what was registered.' }),
  };

  protected async work() {
    return setUp(this.directory, { remove: this.flags.remove, waitSeconds: this.waitSeconds });
  }

  protected present({ registered, changed, config }: SetupResult) {
    const state = registered ? 'registered in' : 'gone from';
    return `The drivers are ${changed ? 'now' : 'already'} ${state} ${line(config)}\n`;
  }
}
