import { GitHub } from '../../github/access/client.js';
import { openRemote } from '../../github/remotes/remote-source.js';
import { Reference } from '../../reference/reference.js';
import { createFrom } from './creation.js';
import { downloadFolder } from './download.js';
import { type CreationResult, type RemoteReferenceJob, type Report, type StepOf, shareOf } from './job.js';
import { firstWarnings } from './warnings.js';

/**
 * Makes a reference from the release of a remote that was found. OTUs keep the ids that the release gives them, since
 * updates match by them: two references that follow one remote have OTUs of the same ids.
 *
 * @throws what a download and an import throw, and what `Reference.create` does; then nothing is on disk
 */
export async function remoteReference(
  job: RemoteReferenceJob,
  report: Report<StepOf<'remote_reference'>>,
): Promise<CreationResult> {
  const github = GitHub.open();
  const { found, slug } = job;
  const folder = downloadFolder(job);
  const { warnings, onWarning } = firstWarnings();
  try {
    const onProgress = (progress: { done: number; total: number | null }) => report('download', shareOf(progress));
    const remote = await openRemote(github, slug, { found, folder, onProgress, onWarning });
    try {
      const counts = await createFrom(remote.source, job, [], {
        onTurn: () => report('import_otus', remote.share()),
        onTaken: () => report('create_history', 0),
      });
      const reference = await Reference.open(job.target);
      try {
        await remote.note(reference);
      } finally {
        reference.close();
      }
      return { ...counts, warnings };
    } finally {
      remote.close();
    }
  } finally {
    await github.close();
  }
}
