import type { IndexDocument } from '../../reference/documents.js';
import type { View } from '../../terminal/style.js';
import { indexTable } from '../../terminal/views/reference.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class IndexList extends ReferenceCommand<typeof IndexList, IndexDocument[]> {
  static override summary = 'List the indexes that were built, newest first.';
  static override examples = ['refkit index list'];

  protected async work() {
    const reference = await this.reference();
    return reference.indexes.list();
  }

  protected override json(documents: IndexDocument[]) {
    const count = documents.length;
    return { documents, total_count: count, found_count: count, page_count: 1, per_page: count, page: 1 };
  }

  protected present(indexes: IndexDocument[], view: View) {
    return indexTable(indexes, view);
  }
}
