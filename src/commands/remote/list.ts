import type { UpdateDocument } from '../../reference/upstream/documents.js';
import type { View } from '../../terminal/style.js';
import { installedTable } from '../../terminal/views/remote.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class RemoteList extends ReferenceCommand<typeof RemoteList, UpdateDocument[]> {
  static override summary = 'List the releases that were installed, newest first.';
  static override examples = ['refkit remote list'];

  protected async work() {
    const reference = await this.reference();
    return (await reference.upstream()).documents();
  }

  protected override json(documents: UpdateDocument[]) {
    const count = documents.length;
    return { documents, total_count: count, found_count: count, page_count: 1, per_page: count, page: 1 };
  }

  protected present(releases: UpdateDocument[], view: View) {
    return installedTable(releases, view);
  }
}
