import { type Verification, type VerifiedFile, verifyIndex } from '../../builds/builds.js';
import type { View } from '../../terminal/style.js';
import { type Column, table } from '../../terminal/table.js';
import { argument } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class IndexVerify extends ReferenceCommand<typeof IndexVerify, Verification> {
  static override summary = 'Build an index again from its commit, and compare every file of a folder with it.';
  static override examples = ['refkit index verify index-files'];
  static override args = { directory: argument('a folder with the files of an index') };

  protected async work() {
    const options = { onProgress: await this.progress() };
    const verification = await verifyIndex(await this.reference(), this.args.directory, options);
    if (!verification.ok) this.status = 1;
    return verification;
  }

  protected async present({ ok, version, files, mapper }: Verification, view: View) {
    if (mapper && mapper.expected !== mapper.actual) {
      this.warn(`These files were made with bowtie2 ${mapper.expected}, and built again with ${mapper.actual}`);
    }
    const columns: Column<VerifiedFile>[] = [
      { header: 'file', value: ({ name }) => name },
      { header: 'is', value: ({ status }) => status },
      { header: 'SHA-256', value: ({ actual }) => actual, shown: ({ actual }) => actual?.slice(0, 16) ?? '' },
    ];
    const verdict = ok ? view.style.green('is what its commit gives') : view.style.red('is not what its commit gives');
    return `${await table(files, columns, view)}${view.terminal ? `Index ${version} ${verdict}\n` : ''}`;
  }
}
