/** From records to what an OTU, an isolate and a sequence are made of. Pure: whoever calls has fetched the records. */
import type { SegmentInput, SequenceInput, WholeIsolateInput, WholeOtuInput } from '../otu/edits.js';
import { isolateName } from '../otu/phrases.js';
import type { Segment } from '../otu/types.js';
import { RecordsDisagreeError } from './errors.js';
import type { GenBankRecord } from './record.js';
import { matchSegment, segmentKey } from './segments.js';

/** What somebody decided; the rest is taken from the records. */
export interface OtuChoices {
  name?: string;
  abbreviation?: string;
  taxid?: number;
  schema?: SegmentInput[];
}

/** What a genome in one piece is called in a schema, as Virtool's references have it. */
const WHOLE_GENOME = 'Genome';

type Warn = (message: string) => void;

/** A record as a sequence of an OTU with this schema; what was given counts more. */
export function sequenceOf(
  record: GenBankRecord,
  { schema, given = {}, warn }: { schema: Segment[]; given?: Partial<SequenceInput>; warn: Warn },
): SequenceInput {
  const { accession, definition, sequence } = record;
  const decided = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  if ('segment' in decided) return { accession, definition, host: record.host ?? '', sequence, ...decided };
  const { segment, warning } = matchSegment(record, schema);
  if (warning !== null) warn(warning);
  return { accession, definition, host: record.host ?? '', segment, sequence, ...decided };
}

/**
 * Records as one OTU: an isolate for each source that they are told to be from, in the order in which they come.
 *
 * @throws RecordsDisagreeError where they are of several organisms, and nobody has decided on a name
 */
export function otuOf(records: readonly GenBankRecord[], choices: OtuChoices, warn: Warn): Omit<WholeOtuInput, 'id'> {
  const distinct = [...new Map(records.map((record) => [record.accession, record])).values()];
  const name = choices.name ?? organismOf(distinct);
  const isolates = bySource(distinct);
  const schema = choices.schema ?? schemaOf(isolates, warn);
  const declared = schema.map((segment) => ({ molecule: '', required: true, ...segment }));
  return {
    name,
    abbreviation: choices.abbreviation,
    taxid: choices.taxid ?? taxidOf(distinct, warn),
    schema,
    isolates: isolates.map((isolate) => isolateOf(isolate, declared, warn)),
  };
}

function organismOf(records: GenBankRecord[]): string {
  const organisms = new Map<string, string[]>();
  for (const { organism, accession } of records) {
    organisms.set(organism, [...(organisms.get(organism) ?? []), accession]);
  }
  const [[only] = ['']] = organisms;
  if (organisms.size === 1 && only !== '') return only;
  const said = [...organisms].map(
    ([organism, accessions]) => `${organism || 'nothing said'} (${accessions.join(', ')})`,
  );
  throw new RecordsDisagreeError(
    organisms.size === 1
      ? `${said} does not say of which organism it is`
      : `The records are of several organisms: ${said.join('; ')}`,
    {
      data: { organisms: Object.fromEntries(organisms) },
      suggestions: ['say with --name what the OTU is called, or leave out the records that are not of it'],
    },
  );
}

function taxidOf(records: GenBankRecord[], warn: Warn): number | null {
  const taxids = [...new Set(records.flatMap(({ taxid }) => (taxid === null ? [] : [taxid])))];
  if (taxids.length > 1) warn(`The records have several taxids, ${taxids.join(', ')}: that of the OTU is left empty`);
  return taxids.length === 1 ? taxids[0]! : null;
}

interface Source {
  source_type: string;
  source_name: string;
  records: GenBankRecord[];
}

/**
 * The records of each isolate. Those of which nobody says where they are from are taken for one isolate as far as they
 * are different segments: two of one segment can't be.
 */
function bySource(records: GenBankRecord[]): Source[] {
  const sources: Source[] = [];
  for (const record of records) {
    const { source_type, source_name } = record;
    const home = sources.find(
      (source) =>
        source.source_type === source_type &&
        source.source_name === source_name &&
        (source_name !== '' || !source.records.some((other) => sameSegment(other, record))),
    );
    if (home) home.records.push(record);
    else sources.push({ source_type, source_name, records: [record] });
  }
  return sources;
}

function sameSegment(a: GenBankRecord, b: GenBankRecord): boolean {
  return segmentKey(a.segment ?? '') === segmentKey(b.segment ?? '');
}

/**
 * The segments that the records name, as the first of each spells it, all of them required; where none does, and every
 * isolate is one record, a genome in one piece.
 */
function schemaOf(isolates: Source[], warn: Warn): SegmentInput[] {
  const segments = new Map<string, GenBankRecord[]>();
  for (const record of isolates.flatMap(({ records }) => records)) {
    if (record.segment === null) continue;
    const key = segmentKey(record.segment);
    segments.set(key, [...(segments.get(key) ?? []), record]);
  }
  if (segments.size > 0) {
    return [...segments.values()].map((records) => segmentOf(records[0]!.segment!, records));
  }
  const several = isolates.find(({ records }) => records.length > 1);
  if (several === undefined)
    return [
      segmentOf(
        WHOLE_GENOME,
        isolates.flatMap(({ records }) => records),
      ),
    ];
  const accessions = several.records.map(({ accession }) => accession).join(', ');
  warn(`${isolateName(several)} has several records that name no segment, ${accessions}: the OTU gets no schema`);
  return [];
}

function segmentOf(name: string, records: GenBankRecord[]): SegmentInput {
  const molecules = new Set(records.map(({ molecule }) => molecule));
  const [molecule = ''] = molecules;
  return { name, molecule: molecules.size === 1 ? molecule : '', required: true };
}

function isolateOf({ source_type, source_name, records }: Source, schema: Segment[], warn: Warn): WholeIsolateInput {
  const sequences = records.map((record) => sequenceOf(record, { schema, warn }));
  const isolate = { source_type, source_name, sequences };
  for (const { name } of schema) {
    const count = sequences.filter(({ segment }) => segment === name).length;
    if (count > 1) warn(`${isolateName(isolate)} has ${count} sequences of the segment ${name}`);
  }
  return isolate;
}
