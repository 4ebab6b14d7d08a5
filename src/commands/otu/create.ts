import * as Flags from '@oclif/core/flags';
import { EditCommand } from '../base/edit-command.js';
import { genBankOptions } from '../base/genbank.js';
import { otuFlags, schemaOf } from '../base/schema.js';

export default class OtuCreate extends EditCommand<typeof OtuCreate> {
  static override summary = 'Make a new OTU, without isolates or of records in GenBank.';
  static override description = [
    'With --genbank, its name, taxid and schema are those of the records unless given.',
    'Each isolate or strain that the records name becomes an isolate with its sequences, the first of them the default.',
  ].join('\n');
  static override examples = ['refkit otu create --name "Dune rice stripe virus" --abbreviation DRSV'];
  static override flags = {
    name: Flags.string({
      description: 'Its name, unique in the reference; with --genbank, the organism of the records unless given.',
      atLeastOne: ['name', 'genbank'],
    }),
    ...otuFlags,
    genbank: Flags.string({
      description: 'Accessions of its records in GenBank; without a version, the newest.',
      helpValue: 'ACC',
      multiple: true,
    }),
  };

  protected async work() {
    const { name, abbreviation, taxid, schema: file, genbank } = this.flags;
    const reference = await this.reference();
    const given = { name, abbreviation, taxid, schema: schemaOf(file) };
    if (genbank === undefined) return reference.createOtu({ ...given, name: name! });
    const { otuFromGenBank } = await import('../../genbank/inputs.js');
    const options = genBankOptions(reference, (message) => this.warn(message));
    return reference.createOtu(await otuFromGenBank(genbank, given, options));
  }
}
