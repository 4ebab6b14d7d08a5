import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openImport } from '../../src/exchange/import.js';
import type { ImportWarning } from '../../src/exchange/import-log.js';
import { exportOtu } from '../../src/exchange/virtool-otu.js';
import type { Otu } from '../../src/otu/types.js';
import { noRealData, realData } from '../support/real-data.js';
import { temporaryFolder, writeFiles } from '../support/repository.js';
import { syntheticOtus } from '../support/synthetic.js';

const otus = [...syntheticOtus({ count: 3, isolatesPerOtu: 3, segmentsPerOtu: 2, basesPerOtu: 40 })];

/** An OTU as files of the older layout, below `src`. */
function sourceFiles(otu: Otu): Record<string, unknown> {
  const { isolates, ...own } = exportOtu(otu);
  const folder = `src/${otu.name[0]!.toLowerCase()}/${otu.name.toLowerCase().replaceAll(' ', '_')}`;
  const files: Record<string, unknown> = { [`${folder}/otu.json`]: own };
  for (const { sequences, ...isolate } of isolates) {
    files[`${folder}/${isolate.id}/isolate.json`] = isolate;
    for (const sequence of sequences) files[`${folder}/${isolate.id}/${sequence._id}.json`] = sequence;
  }
  return files;
}

function sourceTree(extra: Record<string, unknown> = {}): string {
  const folder = temporaryFolder();
  const files = Object.assign({}, ...otus.map(sourceFiles), {
    'src/meta.json': { data_type: 'genome', organism: 'virus' },
  });
  writeFiles(folder, { ...files, ...extra });
  return folder;
}

async function read(folder: string) {
  const warnings: ImportWarning[] = [];
  const { otus: iterable, metadata } = await openImport(folder, { onWarning: (warning) => warnings.push(warning) });
  const found: Otu[] = [];
  for await (const otu of iterable) found.push(otu);
  return { found, metadata, warnings };
}

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
/** The order in which Virtool's own tool put folders together. */
const inFileOrder = (otu: Otu): Otu => ({
  ...otu,
  isolates: otu.isolates.map((isolate) => ({ ...isolate, sequences: isolate.sequences.toSorted(byId) })).sort(byId),
});

describe('a folder in the older source layout', () => {
  test('gives OTUs in the order of names, isolates and sequences in the order of ids', async () => {
    const { found, metadata, warnings } = await read(sourceTree());
    expect(found).toEqual(otus.map(inFileOrder).sort((a, b) => (a.name < b.name ? -1 : 1)));
    expect(metadata).toEqual({ data_type: 'genome', organism: 'virus' });
    expect(warnings).toEqual([]);
  });

  test('may be given as the folder src itself, without meta.json', async () => {
    const folder = temporaryFolder();
    writeFiles(folder, sourceFiles(otus[0]!));
    expect((await read(join(folder, 'src'))).found).toEqual([inFileOrder(otus[0]!)]);
  });

  test('may hold files that do not belong: they are passed over, and counted', async () => {
    const isolate = Object.keys(sourceFiles(otus[0]!)).find((path) => path.endsWith('/isolate.json'))!;
    const folder = sourceTree({
      'README.md': 'x',
      'src/.DS_Store': 'x',
      'src/q/no_otu_here/notes.txt': 'x',
      [isolate.replace('isolate.json', 'notes.txt')]: 'x',
    });
    const { found, warnings } = await read(folder);
    expect(found).toHaveLength(3);
    expect(warnings.map(({ kind, message }) => [kind, message])).toEqual([
      ['passed_over', '2 files or folders were passed over'],
    ]);
  });

  test.skipIf(process.platform === 'win32')('is left by no symbolic link', async () => {
    const outside = sourceTree();
    const folder = temporaryFolder();
    writeFiles(folder, sourceFiles(otus[0]!));
    symlinkSync(join(outside, 'src'), join(folder, 'src', 'z'));
    const { found, warnings } = await read(folder);
    expect(found).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ kind: 'passed_over', examples: ['src/z'] });
  });

  test.each([
    ['no OTU', { 'src/a/x/isolate.json': {} }, 'no file src/<letter>/<name>/otu.json was found in it'],
    [
      'a file of broken JSON',
      { 'src/a/x/otu.json': '{"_id": tru}' },
      'not valid JSON: expected a value, found "t" (byte 8)',
    ],
    ['a file that is no object', { 'src/a/x/otu.json': '[]' }, 'expected a JSON object'],
    ['a file that is not UTF-8', { 'src/a/x/otu.json': Buffer.from('{"name": "\xe9"}', 'latin1') }, 'not UTF-8'],
    ['a file nested deeply', { 'src/a/x/otu.json': `{"a": ${'['.repeat(1e5)}` }, 'nested more than 64 levels deep'],
  ])('with %s gets one clear message', async (_, files, message) => {
    const folder = temporaryFolder();
    writeFiles(folder, files);
    const error = await read(folder).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'IMPORT_FORMAT', kind: 'invalid' });
    expect((error as Error).message).toContain(message);
  });

  test.skipIf(noRealData)('of the real v1.4.0 gives exactly the OTUs of its reference.json.gz', async () => {
    const folder = temporaryFolder();
    execFileSync('tar', ['-xzf', realData['v1.4.0-src'], '-C', folder]);
    const tree = await read(folder);
    const built = await read(realData['v1.4.0']);
    expect(tree.found).toHaveLength(1563);
    expect(tree.found.sort(byId)).toEqual(built.found.sort(byId));
    expect(tree.metadata).toEqual({ data_type: 'genome', organism: 'virus' });
  });
});
