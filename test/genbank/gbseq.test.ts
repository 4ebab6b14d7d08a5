import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedAnswer, type ParsedRecord, parseGbSet } from '../../src/genbank/gbseq.js';
import { MOST_BASES } from '../../src/genbank/record.js';
import { bases, line, name } from '../support/arbitraries.js';
import { gbSet, type InventedRecord } from '../support/gbseq.js';

const full: InventedRecord = {
  accession: 'ZZ000001.2',
  definition: 'Dune rice stripe virus isolate Q7 segment RNA1, complete sequence',
  organism: 'Dune rice stripe virus',
  taxonomy: 'Viruses; Riboviria; Orthornavirae; Negarnaviricota; Polyploviricotina',
  moltype: 'RNA',
  strandedness: 'single',
  secondary: ['ZZ000000'],
  sequence: 'acgtryn',
  qualifiers: [
    ['mol_type', 'genomic RNA'],
    ['isolate', 'Q7'],
    ['strain', 'B'],
    ['host', 'Oryza sativa'],
    ['lab_host', 'Nicotiana benthamiana'],
    ['db_xref', 'BOLD:1'],
    ['db_xref', 'taxon:12345'],
    ['segment', 'RNA1'],
    ['environmental_sample', null],
  ],
};

const parsed = async (record: InventedRecord) => (await parseGbSet(gbSet(record)))[0]!;
const contentOf = async (record: Partial<InventedRecord>) =>
  (await parsed({ accession: 'ZZ000001.1', ...record })).content;

describe('a record', () => {
  test('is read with all that refkit wants to know', async () => {
    expect(await parsed(full)).toEqual({
      accession: 'ZZ000001.2',
      secondary: ['ZZ000000'],
      content: {
        accession: 'ZZ000001.2',
        definition: 'Dune rice stripe virus isolate Q7 segment RNA1, complete sequence',
        host: 'Oryza sativa',
        isolate: 'Q7',
        strain: 'B',
        clone: null,
        source_type: 'isolate',
        source_name: 'Q7',
        segment: 'RNA1',
        molecule: 'ssRNA-',
        taxid: 12345,
        organism: 'Dune rice stripe virus',
        sequence: 'ACGTRYN',
        notice: null,
      },
    } satisfies ParsedRecord);
  });

  test.each<[string, [string, string][], [string, string]]>([
    [
      'its isolate before its strain',
      [
        ['strain', 'B'],
        ['isolate', 'Q7'],
      ],
      ['isolate', 'Q7'],
    ],
    [
      'its strain',
      [
        ['clone', 'c1'],
        ['strain', 'B'],
      ],
      ['strain', 'B'],
    ],
    ['its clone', [['clone', 'c1']], ['clone', 'c1']],
    ['its serotype', [['serotype', 'O']], ['serotype', 'O']],
    ['nothing', [['note', 'isolate Q7']], ['', '']],
  ])('is told by %s', async (_, qualifiers, [source_type, source_name]) => {
    expect(await contentOf({ qualifiers })).toMatchObject({ source_type, source_name });
  });

  test('has the host that it was grown in where no other is named, and else none', async () => {
    expect(await contentOf({ qualifiers: [['lab_host', 'Vero cells']] })).toMatchObject({ host: 'Vero cells' });
    expect(await contentOf({})).toMatchObject({ host: null, isolate: null, segment: null, taxid: null });
  });

  test('is the same however many genes it has, and what they say is not about it', async () => {
    expect(await contentOf({ genes: 300 })).toEqual(await contentOf({ genes: 0 }));
  });

  test('says what speaks against using it', async () => {
    const comment = 'REVIEWED REFSEQ: It was. [WARNING] On Nov 25, 2010 this sequence was replaced by ZZ000001.3.';
    expect(await contentOf({ comment })).toMatchObject({ notice: 'ZZ000001.1 was replaced by ZZ000001.3' });
    const gone = 'This RefSeq was permanently suppressed because it is wrong.';
    expect(await contentOf({ comment: gone })).toMatchObject({ notice: expect.stringContaining('was suppressed') });
    const older = 'On Jan 9, 2006 this sequence version replaced ZZ000001.0.';
    expect(await contentOf({ comment: older })).toMatchObject({ notice: null });
  });

  test.each<[string, Partial<InventedRecord>, string]>([
    ['is put together of others', { sequence: null, contig: 'join(ZZ1:1..9)' }, 'put together of'],
    ['has no sequence', { sequence: null }, 'has no sequence'],
    ['is a protein', { moltype: 'AA', sequence: 'mkv' }, 'is a protein'],
    ['is a whole bacterium', { sequence: null, length: 4_641_652 }, '4,641,652 bases'],
    ['is a little too long', { sequence: 'a'.repeat(MOST_BASES + 1) }, '3,000,001 bases'],
    ['has other letters', { sequence: 'acgz' }, 'no IUPAC nucleotide codes'],
  ])('that %s is of no use, with the reason', async (_, record, problem) => {
    expect(await contentOf(record)).toMatchObject({ problem: expect.stringContaining(problem) });
  });

  test('without a sequence never gets that of another', async () => {
    const xml = gbSet(full, { ...full, accession: 'ZZ000002.1', sequence: null, length: 7 });
    const second = async (text: string) => (await parseGbSet(text))[1]!.content;
    expect(await second(xml)).toMatchObject({ problem: 'has no sequence' });
    const at = xml.lastIndexOf('</GBSeq>');
    const empty = `${xml.slice(0, at)}<GBSeq_sequence/>${xml.slice(at)}`;
    expect(await second(empty)).toMatchObject({ problem: 'has no sequence' });
  });

  test('that is as long as may be is read', async () => {
    expect(await contentOf({ sequence: 'a'.repeat(MOST_BASES) })).toMatchObject({ sequence: 'A'.repeat(MOST_BASES) });
  });
});

describe('an answer', () => {
  test('may hold no record, one or several', async () => {
    expect(await parseGbSet(gbSet())).toEqual([]);
    expect(await parseGbSet('<?xml version="1.0"?>\n<GBSet/>')).toEqual([]);
    const two = await parseGbSet(gbSet(full, { ...full, accession: 'ZZ000002.1' }));
    expect(two.map(({ accession }) => accession)).toEqual(['ZZ000001.2', 'ZZ000002.1']);
  });

  test.each([
    ['nothing', ''],
    ['a web page', '<!DOCTYPE html><html><body>Sorry</body></html>'],
    ['other XML', '<eSummaryResult></eSummaryResult>'],
    ['JSON', '{"error":"x"}'],
    ['a set that was cut off', gbSet(full).slice(0, -20)],
    ['a record without an accession', '<GBSet><GBSeq><GBSeq_locus>x</GBSeq_locus></GBSeq></GBSet>'],
    ['a record that is a text', '<GBSet><GBSeq>x</GBSeq></GBSet>'],
    ['an accession that leads elsewhere', gbSet({ accession: '../../x' })],
    ['fewer bases than it says', gbSet({ ...full, length: 8 })],
    ['tags that are not closed', '<GBSet><GBSeq</GBSet>'],
    ['tags without end in each other', `<GBSet>${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}</GBSet>`],
  ])('that is %s is malformed', async (_, xml) => {
    await expect(parseGbSet(xml)).rejects.toThrow(MalformedAnswer);
  });

  test('that defines entities is refused, so that none can be made to grow', async () => {
    const levels = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('');
    const bomb = `<!DOCTYPE GBSet [<!ENTITY l0 "ha">${levels}]>`;
    const xml = gbSet({ ...full, definition: 'BOMB' })
      .replace(/<!DOCTYPE[^>]*>/, bomb)
      .replace('BOMB', '&l9;');
    await expect(parseGbSet(xml)).rejects.toThrow('defines entities');
    const file = xml.replace(bomb, '<!DOCTYPE GBSet [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>');
    await expect(parseGbSet(file)).rejects.toThrow('defines entities');
  });

  test('with entities that nobody defined has them as they stand', async () => {
    const xml = gbSet({ ...full, definition: 'NAME' }).replace('NAME', '&amp;lt; &#233;&#x1D6FC; &nope; &#1114112;');
    expect((await parseGbSet(xml))[0]!.content).toMatchObject({ definition: '&lt; é𝛼 &nope; &#1114112;' });
  });

  test('never puts a second line, control characters or more than is bearable into a text', async () => {
    const wild = await contentOf({
      definition: `a\nRefkit-Method: remove\u202e${'x'.repeat(10_000)}`,
      organism: '\u001b[2J',
      qualifiers: [['host', ' two\n words ']],
    });
    expect(wild).toMatchObject({ organism: '[2J', host: 'two words' });
    expect((wild as { definition: string }).definition).toMatch(/^a Refkit-Method: remove x{100,}…$/);
    expect((wild as { definition: string }).definition.length).toBeLessThanOrEqual(5000);
  });

  test('gives back the records that were written', async () => {
    const accession = fc.integer({ min: 100_000, max: 999_999 }).map((number) => `ZZ${number}.1`);
    const record = fc.record({
      accession,
      definition: name,
      organism: name,
      host: fc.option(name),
      isolate: fc.option(name),
      strain: fc.option(name),
      segment: fc.option(name),
      taxid: fc.option(fc.integer({ min: 1 })),
      sequence: bases,
      note: line,
    });
    const records = fc.uniqueArray(record, { selector: (each) => each.accession, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(records, async (written) => {
        const xml = gbSet(
          ...written.map(({ accession, definition, organism, sequence, taxid, note, ...named }) => ({
            accession,
            definition,
            organism,
            sequence: sequence.toLowerCase(),
            qualifiers: Object.entries({ note, ...named, db_xref: taxid === null ? null : `taxon:${taxid}` }).filter(
              (entry): entry is [string, string] => entry[1] !== null,
            ),
          })),
        );
        const read = (await parseGbSet(xml)).map(({ content }) => content);
        expect(read).toEqual(
          written.map(({ note, ...each }) =>
            expect.objectContaining({
              ...each,
              source_type: each.isolate !== null ? 'isolate' : each.strain !== null ? 'strain' : '',
              source_name: each.isolate ?? each.strain ?? '',
            }),
          ),
        );
      }),
    );
  });
});
