import type { Otu } from '../../../src/otu/types.js';

/** A small verified OTU whose name and accession follow from its id. */
export function smallOtu(id: string, fields: Partial<Otu> = {}): Otu {
  return {
    id,
    name: `Virus ${id}`,
    abbreviation: '',
    taxid: null,
    schema: [],
    isolates: [
      {
        id: `${id}i`,
        source_type: 'isolate',
        source_name: 'A',
        default: true,
        sequences: [
          {
            id: `${id}s`,
            accession: `RK_${id}.1`,
            definition: 'Invented',
            host: null,
            segment: null,
            sequence: 'ACGT',
          },
        ],
      },
    ],
    ...fields,
  };
}

/** Files of OTUs by path, for writeFiles(). */
export function otuFiles(...otus: Otu[]): Record<string, Otu> {
  return Object.fromEntries(otus.map((otu) => [`otus/${otu.id.slice(0, 2)}/${otu.id}.json`, otu]));
}
