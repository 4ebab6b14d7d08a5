import * as Flags from '@oclif/core/flags';
import { addIsolate } from '../../otu/edits.js';
import { otuArgument } from '../base/parameters.js';
import { IsolateEditCommand } from '../base/part-edit-commands.js';
import { sourceFlags, sourceOf } from '../base/source.js';

export default class IsolateAdd extends IsolateEditCommand<typeof IsolateAdd> {
  static override summary = 'Add an isolate to an OTU. The first one is its default.';
  static override examples = ['refkit isolate add MoMV --source-type isolate --source-name "Dune 8"'];
  static override args = { otu: otuArgument };
  static override flags = {
    ...sourceFlags,
    default: Flags.boolean({ description: 'Make it the default isolate.' }),
  };

  protected async work() {
    const reference = await this.reference();
    const input = { ...sourceOf(this.flags), default: this.flags.default };
    return reference.editOtu(this.args.otu, addIsolate(input, reference.sourceRules));
  }
}
