/** Invented records as NCBI writes them: GBSeq XML (https://www.ncbi.nlm.nih.gov/dtd/NCBI_GBSeq.mod.dtd). */

export interface InventedRecord {
  /** With its version. */
  accession: string;
  definition?: string;
  organism?: string;
  taxonomy?: string;
  moltype?: string;
  strandedness?: string;
  comment?: string;
  /** Accessions that it had before. */
  secondary?: string[];
  /** Of the source feature, beside `organism`; a value of null is a qualifier without one. */
  qualifiers?: [name: string, value: string | null][];
  /** In any case; null for a record without. */
  sequence?: string | null;
  /** What is said of its length; true unless given. */
  length?: number;
  /** `join(X.1:1..5)`, for records put together of others. */
  contig?: string;
  /** How many genes it has. */
  genes?: number;
}

const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (char) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }[char]};`);
const element = (name: string, value: string | undefined | null) =>
  value === undefined || value === null ? '' : `<${name}>${escaped(value)}</${name}>\n`;

function feature(key: string, length: number, qualifiers: [string, string | null][], accession: string): string {
  const written = qualifiers.map(
    ([name, value]) =>
      `<GBQualifier>\n${element('GBQualifier_name', name)}${element('GBQualifier_value', value)}</GBQualifier>\n`,
  );
  return `<GBFeature>
${element('GBFeature_key', key)}${element('GBFeature_location', `1..${length}`)}<GBFeature_intervals>
<GBInterval>
${element('GBInterval_from', '1')}${element('GBInterval_to', String(length))}${element('GBInterval_accession', accession)}</GBInterval>
</GBFeature_intervals>
<GBFeature_quals>
${written.join('')}</GBFeature_quals>
</GBFeature>
`;
}

/** One record. */
export function gbSeq(record: InventedRecord): string {
  const { accession, definition = 'Invented virus, complete genome', organism = 'Invented virus' } = record;
  const { sequence = 'acgtacgt', qualifiers = [], secondary = [], genes = 1 } = record;
  const length = record.length ?? (sequence ?? '').replace(/\s/g, '').length;
  const primary = accession.replace(/\.\d+$/, '');
  const source: [string, string | null][] = [['organism', organism], ...qualifiers];
  const gene: [string, string | null][] = [
    ['gene', 'rep'],
    // What a gene says of itself is nothing that the record is.
    ['isolate', 'of a gene'],
    ['translation', 'MKV'],
  ];
  const others = Array.from({ length: genes }, () => feature('CDS', length, gene, accession));
  return `  <GBSeq>
${element('GBSeq_locus', primary)}${element('GBSeq_length', String(length))}${element('GBSeq_strandedness', record.strandedness ?? 'double')}${element('GBSeq_moltype', record.moltype ?? 'DNA')}${element('GBSeq_topology', 'linear')}${element('GBSeq_division', 'VRL')}${element('GBSeq_update-date', '13-AUG-2018')}${element('GBSeq_create-date', '26-APR-1999')}${element('GBSeq_definition', definition)}${element('GBSeq_primary-accession', primary)}${element('GBSeq_accession-version', accession)}<GBSeq_other-seqids>
<GBSeqid>gb|${accession}|</GBSeqid>
</GBSeq_other-seqids>
${
  secondary.length === 0
    ? ''
    : `<GBSeq_secondary-accessions>\n${secondary.map((each) => element('GBSecondary-accn', each)).join('')}</GBSeq_secondary-accessions>\n`
}${element('GBSeq_source', organism)}${element('GBSeq_organism', organism)}${element('GBSeq_taxonomy', record.taxonomy ?? 'Viruses')}<GBSeq_references>
<GBReference>
${element('GBReference_reference', '1')}${element('GBReference_title', 'Direct Submission')}</GBReference>
</GBSeq_references>
${element('GBSeq_comment', record.comment)}<GBSeq_feature-table>
${feature('source', length, source, accession)}${others.join('')}</GBSeq_feature-table>
${element('GBSeq_sequence', sequence)}${element('GBSeq_contig', record.contig)}  </GBSeq>
`;
}

/** An answer with these records. */
export function gbSet(...records: InventedRecord[]): string {
  return `<?xml version="1.0" encoding="UTF-8"  ?>
<!DOCTYPE GBSet PUBLIC "-//NCBI//NCBI GBSeq/EN" "https://www.ncbi.nlm.nih.gov/dtd/NCBI_GBSeq.dtd">
<GBSet>
${records.map(gbSeq).join('\n')}
</GBSet>
`;
}
