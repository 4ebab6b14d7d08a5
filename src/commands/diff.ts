import * as Flags from '@oclif/core/flags';
import type { ReferenceComparison } from '../reference/comparison.js';
import type { View } from '../terminal/style.js';
import { differs } from '../terminal/views/comparison.js';
import { comparisonHtml } from '../terminal/views/comparison-html.js';
import { comparisonMarkdown } from '../terminal/views/comparison-markdown.js';
import { comparisonText } from '../terminal/views/comparison-text.js';
import { optionalArgument } from './base/parameters.js';
import { ReferenceCommand } from './base/reference-command.js';

export default class Diff extends ReferenceCommand<typeof Diff, ReferenceComparison> {
  static override summary = 'Say what changed, in the words of the domain: OTUs, isolates, sequences, fields.';
  static override description =
    'BASE and HEAD are revisions as git knows them, or the words "staged" and "worktree". With --exit-code the exit code is 1 where something differs.';
  static override examples = ['refkit diff HEAD~1 HEAD --format markdown'];
  static override args = {
    base: optionalArgument('from here; from the newest index unless given, or else from nothing'),
    head: optionalArgument('to here; to the working tree unless given'),
  };
  static override flags = {
    format: Flags.string({
      description: 'How to draw it.',
      options: ['text', 'markdown', 'json', 'html'],
      default: 'text',
    }),
    'exit-code': Flags.boolean({ description: 'Exit with 1 where something differs, with 0 where nothing does.' }),
  };

  protected async work() {
    const comparison = await (await this.reference()).compare(this.args.base, this.args.head);
    if (this.flags['exit-code'] && differs(comparison)) this.status = 1;
    return comparison;
  }

  protected present(comparison: ReferenceComparison, view: View) {
    switch (this.flags.format) {
      case 'markdown':
        return comparisonMarkdown(comparison);
      case 'html':
        return comparisonHtml(comparison);
      case 'json':
        return `${JSON.stringify(comparison, null, 2)}\n`;
      default:
        return comparisonText(comparison, view);
    }
  }
}
