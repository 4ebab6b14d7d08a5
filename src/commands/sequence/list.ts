import type { Sequence } from '../../otu/types.js';
import type { View } from '../../terminal/style.js';
import { sequenceTable } from '../../terminal/views/otu.js';
import { isolateArgument, otuArgument } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class SequenceList extends ReferenceCommand<typeof SequenceList, Sequence[]> {
  static override summary = 'List the sequences of an isolate.';
  static override examples = ['refkit sequence list MoMV "Isolate Q7"'];
  static override args = { otu: otuArgument, isolate: isolateArgument };

  protected async work() {
    return (await (await this.reference()).isolate(this.args.otu, this.args.isolate)).sequences;
  }

  protected present(sequences: Sequence[], view: View) {
    return sequenceTable(sequences, view);
  }
}
