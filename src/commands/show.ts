import type { ReferenceDocument } from '../reference/documents.js';
import type { View } from '../terminal/style.js';
import { referenceText } from '../terminal/views/reference.js';
import { ReferenceCommand } from './base/reference-command.js';

export default class Show extends ReferenceCommand<typeof Show, ReferenceDocument> {
  static override summary = 'Show the reference: its settings, how many OTUs it has, what waits to be built.';
  static override examples = ['refkit show'];

  protected async work() {
    return (await this.reference()).describe();
  }

  protected present(reference: ReferenceDocument, view: View) {
    return referenceText(reference, view);
  }
}
