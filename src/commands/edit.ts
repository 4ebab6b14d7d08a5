import * as Flags from '@oclif/core/flags';
import type { ReferenceDocument } from '../reference/documents.js';
import type { View } from '../terminal/style.js';
import { referenceText } from '../terminal/views/reference.js';
import { ReferenceCommand } from './base/reference-command.js';

export default class Edit extends ReferenceCommand<typeof Edit, ReferenceDocument> {
  static override summary = 'Change settings of the reference. All that is given becomes one commit.';
  static override examples = ['refkit edit --description "Regulated pests" --source-type isolate strain clone'];
  static override flags = {
    name: Flags.string({ description: 'Its name.' }),
    organism: Flags.string({ description: 'What it is a reference of.' }),
    description: Flags.string({ description: 'What it is for.' }),
    public: Flags.boolean({ description: 'Whether everyone may see it where it is served.', allowNo: true }),
    'internal-control': Flags.string({
      description: 'The OTU that is the internal control; "" for none.',
      helpValue: 'OTU',
    }),
    'restrict-source-types': Flags.boolean({
      description: 'Whether isolates may only have the source types.',
      allowNo: true,
    }),
    'source-type': Flags.string({ description: 'The source types, all of them.', multiple: true, helpValue: 'T' }),
  };

  protected async work() {
    const { name, organism, description, public: isPublic } = this.flags;
    const settings = {
      name,
      organism,
      description,
      public: isPublic,
      internal_control: this.flags['internal-control'],
      restrict_source_types: this.flags['restrict-source-types'],
      source_types: this.flags['source-type'],
    };
    this.requireOne(settings);
    return (await this.reference()).editSettings(settings);
  }

  protected present(reference: ReferenceDocument, view: View) {
    return referenceText(reference, view);
  }
}
