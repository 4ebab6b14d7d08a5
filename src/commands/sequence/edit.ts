import { editSequence } from '../../otu/edits.js';
import { isolateArgument, otuArgument, sequenceArgument } from '../base/parameters.js';
import { SequenceEditCommand } from '../base/part-edit-commands.js';
import { sequenceFlags, sequenceInput } from '../base/sequence-input.js';

export default class SequenceEdit extends SequenceEditCommand<typeof SequenceEdit> {
  static override summary = 'Change a sequence: what is given is changed, the rest stays.';
  static override examples = ['refkit sequence edit MoMV "Isolate Q7" RK_0001 --host "Moonbean"'];
  static override args = { otu: otuArgument, isolate: isolateArgument, sequence: sequenceArgument };
  static override flags = { ...sequenceFlags };

  protected async work() {
    const input = sequenceInput(this.flags);
    this.requireOne(input);
    const reference = await this.reference();
    const { otu, isolate: named, sequence: text } = this.args;
    const isolate = await reference.isolate(otu, named);
    const sequence = await reference.sequence(otu, isolate.id, text);
    return reference.editOtu(otu, editSequence(isolate.id, sequence.id, input));
  }
}
