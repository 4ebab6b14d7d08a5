import { isolateName } from '../../otu/canonical.js';
import { removeIsolate } from '../../otu/edits.js';
import { count } from '../../terminal/words.js';
import { isolateArgument, otuArgument, yesFlag } from '../base/parameters.js';
import { RemovalCommand } from '../base/part-edit-commands.js';

export default class IsolateRemove extends RemovalCommand<typeof IsolateRemove> {
  static override summary =
    'Remove an isolate and its sequences. Where it was the default, the first one left becomes it.';
  static override examples = ['refkit isolate remove MoMV "Isolate Q7" --yes'];
  static override args = { otu: otuArgument, isolate: isolateArgument };
  static override flags = { ...yesFlag };

  protected async work() {
    const reference = await this.reference();
    const isolate = await reference.isolate(this.args.otu, this.args.isolate);
    const sequences = count(isolate.sequences.length, 'sequence');
    await this.confirm(this.flags.yes, `Remove ${isolateName(isolate)} with its ${sequences}?`);
    return reference.editOtu(this.args.otu, removeIsolate(isolate.id));
  }
}
