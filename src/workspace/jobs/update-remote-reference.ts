import { GitHub } from '../../github/access/client.js';
import { updateRemote } from '../../github/remotes/remotes.js';
import { Reference } from '../../reference/reference.js';
import { type JobResults, type Report, type StepOf, shareOf, type UpdateRemoteReferenceJob } from './job.js';

/** How long an update waits for edits that are going on, in seconds: it has taken longer than they. */
const PATIENCE = 60;

/**
 * Installs the release that was found, and keeps what was changed here.
 *
 * @throws what `updateRemote` throws; then the reference is as it was
 */
export async function updateRemoteReference(
  { directory, account, found, decide }: UpdateRemoteReferenceJob,
  report: Report<StepOf<'update_remote_reference'>>,
): Promise<JobResults['update_remote_reference']> {
  const github = GitHub.open();
  try {
    const onProgress = () => report('merge', 0);
    const reference = await Reference.open(directory, { account, waitSeconds: PATIENCE, durable: true, onProgress });
    try {
      const { release, outcome } = await updateRemote(github, reference, {
        ...{ found, decide },
        onProgress: (progress) => report('download', shareOf(progress)),
      });
      return { release: release.id, changes: outcome?.summary ?? null };
    } finally {
      reference.close();
    }
  } finally {
    await github.close();
  }
}
