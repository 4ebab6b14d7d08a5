import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { writeIndexFiles } from '../../src/builds/index-files.js';
import { exportOrder } from '../../src/exchange/export.js';
import { parseFasta } from '../../src/exchange/fasta.js';
import { openImport } from '../../src/exchange/import.js';
import type { Otu } from '../../src/otu/types.js';
import type { IndexSource } from '../../src/reference/indexes.js';
import { indexSource } from '../support/index-source.js';
import { temporaryFolder } from '../support/repository.js';
import { syntheticOtus } from '../support/synthetic.js';

const otus = [...syntheticOtus({ count: 30, isolatesPerOtu: 3, segmentsPerOtu: 2, basesPerOtu: 800 })];
const noSha256sum = spawnSync('sha256sum', ['--version']).status !== 0;

async function built(source: IndexSource) {
  const folder = temporaryFolder();
  const progress: [string, number, number | null][] = [];
  const index = await writeIndexFiles(source, folder, {
    mapper: 'none',
    onProgress: ({ step, done, total }) => progress.push([step, done, total]),
  });
  const content = (name: string) => readFileSync(join(folder, name));
  return { folder, index, progress, content };
}

describe('the files of an index', () => {
  test('are these, and SHA256SUMS lists all but itself', async () => {
    const { folder, content } = await built(indexSource(otus));
    const files = ['SHA256SUMS', 'index.json', 'manifest.json', 'reference.fa.gz', 'reference.json.gz'];
    expect(readdirSync(folder).sort()).toEqual(files);
    const listed = content('SHA256SUMS').toString().split('\n');
    expect(listed.map((line) => line.slice(66))).toEqual([...files.slice(1), '']);
    expect(listed[0]).toMatch(/^[0-9a-f]{64} {2}index\.json$/);
    if (!noSha256sum) execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: folder });
  });

  test('give back the OTUs, in the order of exports', async () => {
    const { content } = await built(indexSource(otus));
    const opened = await openImport(Readable.from([content('reference.json.gz')]));
    const found: Otu[] = [];
    for await (const otu of opened.otus) found.push(otu);
    expect(found).toEqual(otus.toSorted(exportOrder));
    expect(opened.metadata).toEqual({
      created_at: '2020-01-02T03:04:05.000Z',
      data_type: 'genome',
      name: 'Invented',
      organism: 'virus',
    });
  });

  test('have the sequences of default isolates as FASTA, by sequence id, one line each', async () => {
    const fasta = gunzipSync((await built(indexSource(otus))).content('reference.fa.gz')).toString();
    const expected = otus
      .toSorted(exportOrder)
      .flatMap(({ isolates }) => isolates.find((one) => one.default)!.sequences);
    expect(parseFasta(fasta)).toEqual(expected.map(({ id, sequence }) => ({ header: id, sequence })));
    expect(fasta.split('\n')).toHaveLength(expected.length * 2 + 1);
  });

  test('have a manifest in the order of ids, those that look like numbers too', async () => {
    const renamed = otus.slice(0, 4).map((otu, index) => ({ ...otu, id: ['zz', '20', '3000', '1e5'][index]! }));
    const { content } = await built(indexSource(renamed));
    expect(content('manifest.json').toString()).toBe('{\n  "1e5": 3,\n  "20": 1,\n  "3000": 2,\n  "zz": 0\n}\n');
  });

  test('say in index.json what they are, by the commit alone', async () => {
    const source = indexSource(otus);
    const { content, index } = await built(source);
    expect(JSON.parse(content('index.json').toString())).toEqual(index);
    expect(index).toEqual({
      format: 1,
      id: source.id,
      version: 3,
      commit: source.commit,
      created_at: source.created_at,
      reference: source.reference,
      change_count: 30,
      otu_count: 30,
      isolate_count: 90,
      sequence_count: 180,
      mapper: null,
    });
  });

  test('are the same bytes in whatever order OTUs and versions come', async () => {
    const { manifest } = indexSource(otus);
    const first = await built(indexSource(otus));
    const reversed = Object.fromEntries(Object.entries(manifest).reverse());
    const second = await built({
      ...indexSource(otus),
      manifest: reversed,
      otus: (order) => otus.toReversed().sort(order),
    });
    for (const name of readdirSync(first.folder)) expect(second.content(name).equals(first.content(name))).toBe(true);
  });

  test('are told of while they are made', async () => {
    const { progress } = await built(indexSource(otus));
    expect(progress.at(-1)).toEqual(['Writing OTUs', 30, 30]);
  });

  test('are not made of a catalog that disagrees with the commit', async () => {
    await expect(built(indexSource(otus, { manifest: {} }))).rejects.toMatchObject({ code: 'BUILD_FAILED' });
  });

  test('of an empty reference are empty', async () => {
    const { content } = await built(indexSource([]));
    expect(JSON.parse(gunzipSync(content('reference.json.gz')).toString()).otus).toEqual([]);
    expect(gunzipSync(content('reference.fa.gz'))).toHaveLength(0);
    expect(content('manifest.json').toString()).toBe('{}\n');
  });
});
