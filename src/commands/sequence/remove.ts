import { removeSequence } from '../../otu/edits.js';
import { isolateArgument, otuArgument, sequenceArgument, yesFlag } from '../base/parameters.js';
import { RemovalCommand } from '../base/part-edit-commands.js';

export default class SequenceRemove extends RemovalCommand<typeof SequenceRemove> {
  static override summary = 'Remove a sequence from an isolate.';
  static override examples = ['refkit sequence remove MoMV "Isolate Q7" RK_0001 --yes'];
  static override args = { otu: otuArgument, isolate: isolateArgument, sequence: sequenceArgument };
  static override flags = { ...yesFlag };

  protected async work() {
    const reference = await this.reference();
    const { otu, isolate: named, sequence: text } = this.args;
    const isolate = await reference.isolate(otu, named);
    const { id, accession } = await reference.sequence(otu, isolate.id, text);
    await this.confirm(this.flags.yes, `Remove the sequence ${accession} (${id})?`);
    return reference.editOtu(otu, removeSequence(isolate.id, id));
  }
}
