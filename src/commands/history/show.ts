import type { ChangeDetail } from '../../reference/documents.js';
import type { View } from '../../terminal/style.js';
import { changeText } from '../../terminal/views/history.js';
import { argument } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class HistoryShow extends ReferenceCommand<typeof HistoryShow, ChangeDetail> {
  static override summary = 'Show a change and what it did, as a patch (RFC 6902).';
  static override examples = ['refkit history show mnbeanmv.1'];
  static override args = { change: argument('a change, such as mnbeanmv.1') };

  protected async work() {
    return (await this.reference()).change(this.args.change);
  }

  protected present(change: ChangeDetail, view: View) {
    return changeText(change, view);
  }
}
