import type { OtuDocument } from '../../reference/documents.js';
import type { View } from '../../terminal/style.js';
import { otuText } from '../../terminal/views/otu.js';
import { otuArgument } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class OtuShow extends ReferenceCommand<typeof OtuShow, OtuDocument> {
  static override summary = 'Show an OTU: its isolates and sequences, its version, what keeps it from being verified.';
  static override examples = ['refkit otu show "Moonbean mosaic virus"'];
  static override args = { otu: otuArgument };

  protected async work() {
    return (await this.reference()).otu(this.args.otu);
  }

  protected present(otu: OtuDocument, view: View) {
    return otuText(otu, view);
  }
}
