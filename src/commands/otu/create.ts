import * as Flags from '@oclif/core/flags';
import { EditCommand } from '../base/edit-command.js';
import { otuFlags, schemaOf } from '../base/schema.js';

export default class OtuCreate extends EditCommand<typeof OtuCreate> {
  static override summary = 'Make a new OTU, without isolates.';
  static override examples = ['refkit otu create --name "Dune rice stripe virus" --abbreviation DRSV'];
  static override flags = {
    name: Flags.string({ description: 'Its name, unique in the reference.', required: true }),
    ...otuFlags,
  };

  protected async work() {
    const { name, abbreviation, taxid, schema } = this.flags;
    return (await this.reference()).createOtu({ name, abbreviation, taxid, schema: schemaOf(schema) });
  }
}
