import { RefkitError } from '../otu/errors.js';
import type { ReferenceDocument } from '../reference/documents.js';
import { findReferences } from '../reference/locate.js';
import { Reference } from '../reference/reference.js';
import { RefkitCommand } from '../terminal/command.js';
import type { View } from '../terminal/style.js';
import { referenceTable } from '../terminal/views/reference.js';
import { optionalArgument } from './base/parameters.js';

type Listed = ReferenceDocument & { directory: string };

export default class List extends RefkitCommand<typeof List, Listed[]> {
  static override summary = 'List the references below a folder, by name.';
  static override examples = ['refkit list .'];
  static override args = { workspace: optionalArgument('the folder; the current one unless given') };

  protected async work() {
    const onProgress = await this.progress();
    const listed: Listed[] = [];
    for (const directory of findReferences(this.args.workspace ?? '.')) {
      try {
        const reference = await Reference.open(directory, { onProgress, onWarning: (text) => this.warn(text) });
        listed.push({ ...(await reference.describe()), directory });
        reference.close();
      } catch (error) {
        if (!(error instanceof RefkitError)) throw error;
        this.warn(`${directory}: ${error.message}`);
      }
    }
    return listed.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  protected override json(listed: Listed[]) {
    const count = listed.length;
    return { documents: listed, total_count: count, found_count: count, page_count: 1, per_page: count, page: 1 };
  }

  protected present(listed: Listed[], view: View) {
    return referenceTable(listed, view);
  }
}
