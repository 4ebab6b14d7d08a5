import * as Flags from '@oclif/core/flags';
import { exportOrder, exportReference } from '../exchange/export.js';
import { UsageError } from '../terminal/errors.js';
import { line } from '../terminal/escape.js';
import { writeOutput } from '../terminal/files.js';
import { ReferenceCommand } from './base/reference-command.js';

export default class Export extends ReferenceCommand<typeof Export, { file: string; otu_count: number }> {
  static override summary = 'Write the committed OTUs as the reference.json.gz that Virtool reads.';
  static override examples = ['refkit export -o reference.json.gz'];
  static override flags = {
    output: Flags.string({
      char: 'o',
      description: 'The file; plain JSON where its name ends in .json; - is standard output.',
      default: 'reference.json.gz',
      helpValue: 'FILE',
    }),
    indent: Flags.boolean({ description: 'Indent the JSON.' }),
  };

  protected async work() {
    const { output: file, indent } = this.flags;
    if (file === '-' && this.jsonEnabled()) throw new UsageError('--json and -o - both want standard output');
    const reference = await this.reference();
    const { name, organism, data_type, created_at } = reference.config;
    const report = await this.progress();
    let otu_count = 0;
    const otus = function* () {
      for (const otu of reference.otus('HEAD', exportOrder)) {
        otu_count += 1;
        report?.({ step: 'Exporting OTUs', done: otu_count, total: null });
        yield otu;
      }
    };
    await writeOutput(file, exportReference({ name, organism, data_type, created_at }, otus(), indent ? 2 : 0));
    return { file, otu_count };
  }

  protected present({ file, otu_count }: { file: string; otu_count: number }) {
    return file === '-' ? '' : `${line(file)}\t${otu_count}\n`;
  }
}
