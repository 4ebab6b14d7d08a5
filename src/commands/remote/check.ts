import type { RemoteCheck } from '../../github/remotes/remotes.js';
import type { View } from '../../terminal/style.js';
import { remoteCheckText } from '../../terminal/views/remote.js';
import { prereleaseFlag, RemoteCommand } from '../base/remote-command.js';

export default class RemoteCheckCommand extends RemoteCommand<typeof RemoteCheckCommand, RemoteCheck> {
  static override summary = 'Ask the remote whether it has a newer release.';
  static override description =
    'One request. With a token (GH_TOKEN) it does not count towards GitHub’s limit while nothing is new.';
  static override examples = ['refkit remote check'];
  static override flags = { ...prereleaseFlag };

  protected async work() {
    const { checkRemote } = await import('../../github/remotes/remotes.js');
    return checkRemote(await this.github(), await this.reference(), this.flags);
  }

  protected override json({ release }: RemoteCheck) {
    return release;
  }

  protected present(check: RemoteCheck, view: View) {
    return remoteCheckText(check, view);
  }
}
