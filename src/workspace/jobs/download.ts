/** Where the release of a new reference is kept while it is made of it: beside where that will be. */
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RemoteReferenceJob } from './job.js';

export function downloadFolder({ target, plan }: RemoteReferenceJob): string {
  return join(dirname(target), `.download-${plan.id}`);
}

/** Removes what a job that was cut off has left. */
export function removeDownload(job: RemoteReferenceJob): void {
  rmSync(downloadFolder(job), { recursive: true, force: true });
}
