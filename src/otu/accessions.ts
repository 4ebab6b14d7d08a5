/** What accessions look like, by the documents of NCBI. Nothing here knows which of them there are. */

/** Letters, in RefSeq an underscore behind two of them, digits, perhaps a version. */
const SHAPE = /^(?:[A-Z]{1,6}|[A-Z]{2}_[A-Z]{0,6})\d+(?:\.\d+)?$/;

/**
 * The series of GenBank, EMBL and DDBJ: "Accession number prefixes", https://www.ncbi.nlm.nih.gov/genbank/acc_prefix/,
 * and for the longer ones https://ncbiinsights.ncbi.nlm.nih.gov/2018/09/19/genbank-expanded-accession-formats/.
 */
const INSDC_SERIES = [
  /^[A-Z]\d{5}$/,
  /^[A-Z]{2}(?:\d{6}|\d{8})$/,
  // Projects: whole genomes, transcriptomes, targeted loci.
  /^[A-Z]{4}\d{8,10}$/,
  /^[A-Z]{6}\d{9,11}$/,
  // Mass sequences for genome annotation.
  /^[A-Z]{5}\d{7}$/,
];

/** The series of RefSeq: table 1 of O'Leary et al. 2016, https://doi.org/10.1093/nar/gkv1189. */
const REFSEQ_SERIES = /^(?:AC|NC|NG|NM|NR|NT|NW|XM|XR)_(?:\d{6}|\d{9})$/;
/** RefSeq's prokaryotes have the accession of the record that they were made from behind this. */
const REFSEQ_OF_RECORD = 'NZ_';

/** Proteins, from the same documents: three letters with five or seven digits, and series of RefSeq's own. */
const PROTEIN = /^(?:[A-Z]{3}(?:\d{5}|\d{7})|(?:AP|NP|XP|YP|ZP|WP)_\d+)(?:\.\d+)?$/;

/** An accession without the white space around it, in upper case. */
export function plainAccession(value: string): string {
  return value.trim().toUpperCase();
}

/** The same without its version: NC_010317 for NC_010317.1. */
export function withoutVersion(accession: string): string {
  return accession.replace(/\.\d+$/, '');
}

/** Whether letters, digits, underscore and version are in their places. */
export function isWellShapedAccession(accession: string): boolean {
  return SHAPE.test(accession);
}

/** Whether it is of a series in which nucleotide records are numbered. */
export function isNucleotideAccession(accession: string): boolean {
  const base = withoutVersion(accession);
  const record = base.startsWith(REFSEQ_OF_RECORD) ? base.slice(REFSEQ_OF_RECORD.length) : base;
  return REFSEQ_SERIES.test(base) || INSDC_SERIES.some((series) => series.test(record));
}

/** Whether it is of a series in which proteins are numbered. */
export function isProteinAccession(accession: string): boolean {
  return PROTEIN.test(accession);
}
