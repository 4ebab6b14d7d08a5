import { settleBuild } from '../../builds/builds.js';
import { settleCreation } from '../../reference/creation.js';
import { ReferenceNotFoundError } from '../../reference/errors.js';
import { Reference } from '../../reference/reference.js';
import type { BuildIndexJob, Job, JobResult } from './job.js';

/**
 * To be called when the process that did a job is gone without a word: what it had half made is removed.
 *
 * @returns the result, where everything had been made, and only not been said; what is known of it no more is empty
 */
export async function settleJob(job: Job): Promise<JobResult | null> {
  switch (job.type) {
    case 'import_reference':
    case 'clone_reference':
      return (await settleCreation(job.target)) ? countIn(job.target) : null;
    case 'delete_reference':
      return null;
    case 'build_index':
      return settlePlanned(job);
  }
}

async function countIn(directory: string): Promise<JobResult> {
  const reference = await Reference.open(directory);
  try {
    const { otu_count } = await reference.describe();
    return { otu_count, renamed_otu_count: 0, warnings: [] };
  } finally {
    reference.close();
  }
}

async function settlePlanned({ directory, plan }: BuildIndexJob): Promise<JobResult | null> {
  let reference: Reference;
  try {
    reference = await Reference.open(directory);
  } catch (error) {
    // Where it was removed, its builds went with it.
    if (error instanceof ReferenceNotFoundError) return null;
    throw error;
  }
  try {
    const index = await settleBuild(reference, plan);
    return index && { index };
  } finally {
    reference.close();
  }
}
