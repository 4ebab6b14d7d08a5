import { canonicalOtu } from '../../src/otu/canonical.js';
import { otuPath } from '../../src/otu/ids.js';
import type { Isolate, Otu, Sequence } from '../../src/otu/types.js';
import type { SubjectFile } from '../../src/validate/subject.js';

/** Invented OTUs that no rule objects to, for tests to spoil. */

export const REFERENCE_YAML = `format: 1
id: samplref
name: Sample
created_at: 2026-11-22T10:00:00.000Z
internal_control: null
source_types: [isolate, strain]
user: { id: ada }
users:
  - { id: ada, emails: [ada@example.org], created_at: 2026-11-22T10:00:00.000Z, modify: true }
`;

export const referenceYaml = { path: 'reference.yaml', text: Buffer.from(REFERENCE_YAML) };

/** An OTU with one isolate and one sequence, whose names and numbers all come of its id. */
export function sampleOtu(id: string, overrides: Partial<Otu> = {}): Otu {
  const sequence: Sequence = {
    id: `${id}seq`,
    accession: accessionOf(id),
    definition: `${id} virus, complete sequence`,
    host: null,
    segment: 'Genome',
    sequence: 'ACGTACGT',
  };
  const isolate: Isolate = {
    id: `${id}iso`,
    source_type: 'isolate',
    source_name: 'Q7',
    default: true,
    sequences: [sequence],
  };
  return {
    id,
    name: `${id} virus`,
    abbreviation: id.toUpperCase(),
    taxid: null,
    schema: [{ name: 'Genome', molecule: 'ssRNA+', required: true }],
    isolates: [isolate],
    ...overrides,
  };
}

/** Six digits that differ between ids, behind letters that no database uses. */
function accessionOf(id: string): string {
  let number = 0;
  for (const letter of id) number = (number * 31 + letter.charCodeAt(0)) % 1_000_000;
  return `ZZ${String(number).padStart(6, '0')}`;
}

export function fileOf(otu: Otu): SubjectFile & { text: Buffer } {
  return { path: otuPath(otu.id), text: Buffer.from(canonicalOtu(otu)) };
}
