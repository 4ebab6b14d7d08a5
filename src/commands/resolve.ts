import * as Flags from '@oclif/core/flags';
import { type ResolveResult, resolveConflicts } from '../reference/merge/resolve.js';
import { resolutionText } from '../terminal/views/resolution.js';
import { argument } from './base/parameters.js';
import { ReferenceCommand } from './base/reference-command.js';

const decides = (description: string, ...others: string[]) => Flags.boolean({ description, exclusive: others });

export default class Resolve extends ReferenceCommand<typeof Resolve, ResolveResult> {
  static override summary = 'Decide conflicts that a git merge, rebase or cherry-pick left in an OTU.';
  static override description =
    'Takes one side of every conflict in the file, or of one; what was changed by hand elsewhere in it stays. When nothing is left to decide, the file is staged. Without a side, it lists what is to be decided. In a rebase "ours" is the branch that is rebased onto.';
  static override examples = ['refkit resolve mnbeanmv --theirs --field name'];
  static override args = {
    otu: argument('an OTU in conflict: its id, or the exact name or abbreviation it has on a side'),
  };
  static override flags = {
    ours: decides('Take what the branch has that is merged into.', 'theirs', 'base'),
    theirs: decides('Take what the branch has that is merged.', 'ours', 'base'),
    base: decides('Take what it was before both sides changed it.', 'ours', 'theirs'),
    field: Flags.string({
      description: 'Decide this one alone, such as isolates/ID/source_name.',
      helpValue: 'PATH',
      relationships: [{ type: 'some', flags: ['ours', 'theirs', 'base'] }],
    }),
  };

  protected async work() {
    const { ours, theirs, base, field } = this.flags;
    const side = ours ? 'ours' : theirs ? 'theirs' : base ? 'base' : undefined;
    return resolveConflicts(this.directory, { otu: this.args.otu, side, field }, this.waitSeconds);
  }

  protected present(result: ResolveResult, view: Parameters<typeof resolutionText>[1]) {
    return resolutionText(result, view);
  }
}
