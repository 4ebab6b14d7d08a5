import * as Flags from '@oclif/core/flags';
import { editOtu } from '../../otu/edits.js';
import { EditCommand } from '../base/edit-command.js';
import { otuArgument } from '../base/parameters.js';
import { otuFlags, schemaOf } from '../base/schema.js';

export default class OtuEdit extends EditCommand<typeof OtuEdit> {
  static override summary = 'Change an OTU’s name, abbreviation, taxonomy id or schema.';
  static override examples = ['refkit otu edit MoMV --name "Moonbean mosaic virus 1"'];
  static override args = { otu: otuArgument };
  static override flags = { name: Flags.string({ description: 'Its name, unique in the reference.' }), ...otuFlags };

  protected async work() {
    const { name, abbreviation, taxid, schema } = this.flags;
    const input = { name, abbreviation, taxid, schema: schemaOf(schema) };
    this.requireOne(input);
    return (await this.reference()).editOtu(this.args.otu, editOtu(input));
  }
}
