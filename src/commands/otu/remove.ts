import type { ChangeDocument } from '../../reference/documents.js';
import type { View } from '../../terminal/style.js';
import { editText } from '../../terminal/views/history.js';
import { count } from '../../terminal/words.js';
import { otuArgument, yesFlag } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class OtuRemove extends ReferenceCommand<typeof OtuRemove, ChangeDocument> {
  static override summary = 'Remove an OTU with its isolates and sequences. Its history stays: revert brings it back.';
  static override examples = ['refkit otu remove MoMV --yes'];
  static override args = { otu: otuArgument };
  static override flags = { ...yesFlag };

  protected async work() {
    const reference = await this.reference();
    if (!this.flags.yes) {
      const { name, isolates } = await reference.otu(this.args.otu);
      await this.confirm(false, `Remove ${name} with its ${count(isolates.length, 'isolate')}?`);
    }
    return reference.removeOtu(this.args.otu);
  }

  protected present(change: ChangeDocument, view: View) {
    return editText({ document: { id: change.otu.id }, changed: true, change }, view);
  }
}
