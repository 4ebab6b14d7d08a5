import { describe, expect, test } from 'vitest';
import { RecordsDisagreeError } from '../../src/genbank/errors.js';
import { type OtuChoices, otuOf, sequenceOf } from '../../src/genbank/otu.js';
import type { GenBankRecord } from '../../src/genbank/record.js';
import { matchSegment } from '../../src/genbank/segments.js';
import { thrownBy } from '../otu/example.js';

function record(number: number, more: Partial<GenBankRecord> = {}): GenBankRecord {
  return {
    accession: `ZZ00000${number}.1`,
    definition: `Record ${number}`,
    host: null,
    isolate: null,
    strain: null,
    clone: null,
    source_type: '',
    source_name: '',
    segment: null,
    molecule: 'ssRNA+',
    taxid: 7,
    organism: 'Dune virus',
    sequence: 'ACGT',
    notice: null,
    ...more,
  };
}

const q7 = { source_type: 'isolate', source_name: 'Q7' };
const b = { source_type: 'strain', source_name: 'B' };
const schemaOf = (...names: string[]) => names.map((name) => ({ name, molecule: '', required: true }));

/** An OTU in short, and what was said about it. */
function made(records: GenBankRecord[], choices: OtuChoices = {}) {
  const warnings: string[] = [];
  const otu = otuOf(records, choices, (message) => warnings.push(message));
  const isolates = otu.isolates!.map(({ source_type, source_name, sequences }) => [
    `${source_type} ${source_name}`,
    ...sequences.map(({ accession, segment }) => `${accession} ${segment}`),
  ]);
  return { otu, isolates, warnings };
}

describe('records make an OTU', () => {
  test('of a genome in one piece, which is called as in Virtool’s references', () => {
    const { otu, warnings } = made([record(1, { ...q7, host: 'Musa sp.' })], { abbreviation: 'DV' });
    expect(otu).toEqual({
      name: 'Dune virus',
      abbreviation: 'DV',
      taxid: 7,
      schema: [{ name: 'Genome', molecule: 'ssRNA+', required: true }],
      isolates: [
        {
          ...q7,
          sequences: [
            { accession: 'ZZ000001.1', definition: 'Record 1', host: 'Musa sp.', segment: 'Genome', sequence: 'ACGT' },
          ],
        },
      ],
    });
    expect(warnings).toEqual([]);
  });

  test('of the segments that they name, and of an isolate for each source, in their order', () => {
    const { otu, isolates, warnings } = made([
      record(1, { ...q7, segment: 'RNA 1' }),
      record(2, { ...b, segment: 'RNA1' }),
      record(3, { ...q7, segment: 'RNA 2', molecule: 'ssRNA-' }),
      record(4, { ...b, segment: 'rna-2' }),
    ]);
    expect(otu.schema).toEqual([
      { name: 'RNA 1', molecule: 'ssRNA+', required: true },
      { name: 'RNA 2', molecule: '', required: true },
    ]);
    expect(isolates).toEqual([
      ['isolate Q7', 'ZZ000001.1 RNA 1', 'ZZ000003.1 RNA 2'],
      ['strain B', 'ZZ000002.1 RNA 1', 'ZZ000004.1 RNA 2'],
    ]);
    expect(warnings).toEqual([]);
  });

  test('with isolates of one name and different types apart', () => {
    expect(made([record(1, q7), record(2, { ...q7, source_type: 'strain' })]).isolates).toHaveLength(2);
  });

  test('once each, however often they are named', () => {
    expect(made([record(1, q7), record(1, q7)]).isolates).toEqual([['isolate Q7', 'ZZ000001.1 Genome']]);
  });

  test('with those from nobody knows where together as far as they are different segments', () => {
    const { isolates } = made([
      record(1, { segment: 'L' }),
      record(2, { segment: 'S' }),
      record(3, { segment: 'L' }),
      record(4, { segment: 'S' }),
    ]);
    expect(isolates).toEqual([
      [' ', 'ZZ000001.1 L', 'ZZ000002.1 S'],
      [' ', 'ZZ000003.1 L', 'ZZ000004.1 S'],
    ]);
    expect(made([record(1), record(2)]).isolates).toEqual([
      [' ', 'ZZ000001.1 Genome'],
      [' ', 'ZZ000002.1 Genome'],
    ]);
  });

  test('without a schema where an isolate has several that name no segment, which is said', () => {
    const { otu, isolates, warnings } = made([record(1, q7), record(2, q7)]);
    expect(otu.schema).toEqual([]);
    expect(isolates).toEqual([['isolate Q7', 'ZZ000001.1 null', 'ZZ000002.1 null']]);
    expect(warnings).toEqual([
      'Isolate Q7 has several records that name no segment, ZZ000001.1, ZZ000002.1: the OTU gets no schema',
    ]);
  });

  test('in which a sequence has no segment where others name several and it does not, which is said', () => {
    const { isolates, warnings } = made([
      record(1, { ...q7, segment: 'L' }),
      record(2, { ...q7, segment: 'S' }),
      record(3, q7),
    ]);
    expect(isolates).toEqual([['isolate Q7', 'ZZ000001.1 L', 'ZZ000002.1 S', 'ZZ000003.1 null']]);
    expect(warnings).toEqual([
      'ZZ000003.1 names no segment, and the segments of the OTU are L, S: its segment is left empty',
    ]);
  });

  test('with a warning where an isolate has a segment twice', () => {
    const { warnings } = made([record(1, { ...q7, segment: 'L' }), record(2, { ...q7, segment: 'L' })]);
    expect(warnings).toEqual(['Isolate Q7 has 2 sequences of the segment L']);
  });

  test('by the schema that is given, where one is', () => {
    const schema = [{ name: 'RNA L' }, { name: 'RNA S', molecule: 'ssRNA-' }];
    const { otu, isolates } = made([record(1, { segment: 'rna l' }), record(2, { segment: 'RNA_S' })], { schema });
    expect(otu.schema).toBe(schema);
    expect(isolates).toEqual([[' ', 'ZZ000001.1 RNA L', 'ZZ000002.1 RNA S']]);
  });

  test('only where they are of one organism', () => {
    const records = [record(1), record(2, { organism: 'Sand virus' }), record(3)];
    const error = thrownBy(() => made(records), RecordsDisagreeError);
    expect(error.message).toBe(
      'The records are of several organisms: Dune virus (ZZ000001.1, ZZ000003.1); Sand virus (ZZ000002.1)',
    );
    expect(() => made([record(1, { organism: '' })])).toThrow('does not say of which organism it is');
  });

  test('or somebody has decided on a name, and a taxid where they have several', () => {
    const records = [record(1), record(2, { organism: 'Sand virus', taxid: 8 })];
    const { otu, warnings } = made(records, { name: 'Beach virus' });
    expect(otu).toMatchObject({ name: 'Beach virus', taxid: null });
    expect(warnings).toEqual(['The records have several taxids, 7, 8: that of the OTU is left empty']);
    expect(made(records, { name: 'Beach virus', taxid: 9 })).toMatchObject({ otu: { taxid: 9 }, warnings: [] });
    expect(made([record(1), record(2, { taxid: null })]).otu.taxid).toBe(7);
  });
});

describe('a record makes a sequence', () => {
  const warn = (message: string) => {
    throw new Error(message);
  };

  test('in which what was given counts more', () => {
    const given = { host: 'Oryza sativa', segment: '', id: undefined, accession: 'ZZ000009' };
    expect(sequenceOf(record(1, { host: 'Musa sp.', segment: 'L' }), { schema: schemaOf('S'), given, warn })).toEqual({
      accession: 'ZZ000009',
      definition: 'Record 1',
      host: 'Oryza sativa',
      segment: '',
      sequence: 'ACGT',
    });
  });

  test('in which nobody named a host', () => {
    expect(sequenceOf(record(1), { schema: [], warn })).toMatchObject({ host: '', segment: null });
  });
});

describe('the segment of a record', () => {
  test.each([
    ['RNA 1', ['RNA 1', 'RNA 2'], 'RNA 1'],
    ['rna 1', ['RNA 1', 'RNA 2'], 'RNA 1'],
    ['RNA1', ['RNA 1', 'RNA 2'], 'RNA 1'],
    ['DNA-A', ['DNA A', 'DNA B'], 'DNA A'],
    ['L', ['l', 'L'], 'L'],
    ['RNA1', ['RNA 1', 'RNA-1', 'RNA1'], 'RNA1'],
    [null, ['Genome'], 'Genome'],
    [null, [], null],
  ])('%j is, of %j, %j', (segment, names, expected) => {
    expect(matchSegment(record(1, { segment }), schemaOf(...names))).toEqual({ segment: expected, warning: null });
  });

  test.each([
    ['M', ['L', 'S'], 'is the segment "M", and the segments of the OTU are L, S'],
    ['M', ['Genome'], 'is the segment "M", and the segments of the OTU are Genome'],
    ['RNA1', ['RNA 1', 'RNA-1'], 'is the segment "RNA1", and the segments of the OTU are RNA 1, RNA-1'],
    ['-', ['_', 'L'], 'is the segment "-", and the segments of the OTU are _, L'],
    [null, ['L', 'S'], 'names no segment, and the segments of the OTU are L, S'],
    ['L', [], 'is the segment "L", and the OTU has no schema'],
  ])('%j is left empty where there are %j, with a word about it', (segment, names, why) => {
    expect(matchSegment(record(1, { segment }), schemaOf(...names))).toEqual({
      segment: null,
      warning: `ZZ000001.1 ${why}: its segment is left empty`,
    });
  });
});
