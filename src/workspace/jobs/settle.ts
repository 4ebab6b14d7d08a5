import { settleBuild } from '../../builds/builds.js';
import { settleCreation } from '../../reference/creation.js';
import { ReferenceNotFoundError } from '../../reference/errors.js';
import { Reference } from '../../reference/reference.js';
import { removeDownload } from './download.js';
import type { BuildIndexJob, Job, JobResult, UpdateRemoteReferenceJob } from './job.js';

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
    case 'remote_reference':
      removeDownload(job);
      return (await settleCreation(job.target)) ? countIn(job.target) : null;
    case 'update_remote_reference':
      return settleUpdate(job);
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
  return inReference(directory, async (reference) => {
    const index = await settleBuild(reference, plan);
    return index && { index };
  });
}

/** An update is there whole or not at all: what HEAD says is installed. */
async function settleUpdate({ directory, found }: UpdateRemoteReferenceJob): Promise<JobResult | null> {
  return inReference(directory, async (reference) => {
    const upstream = await reference.upstream();
    upstream.removeDownloads();
    const installed = await upstream.installed();
    return installed !== null && installed.id === found.release.id ? { release: installed.id, changes: null } : null;
  });
}

/** Gives what `work` does; null where the reference was removed, and what was being made in it with it. */
async function inReference<T>(directory: string, work: (reference: Reference) => Promise<T>): Promise<T | null> {
  let reference: Reference;
  try {
    reference = await Reference.open(directory);
  } catch (error) {
    if (error instanceof ReferenceNotFoundError) return null;
    throw error;
  }
  try {
    return await work(reference);
  } finally {
    reference.close();
  }
}
