import type { Job, JobResult } from './job.js';

/**
 * What is to be done when the process that did a job is gone without a word: what it had half made is removed. Where
 * it had made everything, and only not said so, the result is given.
 */
export async function settleJob(_job: Job): Promise<JobResult | null> {
  return null;
}
