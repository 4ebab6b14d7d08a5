import * as Flags from '@oclif/core/flags';
import { addSequence, type SequenceInput } from '../../otu/edits.js';
import { isolateArgument, otuArgument } from '../base/parameters.js';
import { SequenceEditCommand } from '../base/part-edit-commands.js';
import { sequenceFlags, sequenceInput } from '../base/sequence-input.js';

export default class SequenceAdd extends SequenceEditCommand<typeof SequenceAdd> {
  static override summary = 'Add a sequence to an isolate.';
  static override examples = [
    'refkit sequence add MoMV "Isolate Q7" --accession RK_0100 --definition "A sequence for demo purposes" --sequence ATGACTAGCGGACTTACA',
  ];
  static override args = { otu: otuArgument, isolate: isolateArgument };
  static override flags = {
    ...sequenceFlags,
    id: Flags.string({ description: 'Its id; stands for the accession too where that is not given.' }),
  };

  protected async work() {
    const input = { id: this.flags.id, ...sequenceInput(this.flags) } as SequenceInput;
    const reference = await this.reference();
    const { id } = await reference.isolate(this.args.otu, this.args.isolate);
    return reference.editOtu(this.args.otu, addSequence(id, input));
  }
}
