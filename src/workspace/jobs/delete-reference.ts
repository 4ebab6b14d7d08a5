import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { DeleteReferenceJob, JobResults, Report, StepOf } from './job.js';

/** After so many files the progress is told. */
const PIECE = 50;

/** Where a bare repository, or one with a working tree, keeps the files of its indexes. */
const INDEX_FOLDERS = ['refkit/indexes', '.git/refkit/indexes'];

/**
 * Removes the files of a reference, piece by piece. It may be cut off and done again, also where the folder is gone.
 */
export async function deleteReference(
  { folder }: DeleteReferenceJob,
  report: Report<StepOf<'delete_reference'>>,
): Promise<JobResults['delete_reference']> {
  const indexes = INDEX_FOLDERS.flatMap((name) => filesBelow(join(folder, name)));
  await removeFiles(indexes, (share) => report('delete_indexes', share));
  await removeFiles(filesBelow(folder), (share) => report('delete_otus', share));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  return {};
}

async function removeFiles(files: readonly string[], onProgress: (share: number) => void): Promise<void> {
  for (const [index, file] of files.entries()) {
    if (index % PIECE === 0) {
      onProgress(index / files.length);
      await setImmediate();
    }
    rmSync(file, { force: true, maxRetries: 5 });
  }
  onProgress(1);
}

/** Everything below a folder but the folders; links are not followed. */
function filesBelow(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
}
