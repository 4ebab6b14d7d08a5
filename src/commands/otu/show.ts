import type { OtuDocument } from '../../reference/documents.js';
import type { View } from '../../terminal/style.js';
import { otuArgument } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class OtuShow extends ReferenceCommand<typeof OtuShow, OtuDocument> {
  static override summary = 'Show an OTU: its isolates, their sequences, its version and what is wrong with it.';
  static override examples = ['refkit otu show "Tobacco mosaic virus"'];
  static override args = { otu: otuArgument() };

  protected async work() {
    return (await this.reference()).otu(this.args.otu);
  }

  protected present(otu: OtuDocument, _view: View) {
    return otu.name;
  }
}
