/** The domain's nouns, as they stand in an OTU file (docs/format.md). Nothing here is derived. */

/** The molecule types a segment may name, in Virtool's spelling; "" where it is not known. */
export const MOLECULES = ['', 'ssDNA', 'dsDNA', 'ssRNA', 'ssRNA+', 'ssRNA-', 'dsRNA'] as const;
export type Molecule = (typeof MOLECULES)[number];

export interface Segment {
  name: string;
  /** One of MOLECULES wherever refkit wrote it. A file may hold anything: reading takes it, validation judges it. */
  molecule: string;
  /** Whether every isolate must have a sequence for this segment. */
  required: boolean;
}

export interface Sequence {
  /** Unique in the reference. */
  id: string;
  accession: string;
  definition: string;
  host: string | null;
  /** The name of a segment in the OTU's schema. */
  segment: string | null;
  /** Bases, as IUPAC nucleotide codes. */
  sequence: string;
}

export interface Isolate {
  /** Unique in the OTU. */
  id: string;
  /** Lower case, "" where not known. */
  source_type: string;
  source_name: string;
  default: boolean;
  sequences: Sequence[];
}

/** Operational taxonomic unit: roughly a species. */
export interface Otu {
  id: string;
  name: string;
  /** "" where there is none. */
  abbreviation: string;
  /** NCBI Taxonomy id. */
  taxid: number | null;
  schema: Segment[];
  isolates: Isolate[];
}

/** What a change did, in the words of Virtool's `method_name`. */
export const METHODS = [
  'create',
  'edit',
  'remove',
  'add_isolate',
  'edit_isolate',
  'set_as_default',
  'remove_isolate',
  'create_sequence',
  'edit_sequence',
  'remove_sequence',
  'import',
  'clone',
  'remote',
  'revert',
] as const;
export type Method = (typeof METHODS)[number];
