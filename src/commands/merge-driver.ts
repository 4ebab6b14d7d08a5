import * as Flags from '@oclif/core/flags';
import { type DriverResult, mergeFiles } from '../reference/merge/driver.js';
import { RefkitCommand } from '../terminal/command.js';
import { line } from '../terminal/escape.js';
import { argument } from './base/parameters.js';

export default class MergeDriver extends RefkitCommand<typeof MergeDriver, DriverResult> {
  static override summary = 'Merge three states of an OTU file. git calls it, once "refkit setup" was run.';
  static override description =
    'The result is written over OURS. Where both sides want something else, markers stand around it, and the exit code is 1.';
  static override examples = ['refkit merge-driver base.json ours.json theirs.json otus/mn/mnbeanmv.json'];
  static override args = {
    base: argument('the file that both sides began with; empty where both added it'),
    ours: argument('the file of the branch that is merged into; the result goes here'),
    theirs: argument('the file of the branch that is merged'),
    path: argument('the path of the file in the repository'),
  };
  static override flags = {
    'marker-size': Flags.integer({ description: 'How long markers are.', min: 4, helpValue: 'N' }),
    ancestor: Flags.boolean({
      description: 'Make one base of two, without markers; git merges such when it has several.',
    }),
  };

  protected async work() {
    const { 'marker-size': markerSize, ancestor } = this.flags;
    const result = mergeFiles(this.args, { markerSize, ancestor });
    if (result.problem !== null) this.warn(`${result.path} cannot be merged as an OTU: ${result.problem}`);
    if ((result.conflicts.length > 0 || result.problem !== null) && !ancestor) this.status = 1;
    return result;
  }

  protected present({ path, otu, conflicts }: DriverResult) {
    if (conflicts.length === 0) return null;
    return conflicts.map(({ subject }) => `${line(`${path} (${otu?.name}): both sides want ${subject}`)}\n`).join('');
  }
}
