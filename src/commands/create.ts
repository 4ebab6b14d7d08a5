import * as Flags from '@oclif/core/flags';
import { openImport } from '../exchange/import.js';
import type { OtuSource } from '../reference/creation.js';
import type { ReferenceDocument } from '../reference/documents.js';
import { type OpenOptions, Reference } from '../reference/reference.js';
import { RefkitCommand } from '../terminal/command.js';
import { Interruption } from '../terminal/interruption.js';
import type { View } from '../terminal/style.js';
import { referenceText } from '../terminal/views/reference.js';
import { argument } from './base/parameters.js';

export default class Create extends RefkitCommand<typeof Create, ReferenceDocument> {
  static override summary = 'Make a new reference: empty, from a file of Virtool, or as a copy of another reference.';
  static override description = [
    'The folder must not exist yet, or be empty. It becomes a git repository with one commit.',
    'An import takes reference.json, reference.json.gz or a folder in the layout of Virtool’s older source repositories,',
    'and is refused whole where OTU ids, names or sequence ids stand in it twice.',
  ].join('\n');
  static override examples = ['refkit create plants --name "Plant Viruses" --organism virus'];
  static override args = { directory: argument('the folder to make it in') };
  static override flags = {
    name: Flags.string({ description: 'Its name; the folder’s unless given.' }),
    organism: Flags.string({ description: 'What it is a reference of ("virus" unless given).' }),
    'data-type': Flags.string({ description: 'The kind of data.', options: ['genome'], default: 'genome' }),
    description: Flags.string({ description: 'What it is for.' }),
    public: Flags.boolean({ description: 'Everyone may see it where it is served.' }),
    bare: Flags.boolean({ description: 'Without a working tree, as a server wants it.' }),
    'import-from': Flags.string({
      description: 'Fill it from a file or folder; - is standard input.',
      helpValue: 'FILE',
      exclusive: ['clone-from'],
    }),
    'clone-from': Flags.string({
      description: 'Fill it from another reference, with a new history.',
      helpValue: 'DIR',
    }),
    user: Flags.string({ description: 'The id of its owner.', env: 'REFKIT_USER', helpValue: 'ID' }),
  };

  protected async work() {
    const { name, organism, description, bare, public: isPublic, user } = this.flags;
    const options = { user, onWarning: (text: string) => this.warn(text), onProgress: await this.progress() };
    const { source, close } = await this.source(options);
    const { directory } = this.args;
    const interruption = new Interruption();
    try {
      const interruptible = source && { ...source, otus: interruption.until(source.otus) };
      const plan = { directory, name, organism, description, public: isPublic, bare, source: interruptible };
      const reference = await Reference.create(plan, options);
      try {
        return await reference.describe();
      } finally {
        reference.close();
      }
    } finally {
      interruption.end();
      close();
    }
  }

  private async source(options: OpenOptions): Promise<{ source?: OtuSource; close(): void }> {
    const { 'import-from': file, 'clone-from': other } = this.flags;
    if (other !== undefined) {
      const original = await Reference.open(other, options);
      return { source: original.asSource(), close: () => original.close() };
    }
    if (file === undefined) return { close: () => {} };
    const {
      source: label,
      metadata,
      otus,
    } = await openImport(file, { onWarning: ({ message }) => this.warn(message) });
    const settings = () => ({ organism: metadata.organism });
    const source = { method: 'import' as const, label, otus, settings, provenance: { imported_from: { name: label } } };
    return { source, close: () => {} };
  }

  protected present(reference: ReferenceDocument, view: View) {
    return referenceText(reference, view);
  }
}
