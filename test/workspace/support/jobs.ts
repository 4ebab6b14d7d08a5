/** Jobs as a server would give them, and files for them. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { exportReference } from '../../../src/exchange/export.js';
import type { Otu } from '../../../src/otu/types.js';
import type { Account } from '../../../src/reference/reference.js';
import type { CloneReferenceJob, ImportReferenceJob } from '../../../src/workspace/jobs/job.js';
import { temporaryFolder } from '../../support/repository.js';

export const bea: Account = { id: 'bea', emails: ['bea@example.org'], groups: [], administrator: false };

const plan = {
  id: 'refrefre',
  createdAt: '2024-05-06T07:08:09.000Z',
  name: 'New reference',
  description: 'From elsewhere',
  public: true,
};

/** The text of Virtool's reference.json with such OTUs. */
export function referenceJson(otus: Iterable<Otu>): string {
  const metadata = { created_at: '2020-01-01T00:00:00Z', data_type: 'genome', name: 'Other', organism: 'virus' };
  return [...exportReference(metadata, otus)].join('');
}

/** An import of a file. */
export function importJob(file: string, changes: Partial<ImportReferenceJob> = {}): ImportReferenceJob {
  const target = join(temporaryFolder(), 'refrefre');
  const from = { file, file_id: 'abcdefgh-reference.json', name: 'reference.json' };
  return { type: 'import_reference', ...from, target, plan, account: bea, otherReferences: [], ...changes };
}

/** An import of OTUs from a file of their own. */
export function importOf(otus: Iterable<Otu>, changes: Partial<ImportReferenceJob> = {}): ImportReferenceJob {
  const file = join(temporaryFolder(), 'abcdefgh');
  writeFileSync(file, referenceJson(otus));
  return importJob(file, changes);
}

export function cloneJob(source: string, changes: Partial<CloneReferenceJob> = {}): CloneReferenceJob {
  const target = join(temporaryFolder(), 'refrefre');
  return { type: 'clone_reference', source, target, plan, account: bea, otherReferences: [source], ...changes };
}

/** A file that ends when the test says so: whoever reads it is in the middle of its work until then. */
export async function endlessFile(): Promise<{ path: string; begin(): Promise<FileHandle> }> {
  const path = join(temporaryFolder(), 'abcdefgh');
  execFileSync('mkfifo', [path]);
  return { path, begin: () => open(path, 'w') };
}
