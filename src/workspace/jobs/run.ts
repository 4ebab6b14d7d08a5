import { Reference } from '../../reference/reference.js';
import { buildPlannedIndex } from './build-index.js';
import { cloneReference } from './clone-reference.js';
import { deleteReference } from './delete-reference.js';
import { exportToFile } from './export-reference.js';
import { importReference } from './import-reference.js';
import type { AnyJob, JobResult, Report } from './job.js';

/**
 * Does a job, wherever it is called.
 *
 * @throws whatever the job does; then nothing half made is left
 */
export async function runJob(job: AnyJob, report: Report): Promise<JobResult> {
  switch (job.type) {
    case 'import_reference':
      return importReference(job, report);
    case 'clone_reference':
      return cloneReference(job, report);
    case 'remote_reference': {
      const { remoteReference } = await import('./remote-reference.js');
      return remoteReference(job, report);
    }
    case 'update_remote_reference': {
      const { updateRemoteReference } = await import('./update-remote-reference.js');
      return updateRemoteReference(job, report);
    }
    case 'delete_reference':
      return deleteReference(job, report);
    case 'build_index':
      return buildPlannedIndex(job, report);
    case 'export_reference':
      return exportToFile(job);
    case 'open_reference':
      (await Reference.open(job.directory)).close();
      return {};
  }
}
