import * as Flags from '@oclif/core/flags';
import { buildIndex, type IndexBuild } from '../../builds/builds.js';
import { line } from '../../terminal/escape.js';
import { Interruption } from '../../terminal/interruption.js';
import type { ProgressStep } from '../../terminal/progress.js';
import type { View } from '../../terminal/style.js';
import { fields } from '../../terminal/table.js';
import { count } from '../../terminal/words.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class IndexBuildCommand extends ReferenceCommand<typeof IndexBuildCommand, IndexBuild> {
  static override summary = 'Build the next index from the newest commit, and tag that commit.';
  static override description =
    'Refused where an OTU is not verified or nothing changed since the last index. The same commit gives the same bytes on any machine.';
  static override examples = ['refkit index build -o index-files'];
  static override flags = {
    output: Flags.string({
      char: 'o',
      description: 'The folder for the files; one inside .git unless given.',
      helpValue: 'DIR',
    }),
    mapper: Flags.string({
      description: 'Also the index of a read mapper, by that program.',
      options: ['bowtie2', 'none'],
      default: 'none',
    }),
  };

  protected async work() {
    const { output: outDir, mapper } = this.flags as { output?: string; mapper: 'bowtie2' | 'none' };
    const report = await this.progress();
    const reference = await this.reference();
    const interruption = new Interruption();
    const onProgress = (step: ProgressStep) => {
      interruption.check();
      report?.(step);
    };
    try {
      return await buildIndex(reference, { outDir, mapper, onProgress });
    } catch (error) {
      // A mapper hears Ctrl-C too, and fails before the next step would say it.
      interruption.check();
      throw error;
    } finally {
      interruption.end();
    }
  }

  protected override json({ index, directory, files }: IndexBuild) {
    return { ...index, directory, files: files.map((name) => ({ name })) };
  }

  protected present({ index, directory, files }: IndexBuild, view: View) {
    if (!view.terminal) return `${[String(index.version), index.id, directory].map(line).join('\t')}\n`;
    const changes = `${count(index.change_count, 'change')} of ${count(index.modified_otu_count, 'OTU')}`;
    const facts = fields(
      [
        ['id', index.id],
        ['changes', changes],
        ['folder', directory],
        ['files', files.join(', ')],
      ],
      view,
    );
    return `${view.style.bold(`Built index ${index.version}`)}\n${facts}`;
  }
}
