import type { ChangeDetail } from '../../reference/documents.js';
import type { View } from '../../terminal/style.js';
import { historyTable } from '../../terminal/views/history.js';
import { otuArgument } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class OtuHistory extends ReferenceCommand<typeof OtuHistory, ChangeDetail[]> {
  static override summary = 'List all changes of an OTU, oldest first; of one that is removed too, by its id.';
  static override examples = ['refkit otu history MoMV'];
  static override args = { otu: otuArgument };

  protected async work() {
    return (await this.reference()).otuHistory(this.args.otu);
  }

  protected present(changes: ChangeDetail[], view: View) {
    return historyTable(changes, view, { ofOneOtu: true });
  }
}
