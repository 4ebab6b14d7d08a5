import type { IndexDetail } from '../../reference/indexes.js';
import type { View } from '../../terminal/style.js';
import { indexText } from '../../terminal/views/reference.js';
import { argument } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class IndexShow extends ReferenceCommand<typeof IndexShow, IndexDetail> {
  static override summary = 'Show an index: what it is made of, and the files of it that are in this clone.';
  static override examples = ['refkit index show 0'];
  static override args = { index: argument('its number, or its id') };

  protected async work() {
    const reference = await this.reference();
    return reference.indexes.get(this.args.index);
  }

  protected present(index: IndexDetail, view: View) {
    return indexText(index, view);
  }
}
