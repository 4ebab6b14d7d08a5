import * as Flags from '@oclif/core/flags';
import type { RemoteUpdate } from '../../github/remotes/remotes.js';
import { Interruption } from '../../terminal/interruption.js';
import type { View } from '../../terminal/style.js';
import { remoteUpdateText } from '../../terminal/views/remote.js';
import { prereleaseFlag, RemoteCommand, releaseFlag } from '../base/remote-command.js';

export default class RemoteUpdateCommand extends RemoteCommand<typeof RemoteUpdateCommand, RemoteUpdate> {
  static override summary = 'Install the newest release of the remote, and keep what was changed here.';
  static override description = [
    'The release becomes a commit on the branch upstream/OWNER-REPO, which is then merged. OTUs that the release removed',
    'are removed here too, unless they were edited here. Where both sides changed the same, nothing is merged: the',
    'conflicts are listed, and --ours, --theirs or a "git merge" by hand decides them.',
    'With --release any release is installed, also one that is older than what is installed.',
  ].join('\n');
  static override examples = ['refkit remote update --dry-run'];
  static override flags = {
    release: releaseFlag,
    ...prereleaseFlag,
    ours: Flags.boolean({ description: 'In conflicts, keep what was changed here.', exclusive: ['theirs'] }),
    theirs: Flags.boolean({ description: 'In conflicts, take what the release has.' }),
    'dry-run': Flags.boolean({ description: 'Only show what would change.' }),
  };

  protected async work() {
    const { release: tag, prerelease, ours, theirs, 'dry-run': dryRun } = this.flags;
    const decide = ours ? ('ours' as const) : theirs ? ('theirs' as const) : undefined;
    const { updateRemote } = await import('../../github/remotes/remotes.js');
    const reference = await this.reference();
    const report = await this.progress();
    const interruption = new Interruption();
    try {
      return await updateRemote(await this.github(interruption.signal), reference, {
        ...{ tag, prerelease, decide, dryRun },
        onWarning: (message) => this.warn(message),
        onProgress: (progress) => {
          interruption.check();
          report?.(progress);
        },
      });
    } finally {
      interruption.end();
    }
  }

  protected override json({ release, before, outcome }: RemoteUpdate) {
    const { summary = null, conflicts = [], otus = [], commit = null } = outcome ?? {};
    return this.flags['dry-run']
      ? { ...release, before, summary, otus, conflicts }
      : { ...release, before, summary, commit };
  }

  protected present(update: RemoteUpdate, view: View) {
    return remoteUpdateText(update, view);
  }
}
