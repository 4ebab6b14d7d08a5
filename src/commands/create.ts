import * as Flags from '@oclif/core/flags';
import type { ReferenceDocument } from '../reference/documents.js';
import { Reference } from '../reference/reference.js';
import { RefkitCommand } from '../terminal/command.js';
import { Interruption } from '../terminal/interruption.js';
import type { View } from '../terminal/style.js';
import { referenceText } from '../terminal/views/reference.js';
import { creationSource, creationSourceFlags } from './base/creation-source.js';
import { argument } from './base/parameters.js';

export default class Create extends RefkitCommand<typeof Create, ReferenceDocument> {
  static override summary =
    'Make a new reference: empty, from a file of Virtool, as a copy of another, or from a release on GitHub.';
  static override description = [
    'The folder must not exist yet, or be empty. It becomes a git repository.',
    'An import takes reference.json, reference.json.gz or a folder in the layout of Virtool’s older source repositories,',
    'and is refused whole where OTU ids, names or sequence ids stand in it twice.',
    'From a GitHub repository it takes the newest release, and follows it: "refkit remote update" merges later ones.',
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
    ...creationSourceFlags,
    user: Flags.string({ description: 'The id of its owner.', env: 'REFKIT_USER', helpValue: 'ID' }),
  };

  protected async work() {
    const { name, organism, description, bare, public: isPublic, user } = this.flags;
    const interruption = new Interruption();
    const options = { user, onWarning: (text: string) => this.warn(text), onProgress: await this.progress() };
    const { signal } = interruption;
    const { source, note, close } = await creationSource(this.flags, { ...options, signal });
    try {
      const interruptible = source && { ...source, otus: interruption.until(source.otus) };
      const { directory } = this.args;
      const plan = { directory, name, organism, description, public: isPublic, bare, source: interruptible };
      const reference = await Reference.create(plan, options);
      try {
        await note?.(reference);
        return await reference.describe();
      } finally {
        reference.close();
      }
    } finally {
      interruption.end();
      await close();
    }
  }

  protected present(reference: ReferenceDocument, view: View) {
    return referenceText(reference, view);
  }
}
