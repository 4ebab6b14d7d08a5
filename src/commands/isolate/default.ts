import { setDefaultIsolate } from '../../otu/edits.js';
import { isolateArgument, otuArgument } from '../base/parameters.js';
import { IsolateEditCommand } from '../base/part-edit-commands.js';

export default class IsolateDefault extends IsolateEditCommand<typeof IsolateDefault> {
  static override summary = 'Make an isolate the default of its OTU.';
  static override examples = ['refkit isolate default MoMV "Isolate Q7"'];
  static override args = { otu: otuArgument, isolate: isolateArgument };

  protected async work() {
    const reference = await this.reference();
    const { id } = await reference.isolate(this.args.otu, this.args.isolate);
    return reference.editOtu(this.args.otu, setDefaultIsolate(id));
  }
}
