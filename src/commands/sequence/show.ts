import type { Sequence } from '../../otu/types.js';
import type { View } from '../../terminal/style.js';
import { sequenceText } from '../../terminal/views/otu.js';
import { isolateArgument, otuArgument, sequenceArgument } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class SequenceShow extends ReferenceCommand<typeof SequenceShow, Sequence> {
  static override summary = 'Show a sequence.';
  static override examples = ['refkit sequence show MoMV "Isolate Q7" RK_0001'];
  static override args = { otu: otuArgument, isolate: isolateArgument, sequence: sequenceArgument };

  protected async work() {
    return (await this.reference()).sequence(this.args.otu, this.args.isolate, this.args.sequence);
  }

  protected present(sequence: Sequence, view: View) {
    return sequenceText(sequence, view);
  }
}
