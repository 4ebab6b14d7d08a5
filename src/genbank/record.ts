/** What refkit knows of a GenBank record, and which accessions it asks for. */
import { isProteinAccession, isWellShapedAccession, plainAccession } from '../otu/accessions.js';
import { NUCLEOTIDES } from '../otu/input.js';
import { oneLine } from '../otu/phrases.js';
import { MOLECULES, type Molecule } from '../otu/types.js';
import { NotAnAccessionError } from './errors.js';

export interface GenBankRecord {
  /** With its version: `NC_010317.1`. */
  accession: string;
  definition: string;
  /** The host it was found in; where that is not said, the one it was grown in. */
  host: string | null;
  isolate: string | null;
  strain: string | null;
  clone: string | null;
  /** What an isolate is told by: the first of isolate, strain, clone and serotype that the record has, or "". */
  source_type: string;
  /** The name behind it, or "". */
  source_name: string;
  segment: string | null;
  /** "" wherever the record does not say for certain. */
  molecule: Molecule;
  /** NCBI Taxonomy id. */
  taxid: number | null;
  organism: string;
  /** IUPAC codes in upper case. */
  sequence: string;
  /** What NCBI says against using it: that it was replaced or withdrawn. */
  notice: string | null;
}

/** The most bases of a record that is taken: more than any virus has that is known, fewer than most bacteria. */
export const MOST_BASES = 3_000_000;

/** What every series of accessions has at least, so that nothing shorter needs asking for. */
const SOME_DIGITS = /\d{5}/;

/**
 * An accession as NCBI is asked for it, also safe as the name of a file: upper-case letters, digits, one underscore, and
 * perhaps a version behind a dot.
 *
 * @throws NotAnAccessionError
 */
export function checkedAccession(text: string): string {
  const accession = plainAccession(text);
  if (isProteinAccession(accession)) {
    throw new NotAnAccessionError(`${accession} is the accession of a protein, and sequences here are nucleotides`, {
      data: { accession },
      suggestions: ["give the accession of the nucleotide record, which the protein's names under DBSOURCE"],
    });
  }
  if (isWellShapedAccession(accession) && SOME_DIGITS.test(accession) && accession.length <= 30) return accession;
  throw new NotAnAccessionError(`"${oneLine(text, 40)}" is no accession`, {
    data: { accession: text },
    suggestions: ['an accession is letters and digits, perhaps with a version: NC_010317, NC_010317.1, AY310445.1'],
  });
}

const NULLABLE_TEXTS = ['host', 'isolate', 'strain', 'clone', 'segment', 'notice'] as const;
const TEXTS = ['accession', 'definition', 'source_type', 'source_name', 'organism', 'sequence'] as const;

/** Whether a value that was stored is a record of this accession, whole and as this version of refkit writes it. */
export function isRecordOf(accession: string, value: unknown): value is GenBankRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<keyof GenBankRecord, unknown>;
  return (
    record.accession === accession &&
    TEXTS.every((field) => typeof record[field] === 'string') &&
    NULLABLE_TEXTS.every((field) => record[field] === null || typeof record[field] === 'string') &&
    (record.taxid === null || Number.isSafeInteger(record.taxid)) &&
    (MOLECULES as readonly unknown[]).includes(record.molecule) &&
    NUCLEOTIDES.test(record.sequence as string)
  );
}
