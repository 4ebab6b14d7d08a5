import * as Flags from '@oclif/core/flags';
import { GitHub } from '../../github/access/client.js';
import { planRelease } from '../../github/publish/plan.js';
import { publishRelease } from '../../github/publish/publish.js';
import { plannedReport, type ReleaseReport } from '../../github/publish/report.js';
import type { View } from '../../terminal/style.js';
import { releaseText } from '../../terminal/views/release.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class ReleasePublish extends ReferenceCommand<typeof ReleasePublish, ReleaseReport> {
  static override summary =
    'Publish the newest index as a release at GitHub: validate, build, tag, push, upload, publish.';
  static override description =
    'Takes a token in GH_TOKEN or GITHUB_TOKEN. A run that was cut off is finished by the next one; a published release never changes.';
  static override examples = ['refkit release publish --dry-run'];
  static override flags = {
    repository: Flags.string({
      description: 'Where; the repository of the remote "origin" unless given, else GITHUB_REPOSITORY.',
      helpValue: 'OWNER/REPO',
    }),
    index: Flags.integer({
      description: 'Release this index; the newest unless given, built first where there are changes since.',
      helpValue: 'N',
      min: 0,
    }),
    tag: Flags.string({
      description: 'The version; the one that follows from the changes unless given. v2.0.0-rc.1 makes a prerelease.',
      helpValue: 'vX.Y.Z',
    }),
    mapper: Flags.string({
      description: 'Also the index of a read mapper, by that program.',
      options: ['bowtie2', 'none'],
    }),
    output: Flags.string({ char: 'o', description: 'A folder for copies of the files, too.', helpValue: 'DIR' }),
    draft: Flags.boolean({ description: 'Leave it a draft, which the next run without this publishes.' }),
    'dry-run': Flags.boolean({ description: 'Say what would be done, and do nothing.' }),
  };

  protected async work() {
    const { 'dry-run': readOnly, output: outDir, ...options } = this.flags;
    const github = GitHub.open({ onWarning: (message) => this.warn(message) });
    try {
      const onProgress = await this.progress();
      const reference = await this.reference();
      const mapper = options.mapper as 'bowtie2' | 'none' | undefined;
      const plan = await planRelease(reference, github, { ...options, mapper, readOnly, onProgress });
      for (const warning of plan.warnings) this.warn(warning);
      return readOnly ? plannedReport(plan) : await publishRelease(reference, github, plan, { outDir, onProgress });
    } finally {
      await github.close();
    }
  }

  protected present(report: ReleaseReport, view: View) {
    return releaseText(report, view);
  }
}
