import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { buildIndex, verifyIndex } from '../../src/builds/builds.js';
import { NotFoundError } from '../../src/otu/errors.js';
import type { IndexSource } from '../../src/reference/indexes.js';
import type { Reference } from '../../src/reference/reference.js';
import { indexSource } from '../support/index-source.js';
import { temporaryFolder, writeFiles } from '../support/repository.js';
import { syntheticOtus } from '../support/synthetic.js';

const otus = [...syntheticOtus({ count: 5 })];

interface Situation {
  source?: IndexSource;
  unverified?: { id: string; name: string }[];
  /** What happens when the index is declared. */
  declare?: () => void;
}

/** As much of a reference as builds ask for, with a list of what was declared. */
function reference({ source = indexSource(otus), unverified = [], declare = () => {} }: Situation = {}) {
  const home = temporaryFolder();
  const declared: number[] = [];
  const indexes = {
    next: async () => ({ plan: { ...source, modified_otu_count: 1 }, unverified }),
    planned: () => source,
    source: (version: number) => {
      if (version !== source.version) throw new NotFoundError(`There is no index "${version}"`);
      return source;
    },
    directory: (version: number) => join(home, 'indexes', String(version)),
    declare: async ({ id, version }: IndexSource, place: () => void) => {
      place();
      declare();
      declared.push(version);
      return { id, version };
    },
  };
  const door = { indexes } as unknown as Reference;
  return { door, home, declared, source };
}

describe('building an index', () => {
  test('puts its files into a folder of the clone, and then declares it', async () => {
    const seen: string[][] = [];
    const { door, home, declared, source } = reference({
      declare: () => seen.push(readdirSync(join(home, 'indexes/3'))),
    });
    const { index, directory, files } = await buildIndex(door);
    expect(index).toMatchObject({ id: source.id, version: 3 });
    expect(directory).toBe(join(home, 'indexes', '3'));
    expect(readdirSync(directory).sort()).toEqual(files);
    expect(seen[0]!.sort()).toEqual(files);
    expect(declared).toEqual([3]);
  });

  test('is refused while OTUs are not verified, and all are named', async () => {
    const unverified = Array.from({ length: 60 }, (_, index) => ({ id: `id${index}`, name: `Virus ${index}` }));
    const { door, home } = reference({ unverified });
    const error = await buildIndex(door).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'UNVERIFIED_OTUS', kind: 'invalid', data: { otus: unverified } });
    expect(error.message).toMatch(/^There are unverified OTUs:\n {2}Virus 0 \(id0\)\n[\s\S]*\n {2}… and 10 more$/);
    expect(readdirSync(home)).toEqual([]);
  });

  test('is refused where nothing has changed', async () => {
    const { door } = reference({ source: indexSource(otus, { change_count: 0 }) });
    await expect(buildIndex(door)).rejects.toMatchObject({
      code: 'NO_UNBUILT_CHANGES',
      message: 'There are no unbuilt changes',
    });
  });

  test('leaves a folder that holds something else as it is', async () => {
    const { door, declared } = reference();
    const outDir = temporaryFolder();
    writeFiles(outDir, { 'thesis.txt': 'x' });
    await expect(buildIndex(door, { outDir })).rejects.toMatchObject({ code: 'OUTPUT_EXISTS', kind: 'conflict' });
    expect(readdirSync(outDir)).toEqual(['thesis.txt']);
    expect(declared).toEqual([]);
  });

  test('takes a folder again that an undeclared build of the same index left', async () => {
    const outDir = join(temporaryFolder(), 'out');
    await buildIndex(reference().door, { outDir });
    await buildIndex(reference().door, { outDir });
    const other = reference({ source: indexSource(otus.slice(1)) });
    await expect(buildIndex(other.door, { outDir })).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
  });

  test('that fails leaves nothing, neither files nor a declaration', async () => {
    function* broken() {
      yield otus[0]!;
      throw new Error('a blob is missing');
    }
    const { door, home, declared } = reference({ source: indexSource(otus, { otus: broken }) });
    await expect(buildIndex(door)).rejects.toThrow('a blob is missing');
    expect(readdirSync(join(home, 'indexes'))).toEqual([]);
    expect(declared).toEqual([]);
  });

  test.skipIf(process.platform === 'win32')('says what the system says where it cannot write', async () => {
    const { door, home } = reference();
    writeFiles(home, { file: 'x' });
    await expect(buildIndex(door, { outDir: join(home, 'file', 'out') })).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: expect.stringContaining('ENOTDIR'),
    });
  });

  test('takes its files back where the index cannot be declared', async () => {
    const { door, home } = reference({
      declare: () => {
        throw new Error('the tag exists');
      },
    });
    await expect(buildIndex(door)).rejects.toThrow('the tag exists');
    expect(readdirSync(join(home, 'indexes'))).toEqual([]);
  });
});

describe('verifying an index', () => {
  async function built() {
    const { door } = reference();
    const { directory } = await buildIndex(door, { outDir: join(temporaryFolder(), 'out') });
    const statuses = async () =>
      Object.fromEntries((await verifyIndex(door, directory)).files.map(({ name, status }) => [name, status]));
    return { door, directory, statuses };
  }

  test('finds the files of a build the same, with their checksums', async () => {
    const { door, directory } = await built();
    const { ok, files, version, mapper } = await verifyIndex(door, directory);
    expect({ ok, version, mapper }).toEqual({ ok: true, version: 3, mapper: null });
    expect(files.every(({ status, expected, actual }) => status === 'same' && expected === actual)).toBe(true);
    expect(
      files.map(({ name, listed, actual }) => [name, name === 'SHA256SUMS' ? listed === null : listed === actual]),
    ).toEqual(files.map(({ name }) => [name, true]));
  });

  test('finds what was changed, is missing, or was added', async () => {
    const { door, directory, statuses } = await built();
    appendFileSync(join(directory, 'manifest.json'), ' ');
    rmSync(join(directory, 'reference.fa.gz'));
    writeFileSync(join(directory, 'NOTES.txt'), 'x');
    expect(await statuses()).toEqual({
      'NOTES.txt': 'extra',
      SHA256SUMS: 'same',
      'index.json': 'same',
      'manifest.json': 'changed',
      'reference.fa.gz': 'missing',
      'reference.json.gz': 'same',
    });
    expect((await verifyIndex(door, directory)).ok).toBe(false);
  });

  test('tells another compression from another content', async () => {
    const { directory, statuses } = await built();
    const json = join(directory, 'reference.json.gz');
    const text = gunzipSync(readFileSync(json));
    writeFileSync(json, gzipSync(text, { level: 9 }));
    expect((await statuses())['reference.json.gz']).toBe('recompressed');
    writeFileSync(json, gzipSync(text.toString().replace('virus', 'wirus')));
    expect((await statuses())['reference.json.gz']).toBe('changed');
    writeFileSync(json, gzipSync(Buffer.alloc(50_000_000)));
    expect((await statuses())['reference.json.gz']).toBe('changed');
    writeFileSync(json, 'no gzip at all');
    expect((await statuses())['reference.json.gz']).toBe('changed');
  });

  test('works beside an extra file and leaves nothing behind', async () => {
    const { door, directory } = await built();
    writeFileSync(join(directory, 'NOTES.txt'), 'x');
    expect((await verifyIndex(door, directory)).ok).toBe(true);
    expect(readdirSync(dirname(directory))).toEqual(['out']);
  });

  test.each([
    ['is not there', null, 'NOT_FOUND'],
    ['holds no index.json', { 'a.txt': 'x' }, 'NOT_FOUND'],
    ['has a broken index.json', { 'index.json': '{"id": ' }, 'NOT_AN_INDEX'],
    ['has an index.json of something else', { 'index.json': { name: 'react', version: '19.0.0' } }, 'NOT_AN_INDEX'],
    ['has null for index.json', { 'index.json': null }, 'NOT_AN_INDEX'],
    [
      'has an index that the repository lacks',
      { 'index.json': { id: 'x', version: 9, commit: 'y', mapper: null } },
      'NOT_FOUND',
    ],
  ])('of a folder that %s says so', async (_, files, code) => {
    const folder = join(temporaryFolder(), 'out');
    if (files !== null) writeFiles(folder, files);
    expect(existsSync(folder)).toBe(files !== null);
    await expect(verifyIndex(reference().door, folder)).rejects.toMatchObject({ code });
  });
});
