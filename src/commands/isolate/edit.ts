import { editIsolate } from '../../otu/edits.js';
import { isolateArgument, otuArgument } from '../base/parameters.js';
import { IsolateEditCommand } from '../base/part-edit-commands.js';
import { sourceFlags, sourceOf } from '../base/source.js';

export default class IsolateEdit extends IsolateEditCommand<typeof IsolateEdit> {
  static override summary = 'Rename an isolate.';
  static override examples = ['refkit isolate edit MoMV "Isolate Q7" --source-name "Q 7"'];
  static override args = { otu: otuArgument, isolate: isolateArgument };
  static override flags = { ...sourceFlags };

  protected async work() {
    const input = sourceOf(this.flags);
    this.requireOne(input);
    const reference = await this.reference();
    const { id } = await reference.isolate(this.args.otu, this.args.isolate);
    return reference.editOtu(this.args.otu, editIsolate(id, input, reference.sourceRules));
  }
}
