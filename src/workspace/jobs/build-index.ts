import { buildIndex } from '../../builds/builds.js';
import { Reference } from '../../reference/reference.js';
import { type BuildIndexJob, type JobResults, type Report, type StepOf, shareOf } from './job.js';

/** How long a build that is made waits for edits that are going on, in seconds: it has taken longer than they. */
const PATIENCE = 60;

/**
 * Builds the index that was planned, from the commit of its plan.
 *
 * @throws ReferenceNotFoundError, and what `buildIndex` throws; then nothing of the index is on disk
 */
export async function buildPlannedIndex(
  { directory, plan, account }: BuildIndexJob,
  report: Report<StepOf<'build_index'>>,
): Promise<JobResults['build_index']> {
  const reference = await Reference.open(directory, { account, waitSeconds: PATIENCE });
  try {
    const { index } = await buildIndex(reference, {
      plan,
      onProgress: (progress) => report('write_files', shareOf(progress)),
    });
    report('declare_index', 1);
    return { index };
  } finally {
    reference.close();
  }
}
