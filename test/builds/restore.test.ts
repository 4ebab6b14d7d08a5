import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildIndex, verifyIndex } from '../../src/builds/builds.js';
import { sha256OfFile } from '../../src/builds/checksums.js';
import { OutputExistsError } from '../../src/builds/errors.js';
import { copyIndex, restoreIndex } from '../../src/builds/restore.js';
import { editOtu } from '../../src/otu/edits.js';
import { NotFoundError } from '../../src/otu/errors.js';
import type { Reference } from '../../src/reference/reference.js';
import { importedReference } from '../support/reference.js';
import { temporaryFolder } from '../support/repository.js';

const inode = (folder: string) => statSync(folder).ino;

async function built(): Promise<{ reference: Reference; directory: string }> {
  const reference = await importedReference(3);
  const { directory } = await buildIndex(reference);
  return { reference, directory };
}

describe('the files of an index', () => {
  test('are those that the clone keeps, where they are whole', async () => {
    const { reference, directory } = await built();
    const before = inode(directory);
    const { files, build, directory: found } = await restoreIndex(reference, 0);
    expect(found).toBe(directory);
    expect(inode(directory)).toBe(before);
    expect(files.map(({ name }) => name)).toEqual(readdirSync(directory).sort());
    expect(build.otu_count).toBe(3);
    for (const { name, size, sha256 } of files) {
      expect(size).toBe(readFileSync(join(directory, name)).length);
      expect(sha256).toBe(await sha256OfFile(join(directory, name)));
    }
  });

  test.each<[string, (directory: string) => void]>([
    ['gone', (directory) => rmSync(directory, { recursive: true })],
    ['missing in part', (directory) => rmSync(join(directory, 'reference.json.gz'))],
    ['damaged', (directory) => appendFileSync(join(directory, 'manifest.json'), ' ')],
    ['without their checksums', (directory) => rmSync(join(directory, 'SHA256SUMS'))],
    ['beside others', (directory) => writeFileSync(join(directory, 'notes.txt'), 'mine')],
    ['of no index', (directory) => writeFileSync(join(directory, 'index.json'), '{}')],
  ])('are built again from its commit where they are %s', async (_, damage) => {
    const { reference, directory } = await built();
    damage(directory);
    const { files } = await restoreIndex(reference, 0);
    const names = ['SHA256SUMS', 'index.json', 'manifest.json', 'reference.fa.gz', 'reference.json.gz'];
    expect(files.map(({ name }) => name)).toEqual(names);
    expect((await verifyIndex(reference, directory)).ok).toBe(true);
  });

  test('are of the index that was asked for', async () => {
    const { reference } = await built();
    await reference.editOtu((await reference.findOtus()).documents[0]!.id, editOtu({ taxid: 7 }));
    await buildIndex(reference);
    expect((await restoreIndex(reference, 0)).build.version).toBe(0);
    rmSync(reference.indexes.directory(0), { recursive: true });
    expect((await restoreIndex(reference, 0)).build.version).toBe(0);
    await expect(restoreIndex(reference, 7)).rejects.toThrow(NotFoundError);
  });
});

describe('copies of them', () => {
  test('go to a folder that is new, empty, or holds the same index', async () => {
    const { reference, directory } = await built();
    const index = await restoreIndex(reference, 0);
    const parent = temporaryFolder();
    const target = join(parent, 'out', 'files');
    for (const _ of [1, 2]) {
      expect(copyIndex(index, target)).toBe(target);
      expect(readdirSync(target).sort()).toEqual(readdirSync(directory).sort());
    }
    expect(readdirSync(join(parent, 'out'))).toEqual(['files']);
    expect((await verifyIndex(reference, target)).ok).toBe(true);
  });

  test('never replace anything else', async () => {
    const { reference } = await built();
    const index = await restoreIndex(reference, 0);
    const target = join(temporaryFolder(), 'mine');
    mkdirSync(target);
    writeFileSync(join(target, 'thesis.txt'), 'mine');
    expect(() => copyIndex(index, target)).toThrow(OutputExistsError);
    expect(readdirSync(target)).toEqual(['thesis.txt']);
    expect(existsSync(join(target, '..', '.mine'))).toBe(false);
  });
});
