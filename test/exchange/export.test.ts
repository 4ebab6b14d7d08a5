import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ExportMetadata, exportOrder, exportReference } from '../../src/exchange/export.js';
import { openImport } from '../../src/exchange/import.js';
import { MOLECULES, type Otu } from '../../src/otu/types.js';
import { noRealData, realData } from '../support/real-data.js';
import { syntheticOtus } from '../support/synthetic.js';

const metadata: ExportMetadata = {
  created_at: '2020-01-02T03:04:05Z',
  data_type: 'genome',
  name: 'A "B"',
  organism: 'virus',
};

async function imported(source: string | Readable): Promise<Otu[]> {
  const otus: Otu[] = [];
  for await (const otu of (await openImport(source)).otus) otus.push(otu);
  return otus;
}

const exported = (otus: Iterable<Otu>, indent?: number) => [...exportReference(metadata, otus, indent)].join('');

const text = fc.string({ unit: 'binary' });
const itemId = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,12}$/);
const sequence = fc.record({
  id: itemId,
  accession: text,
  definition: text,
  host: fc.option(text),
  segment: fc.option(text),
  sequence: text,
});
const isolate = fc.record({
  id: itemId,
  source_type: text,
  source_name: text,
  default: fc.boolean(),
  sequences: fc.array(sequence, { maxLength: 3 }),
});
const otu: fc.Arbitrary<Otu> = fc.record({
  id: fc.stringMatching(/^[a-z0-9][A-Za-z0-9_-]{4,12}$/),
  name: fc.stringMatching(/^[A-Za-z][\w (){}"\\é-]{0,30}$/),
  abbreviation: text,
  taxid: fc.option(fc.integer({ min: 1 })),
  schema: fc.array(fc.record({ name: text, molecule: fc.constantFrom(...MOLECULES), required: fc.boolean() })),
  isolates: fc.uniqueArray(isolate, { maxLength: 3, selector: ({ id }) => id }),
});
const reference = fc
  .uniqueArray(otu, { maxLength: 5, selector: ({ name }) => name.toLowerCase() })
  .filter((otus) => distinct(otus.map(({ id }) => id.toLowerCase())))
  .filter((otus) =>
    distinct(otus.flatMap(({ isolates }) => isolates.flatMap((one) => one.sequences.map(({ id }) => id)))),
  );

function distinct(values: string[]): boolean {
  return new Set(values).size === values.length;
}

describe('an exported reference', () => {
  test('is what its import gives back, whatever its texts hold', async () => {
    await fc.assert(
      fc.asyncProperty(reference, fc.constantFrom(0, 2, 4), async (otus, indent) => {
        expect(await imported(Readable.from([Buffer.from(exported(otus, indent))]))).toEqual(otus);
      }),
      { numRuns: 200 },
    );
  });

  test('has metadata first, and one line for each OTU', () => {
    const otus = [...syntheticOtus({ count: 2, basesPerOtu: 5 })];
    const lines = exported(otus).split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe(
      '{"created_at":"2020-01-02T03:04:05Z","data_type":"genome","name":"A \\"B\\"","organism":"virus","otus":[',
    );
    expect(Object.keys(JSON.parse(lines[1]!.slice(0, -1)))).toEqual([
      '_id',
      'abbreviation',
      'isolates',
      'name',
      'schema',
      'taxid',
    ]);
    expect(lines.slice(3)).toEqual([']}', '']);
  });

  test.each([[0], [1], [3]])('of %i OTUs, indented, is laid out as JSON.stringify does it', (count) => {
    const pretty = exported(syntheticOtus({ count, isolatesPerOtu: 2, basesPerOtu: 5 }), 2);
    const whole = JSON.stringify(JSON.parse(pretty), null, 2);
    expect(pretty).toBe(`${whole}\n`);
  });

  test('is ordered by names as folders were called, then by ids', () => {
    const names = ['Zea virus', 'abaca-virus', 'Abaca virus', 'abaca Virus', 'Abaca'];
    const otus = names.map((name, index) => ({ id: `id${9 - index}`, name }));
    expect(otus.sort(exportOrder).map(({ id, name }) => `${name} ${id}`)).toEqual([
      'Abaca id5',
      'abaca-virus id8',
      'abaca Virus id6',
      'Abaca virus id7',
      'Zea virus id9',
    ]);
  });

  describe.skipIf(noRealData)('of real data', () => {
    type Loose = Record<string, unknown>;
    /** A missing key and a null are the same. */
    const filled = (raw: Loose): Loose => ({
      taxid: null,
      ...raw,
      isolates: (raw.isolates as Loose[]).map((one) => ({
        ...one,
        sequences: (one.sequences as Loose[]).map((inner) => ({ host: null, segment: null, ...inner })),
      })),
    });

    test.each(['v1.4.0', 'v1.5.0'] as const)('equals what was imported: %s', async (version) => {
      const { otus, ...meta } = JSON.parse(gunzipSync(readFileSync(realData[version])).toString());
      const result = [...exportReference(meta, await imported(realData[version]))].join('');
      const { otus: again, ...metaAgain } = JSON.parse(result);
      expect(metaAgain).toEqual(meta);
      expect(again).toEqual(otus.map(filled));
    });

    test('is in the order of v1.4.0 itself', async () => {
      const otus = await imported(realData['v1.4.0']);
      expect(otus.toSorted(exportOrder)).toEqual(otus);
    });
  });
});
