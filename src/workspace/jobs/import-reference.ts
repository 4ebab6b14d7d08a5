import { createReadStream, statSync } from 'node:fs';
import { openImport } from '../../exchange/import.js';
import { createFrom, withReferences } from './creation.js';
import { type CreationResult, type ImportReferenceJob, type Report, type StepOf, shareOf } from './job.js';
import { firstWarnings } from './warnings.js';

/**
 * Makes a reference from an upload. Ids that the file brings are kept, but for those of OTUs that an OTU of the
 * workspace has or had.
 *
 * @throws what an import throws, and what `Reference.create` does; then nothing is on disk
 */
export async function importReference(
  job: ImportReferenceJob,
  report: Report<StepOf<'import_reference'>>,
): Promise<CreationResult> {
  const { size } = statSync(job.file);
  const file = createReadStream(job.file, { highWaterMark: 256 * 1024 });
  // Whoever reads it is told as well; where nobody does any more, it is no matter.
  file.on('error', () => {});
  const { warnings, onWarning } = firstWarnings();
  try {
    const { metadata, otus } = await openImport(file, { name: job.name, onWarning });
    const source = {
      method: 'import' as const,
      label: job.name,
      otus,
      settings: () => ({ organism: metadata.organism }),
      provenance: { imported_from: { id: job.file_id, name: job.name } },
    };
    const counts = await withReferences(job.otherReferences, (others) =>
      createFrom(source, job, others, {
        onTurn: () => report('import_otus', shareOf({ done: file.bytesRead, total: size })),
        onTaken: () => report('create_history', 0),
      }),
    );
    return { ...counts, warnings };
  } finally {
    file.destroy();
  }
}
