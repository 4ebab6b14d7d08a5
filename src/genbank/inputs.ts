/** What commands make of accessions: the input of an edit. All records are there and checked before anything is edited. */
import type { SequenceInput, WholeOtuInput } from '../otu/edits.js';
import type { Segment } from '../otu/types.js';
import { GenBank, type GenBankOptions } from './genbank.js';
import { type OtuChoices, otuOf, sequenceOf } from './otu.js';
import type { GenBankRecord } from './record.js';

/** A record as a sequence of an OTU with this schema; what was given counts more. @throws as {@link GenBank.record} */
export async function sequenceFromGenBank(
  accession: string,
  { schema, given }: { schema: Segment[]; given: Partial<SequenceInput> },
  options: GenBankOptions,
): Promise<SequenceInput> {
  const [record] = await recordsOf([accession], options);
  return sequenceOf(record!, { schema, given, warn: warnBy(options) });
}

/** Records as one OTU; what was chosen counts more. @throws as {@link GenBank.records}; RecordsDisagreeError */
export async function otuFromGenBank(
  accessions: readonly string[],
  choices: OtuChoices,
  options: GenBankOptions,
): Promise<Omit<WholeOtuInput, 'id'>> {
  return otuOf(await recordsOf(accessions, options), choices, warnBy(options));
}

async function recordsOf(accessions: readonly string[], options: GenBankOptions): Promise<GenBankRecord[]> {
  const genbank = GenBank.open(options);
  try {
    const records = await genbank.records(accessions);
    return accessions.map((accession) => records.get(accession)!);
  } finally {
    await genbank.close();
  }
}

function warnBy({ onWarning = () => {} }: GenBankOptions): (message: string) => void {
  return onWarning;
}
