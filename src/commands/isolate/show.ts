import type { Isolate } from '../../otu/types.js';
import type { View } from '../../terminal/style.js';
import { isolateText } from '../../terminal/views/otu.js';
import { isolateArgument, otuArgument } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class IsolateShow extends ReferenceCommand<typeof IsolateShow, Isolate> {
  static override summary = 'Show an isolate and its sequences.';
  static override examples = ['refkit isolate show MoMV "Isolate Q7"'];
  static override args = { otu: otuArgument, isolate: isolateArgument };

  protected async work() {
    return (await this.reference()).isolate(this.args.otu, this.args.isolate);
  }

  protected present(isolate: Isolate, view: View) {
    return isolateText(isolate, view);
  }
}
