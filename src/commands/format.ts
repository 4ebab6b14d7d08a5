import * as Flags from '@oclif/core/flags';
import { Checkout } from '../reference/checkout.js';
import { line } from '../terminal/escape.js';
import type { View } from '../terminal/style.js';
import { count } from '../terminal/words.js';
import { type FormatResult, formatFiles } from '../validate/format.js';
import { ReferenceCommand } from './base/reference-command.js';

export default class Format extends ReferenceCommand<typeof Format, FormatResult> {
  static override summary = 'Bring the OTU files of the working tree into canonical form. Nothing is committed.';
  static override examples = ['refkit format --check'];
  static override flags = {
    check: Flags.boolean({ description: 'Change nothing; exit with 1 where a file is not in canonical form.' }),
  };

  protected async work() {
    const { check } = this.flags;
    const result = formatFiles(Checkout.open(this.directory), { check });
    if (result.unreadable.length > 0 || (check && result.changed.length > 0)) this.status = 1;
    return result;
  }

  protected present({ changed, unreadable, checked }: FormatResult, { terminal, style }: View) {
    for (const { path, message } of unreadable) this.warn(message.includes(path) ? message : `${path}: ${message}`);
    const paths = changed.map((path) => `${style.yellow(line(path))}\n`).join('');
    const verb = this.flags.check ? 'not in canonical form' : 'rewritten';
    return terminal ? `${paths}${count(checked, 'file')} looked at, ${changed.length} ${verb}\n` : paths;
  }
}
