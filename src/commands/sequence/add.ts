import * as Flags from '@oclif/core/flags';
import { addSequence, type SequenceInput } from '../../otu/edits.js';
import type { Reference } from '../../reference/reference.js';
import { genBankOptions } from '../base/genbank.js';
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
    genbank: Flags.string({
      description: 'Take from this GenBank record what no other flag gives; without a version, the newest.',
      helpValue: 'ACC',
    }),
  };

  protected async work() {
    const given = { id: this.flags.id, ...sequenceInput(this.flags) };
    const reference = await this.reference();
    const { id } = await reference.isolate(this.args.otu, this.args.isolate);
    const input = await this.#completed(given, reference);
    return reference.editOtu(this.args.otu, addSequence(id, input as SequenceInput));
  }

  async #completed(given: Partial<SequenceInput>, reference: Reference): Promise<Partial<SequenceInput>> {
    if (this.flags.genbank === undefined) return given;
    const { schema } = await reference.otu(this.args.otu);
    const { sequenceFromGenBank } = await import('../../genbank/inputs.js');
    const options = genBankOptions(reference, (message) => this.warn(message));
    return sequenceFromGenBank(this.flags.genbank, { schema, given }, options);
  }
}
