import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { addIsolate, addSequence } from '../../src/otu/edits.js';
import type { Otu } from '../../src/otu/types.js';
import type { CreatePlan } from '../../src/reference/creation.js';
import { type OpenOptions, Reference } from '../../src/reference/reference.js';
import { temporaryFolder } from './repository.js';
import { syntheticOtus } from './synthetic.js';

/** A new reference in a temporary folder, closed and removed when the test is over. */
export async function newReference(plan: Partial<CreatePlan> = {}, options: OpenOptions = {}): Promise<Reference> {
  const directory = join(temporaryFolder(), 'reference');
  return closing(await Reference.create({ directory, name: 'Plant Viruses', ...plan }, options));
}

/** A reference that is there, closed when the test is over. */
export async function openedReference(directory: string, options: OpenOptions = {}): Promise<Reference> {
  return closing(await Reference.open(directory, options));
}

/** The same reference opened once more, as another process or another user would. */
export async function reopened(reference: Reference, options: OpenOptions = {}): Promise<Reference> {
  return openedReference(reference.directory, options);
}

/** A reference with invented OTUs, as if imported from a file. */
export async function referenceOf(otus: Iterable<Otu>, plan: Partial<CreatePlan> = {}): Promise<Reference> {
  const source = {
    method: 'import' as const,
    label: 'reference.json.gz',
    otus,
    provenance: { imported_from: { name: 'reference.json.gz' } },
  };
  return newReference({ source, ...plan });
}

export function importedReference(count: number, plan: Partial<CreatePlan> = {}): Promise<Reference> {
  return referenceOf(syntheticOtus({ count, seed: 1 }), plan);
}

/** Creates an OTU with one isolate and one sequence, so that it is verified. Gives the OTU's id. */
export async function verifiedOtu(reference: Reference, name: string, accession: string): Promise<string> {
  const { document } = await reference.createOtu({ name });
  const rules = reference.sourceRules;
  const added = await reference.editOtu(document.id, addIsolate({ source_type: 'isolate', source_name: 'a' }, rules));
  const sequence = { accession, definition: 'Invented', sequence: 'ACGTACGT' };
  await reference.editOtu(document.id, addSequence(added.subject!, sequence));
  return document.id;
}

function closing(reference: Reference): Reference {
  onTestFinished(() => reference.close());
  return reference;
}
