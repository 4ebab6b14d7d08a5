import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { exportOrder, exportReference } from '../../exchange/export.js';
import { Reference } from '../../reference/reference.js';
import type { ExportReferenceJob, JobResults } from './job.js';

/** Writes what HEAD is of a reference as Virtool's reference.json.gz. */
export async function exportToFile({ directory, file }: ExportReferenceJob): Promise<JobResults['export_reference']> {
  const reference = await Reference.open(directory);
  try {
    const { name, organism, data_type, created_at } = reference.config;
    const pieces = exportReference({ name, organism, data_type, created_at }, reference.otus('HEAD', exportOrder));
    await pipeline(Readable.from(pieces), createGzip(), createWriteStream(file, { flags: 'wx' }));
    return {};
  } finally {
    reference.close();
  }
}
