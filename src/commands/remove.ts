import * as Flags from '@oclif/core/flags';
import { removeReference } from '../reference/removal.js';
import { RefkitCommand } from '../terminal/command.js';
import { line } from '../terminal/escape.js';
import { argument, yesFlag } from './base/parameters.js';

export default class Remove extends RefkitCommand<typeof Remove, { directory: string }> {
  static override summary = 'Remove a reference from this disk, with its whole history.';
  static override examples = ['refkit remove old-plants --yes'];
  static override args = { directory: argument('the folder of the reference') };
  static override flags = {
    ...yesFlag,
    force: Flags.boolean({ description: 'Also where files have changes that are not committed.' }),
  };

  protected async work() {
    const { directory } = this.args;
    await this.confirm(this.flags.yes, `Remove the reference in ${directory} and its whole history?`);
    removeReference(directory, { force: this.flags.force });
    return { directory };
  }

  protected present({ directory }: { directory: string }) {
    return `Removed ${line(directory)}\n`;
  }
}
