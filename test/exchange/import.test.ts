import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ImportFormatError, ImportRefusedError } from '../../src/exchange/errors.js';
import { exportReference } from '../../src/exchange/export.js';
import { type ImportOptions, openImport } from '../../src/exchange/import.js';
import type { ImportWarning } from '../../src/exchange/import-log.js';
import { canonicalOtu, parseOtu } from '../../src/otu/canonical.js';
import { NotFoundError } from '../../src/otu/errors.js';
import type { Otu } from '../../src/otu/types.js';
import { temporaryFolder } from '../support/repository.js';
import { syntheticOtus } from '../support/synthetic.js';

const metadata = { created_at: '2020-01-02T03:04:05Z', data_type: 'genome', name: 'Invented', organism: 'virus' };
const otus = [...syntheticOtus({ count: 5, isolatesPerOtu: 2, segmentsPerOtu: 2, basesPerOtu: 60 })];
const text = [...exportReference(metadata, otus)].join('');

async function read(source: string | Readable, options: ImportOptions = {}) {
  const warnings: ImportWarning[] = [];
  const opened = await openImport(source, { ...options, onWarning: (warning) => warnings.push(warning) });
  const found: Otu[] = [];
  for await (const otu of opened.otus) found.push(otu);
  return { ...opened, found, warnings };
}

const stream = (...chunks: (string | Uint8Array)[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
const reading = (content: string | Uint8Array, options?: ImportOptions) => read(stream(content), options);
const document = (...list: unknown[]) => JSON.stringify({ ...metadata, otus: list });
const virtool = (changes: object = {}) => ({
  _id: 'abcd1234',
  name: 'Moonbean virus',
  abbreviation: '',
  schema: [],
  isolates: [],
  ...changes,
});
const kinds = (warnings: ImportWarning[]) => warnings.map(({ kind, count }) => [kind, count]);

async function refusal(...list: unknown[]): Promise<string[]> {
  const error = await reading(document(...list)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ImportRefusedError);
  return (error as ImportRefusedError).problems.map(({ kind, message }) => `${kind}: ${message}`);
}

describe('a source', () => {
  test('may be a file, gzipped or not, whatever it is called', async () => {
    const folder = temporaryFolder();
    for (const [name, content] of [
      ['reference.json', text],
      ['reference.json.gz', gzipSync(text)],
      ['x.dat', gzipSync(text)],
    ] as const) {
      writeFileSync(join(folder, name), content);
      const result = await read(join(folder, name));
      expect(result).toMatchObject({ source: name, metadata, found: otus, warnings: [] });
    }
  });

  test('may be a stream in small pieces, gzipped in several members', async () => {
    const half = Math.floor(text.length / 2);
    const bytes = Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))]);
    const pieces = Array.from({ length: bytes.length }, (_, at) => bytes.subarray(at, at + 1));
    expect((await read(stream(...pieces))).found).toEqual(otus);
  });

  test('may have its metadata behind the OTUs, an older name for their list, CRLF, and other keys', async () => {
    const older = JSON.stringify({ data: [virtool()], ...metadata, version: 3 }, null, 2).replaceAll('\n', '\r\n');
    const result = await reading(older);
    expect(result.metadata).toEqual(metadata);
    expect(result.found).toHaveLength(1);
    expect(result.warnings).toEqual([
      { kind: 'unknown_key', message: 'It has a key that refkit does not keep: "version"', count: 1, examples: [] },
    ]);
  });

  test('may have metadata of wrong types, or none', async () => {
    const result = await reading('{"otus": [], "name": 3, "organism": null, "created_at": "yesterday-ish"}');
    expect(result.metadata).toEqual({});
    expect(result.warnings.map(({ message }) => message)).toEqual([
      'Its name is not text, and was passed over',
      'Its created_at is not a time, and was passed over: "yesterday-ish"',
    ]);
  });

  test('may begin with a byte order mark, which is said', async () => {
    const result = await reading(`\ufeff${text}`);
    expect(result.found).toEqual(otus);
    expect(kinds(result.warnings)).toEqual([['byte_order_mark', 1]]);
  });

  test.each([
    ['is empty', '', 'the JSON is empty (byte 0)'],
    ['is UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), 'it is encoded as UTF-16'],
    ['is UTF-16 without a mark', Buffer.from(text, 'utf16le'), 'it is encoded as UTF-16'],
    ['is a zip archive', Buffer.from('504b0304', 'hex'), 'it is a zip archive; unpack it first'],
    ['is FASTA', '>x\nACGT\n', 'it is FASTA, not JSON'],
    ['has no OTUs', '{"name": "x"}', 'it has no list of OTUs, "otus"'],
    ['has OTUs that are no list', '{"otus": {}}', 'it has no list of OTUs, "otus"'],
    ['is cut off', text.slice(0, -20), 'the JSON ends too early, at OTU 5'],
    ['is cut off, gzipped', gzipSync(text).subarray(0, 300), 'the gzip data ends too early'],
    ['is damaged, gzipped', damaged(gzipSync(text)), 'the gzip data is damaged'],
    ['is not UTF-8', latin1('{"otus": [{"name": "caf\xe9"}]}'), 'OTU 1 is not UTF-8 text (byte 23)'],
    [
      'has broken JSON in an OTU',
      '{"otus": [{}, {"name": tru}]}',
      'OTU 2 is not valid JSON: expected a value, found "t" (byte 23)',
    ],
    ['has broken JSON beside them', '{"otus": [], "name": nul}', '"name" is not valid JSON'],
    ['is nested deeply', `{"otus": [${'['.repeat(100_000)}`, 'nested more than 64 levels deep, at OTU 1'],
  ])('that %s gets one clear message', async (_, content, message) => {
    const error = await reading(content).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ImportFormatError);
    expect((error as Error).message).toContain(`standard input can't be imported: ${message}`);
    expect((error as Error).message.split('\n')).toHaveLength(1);
  });

  test('that inflates beyond measure is given up early', async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from('{"otus": ['), Buffer.alloc(4_000_000, ' ')]));
    await expect(reading(bomb, { limits: { totalBytes: 1_000_000 } })).rejects.toThrow(
      'it is larger than 1000000 bytes',
    );
    const string = gzipSync(`{"otus": ["${'A'.repeat(4_000_000)}`);
    await expect(reading(string, { limits: { valueBytes: 1_000_000 } })).rejects.toThrow(
      'one value is larger than 1000000 bytes',
    );
  });

  test('that fails while it is read is no fault of its content', async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error('the pipe burst'));
      },
    });
    await expect(read(broken)).rejects.toMatchObject({
      code: 'IMPORT_READ',
      kind: 'failed',
      message: "standard input can't be read: the pipe burst",
    });
  });

  test('that is not there is not found', async () => {
    await expect(openImport(join(temporaryFolder(), 'none.json'))).rejects.toThrow(NotFoundError);
  });
});

describe('an OTU', () => {
  test('is kept as it is, and what may be missing gets its default', async () => {
    const odd = virtool({
      _id: undefined,
      id: 'AB-cd_12',
      name: ' Moonbean  virus ',
      schema: [{ name: 'RNA1' }],
      isolates: [
        {
          id: 'i.1',
          default: true,
          source_type: 'Isoate',
          source_name: '',
          sequences: [{ _id: 'AB_1.2', accession: ' X 1 ', definition: 'd', sequence: 'acgt ' }],
        },
      ],
    });
    const { found, warnings } = await reading(document(odd));
    expect(found).toEqual([
      {
        id: 'AB-cd_12',
        name: ' Moonbean  virus ',
        abbreviation: '',
        taxid: null,
        schema: [{ name: 'RNA1', molecule: '', required: true }],
        isolates: [
          {
            id: 'i.1',
            source_type: 'Isoate',
            source_name: '',
            default: true,
            sequences: [
              { id: 'AB_1.2', accession: ' X 1 ', definition: 'd', host: null, segment: null, sequence: 'acgt ' },
            ],
          },
        ],
      },
    ]);
    expect(kinds(warnings)).toEqual([
      ['missing_field', 1],
      ['missing_field', 1],
      ['unnamed_isolate', 1],
      ['upper_case_source_type', 1],
      ['accession_white_space', 1],
    ]);
  });

  test('of the first references has the accession as its sequence id', async () => {
    const isolates = [
      {
        id: 'i1',
        default: true,
        source_type: 't',
        source_name: 'n',
        sequences: [{ _id: 'RK_1', definition: 'd', sequence: 'A' }],
      },
    ];
    const { found, warnings } = await reading(document(virtool({ isolates })));
    expect(found[0]!.isolates[0]!.sequences[0]!.accession).toBe('RK_1');
    expect(warnings[0]!.message).toBe('1 sequence without "accession", taken as its id');
  });

  test('loses keys that refkit does not know, and each is said once', async () => {
    const list = [virtool({ verified: true, version: 3 }), virtool({ _id: 'other', name: 'Other', verified: true })];
    const { warnings } = await reading(document(...list));
    expect(warnings).toEqual([
      {
        kind: 'unknown_key',
        message: '2 OTUs with a key that refkit does not keep: "verified"',
        count: 2,
        examples: ['OTU 1 "Moonbean virus" (abcd1234)', 'OTU 2 "Other" (other)'],
      },
      {
        kind: 'unknown_key',
        message: '1 OTU with a key that refkit does not keep: "version"',
        count: 1,
        examples: ['OTU 1 "Moonbean virus" (abcd1234)'],
      },
    ]);
  });

  test('with a key named __proto__ changes nothing else', async () => {
    const raw =
      '{"otus": [{"_id": "abcd1234", "name": "x", "abbreviation": "", "schema": [], "isolates": [], "__proto__": {"taxid": 5}}]}';
    const { found, warnings } = await reading(raw);
    expect(found[0]!.taxid).toBeNull();
    expect(warnings[0]!.message).toContain('"__proto__"');
  });

  test('is refused for every reason at once, and all OTUs are looked at', async () => {
    const sequence = { _id: 'a/b', accession: 5, definition: null, sequence: ['A'], host: 3 };
    const isolate = { id: '../x', source_type: 'a', source_name: 'b', default: 'yes', sequences: [sequence] };
    expect(
      await refusal(
        'text',
        { _id: '../../etc/passwd', name: 'Bad\nRefkit-Method: create', abbreviation: '', schema: [], isolates: [] },
        virtool({ _id: undefined, name: '  ', taxid: '12' }),
        virtool({ _id: 'CON', isolates: [isolate], schema: [{ name: 1 }, null] }),
        virtool({ isolates: {}, schema: 'x', name: null, _id: 7 }),
        virtool({ _id: 'fine', name: 'Fine' }),
      ),
    ).toEqual([
      'malformed: OTU 1: it is text, not an object',
      'malformed: OTU 2 "Bad Refkit-Method: create": its id "../../etc/passwd" can\'t be a file name (2 to 64 letters, digits, "-" and "_")',
      'malformed: OTU 2 "Bad Refkit-Method: create": its name has a line break or control character in it',
      'malformed: OTU 3 "": it has no id',
      'malformed: OTU 3 "": it has no name',
      'malformed: OTU 3 "": its taxid is text, not a whole number above 0',
      'malformed: OTU 4 "Moonbean virus": its id "CON" can\'t be a file name (2 to 64 letters, digits, "-" and "_")',
      'malformed: OTU 4 "Moonbean virus": schema[0].name is number 1, not text',
      'malformed: OTU 4 "Moonbean virus": schema[1] is null, not an object',
      'malformed: OTU 4 "Moonbean virus": the id of isolates[0], "../x", is not 1 to 64 letters, digits, "-", "_" and "."',
      'malformed: OTU 4 "Moonbean virus": isolates[0].default is text, not true or false',
      'malformed: OTU 4 "Moonbean virus": the id of isolates[0].sequences[0], "a/b", is not 1 to 64 letters, digits, "-", "_" and "."',
      'malformed: OTU 4 "Moonbean virus": isolates[0].sequences[0].accession is number 5, not text',
      'malformed: OTU 4 "Moonbean virus": isolates[0].sequences[0].host is number 3, not text',
      'malformed: OTU 4 "Moonbean virus": isolates[0].sequences[0].sequence is a list, not text',
      'malformed: OTU 5: its id is number 7, not text',
      'malformed: OTU 5: its name is null, not text',
      'malformed: OTU 5: its schema is text, not a list',
      'malformed: OTU 5: its isolates is an object, not a list',
    ]);
  });

  test('that passes is one that its own file format takes', async () => {
    const { found } = await reading(text);
    expect(found.map((otu) => parseOtu(canonicalOtu(otu)))).toEqual(found);
  });
});

describe('what must be unique', () => {
  const withIsolates = (id: string, name: string, ...isolates: [string, string[]][]) =>
    virtool({
      _id: id,
      name,
      isolates: isolates.map(([isolate, sequences]) => ({
        id: isolate,
        source_type: 'a',
        source_name: 'b',
        default: false,
        sequences: sequences.map((_id) => ({ _id, accession: _id, definition: '', sequence: 'A' })),
      })),
    });

  test('is reported with both places, all of it, and nothing else is', async () => {
    expect(
      await refusal(
        withIsolates('aa', 'One', ['i1', ['s1']], ['i1', ['s1', 's2']]),
        withIsolates('AA', 'Two', ['i1', ['s2']]),
        withIsolates('cc', 'ONE', ['i2', ['s3']]),
      ),
    ).toEqual([
      'duplicate_isolate_id: OTU 1 "One" (aa): the isolate id "i1" stands in it twice',
      'duplicate_sequence_id: OTU 1 "One" (aa): the sequence id "s1" is in this OTU already',
      'duplicate_otu_id: OTU 2 "Two" (AA): its id is that of OTU 1 "One" (aa) already',
      'duplicate_sequence_id: OTU 2 "Two" (AA): the sequence id "s2" is in OTU 1 "One" (aa) already',
      'duplicate_otu_name: OTU 3 "ONE" (cc): its name is that of OTU 1 "One" (aa) already',
    ]);
  });

  test('is looked for in OTUs that are malformed too', async () => {
    const problems = await refusal(virtool({ taxid: 'x' }), virtool({ name: 'Else', taxid: 'x' }));
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['malformed', 'malformed', 'duplicate_otu_id']);
  });

  test('makes one message however much there is of it', async () => {
    const list = Array.from({ length: 300 }, () => virtool());
    const error = await reading(document(...list)).catch((thrown: unknown) => thrown as ImportRefusedError);
    expect(error).toMatchObject({ kind: 'invalid', code: 'IMPORT_REFUSED' });
    const { message, data, problems } = error as ImportRefusedError;
    expect(message.split('\n')).toHaveLength(52);
    expect(message).toMatch(/^standard input can't be imported, 598 problems:\n {2}OTU 2/);
    expect(message).toMatch(/\n {2}… and 548 more$/);
    expect(data).toMatchObject({ problem_count: 598 });
    expect(problems).toHaveLength(598);
  });
});

function latin1(content: string): Buffer {
  return Buffer.from(content, 'latin1');
}

function damaged(bytes: Buffer): Buffer {
  bytes[bytes.length >> 1]! ^= 0xff;
  return bytes;
}
