import { Reference } from '../../reference/reference.js';
import { createFrom, withReferences } from './creation.js';
import { type CloneReferenceJob, type CreationResult, type Report, type StepOf, shareOf } from './job.js';

/**
 * Makes a reference with the OTUs of another one, as they are now, and a history of its own. OTUs get new ids, since
 * those of the other one are taken; isolates and sequences keep theirs.
 *
 * @throws ReferenceNotFoundError, and what `Reference.create` throws; then nothing is on disk
 */
export async function cloneReference(
  job: CloneReferenceJob,
  report: Report<StepOf<'clone_reference'>>,
): Promise<CreationResult> {
  const original = await Reference.open(job.source);
  try {
    const source = original.asSource();
    const folders = job.otherReferences.filter((folder) => folder !== job.source);
    const counts = await withReferences(folders, (others) =>
      createFrom(source, job, [original, ...others], {
        onTurn: (done) => report('copy_otus', shareOf({ done, total: source.total ?? null })),
        onTaken: () => report('create_history', 0),
      }),
    );
    return { ...counts, warnings: [] };
  } finally {
    original.close();
  }
}
