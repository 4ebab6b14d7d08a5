import { symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { otuPath } from '../../src/otu/ids.js';
import { Checkout } from '../../src/reference/checkout.js';
import type { Reference } from '../../src/reference/reference.js';
import { importedReference } from '../support/reference.js';
import { temporaryFolder } from '../support/repository.js';

const paths = async (reference: Reference) =>
  (await reference.findOtus({ all: true })).documents.map(({ id }) => otuPath(id));

describe('the files of a reference', () => {
  it('are those on disk, committed or not', async () => {
    const reference = await importedReference(3);
    const [first] = await paths(reference);
    writeFileSync(join(reference.directory, first!), 'changed');
    writeFileSync(join(reference.directory, 'otus', 'stray.txt'), 'stray');
    const files = [...Checkout.open(reference.directory).files()];
    expect(files.map(({ path }) => path)).toEqual([...(await paths(reference)), 'otus/stray.txt'].sort());
    expect(files.find(({ path }) => path === first)!.text.toString()).toBe('changed');
  });

  it('are those at HEAD in a bare repository, where nothing can be written', async () => {
    const reference = await importedReference(3, { bare: true });
    const checkout = Checkout.open(reference.directory);
    expect([...checkout.files()].map(({ path }) => path)).toEqual((await paths(reference)).sort());
    expect(checkout.configFile()!.text.toString()).toContain('Plant Viruses');
    expect(() => checkout.write('otus/x', '')).toThrow(/bare/i);
  });

  it('are told apart from symbolic links, which are not followed', async () => {
    const reference = await importedReference(1);
    const [path] = await paths(reference);
    const secret = join(temporaryFolder(), 'secret');
    writeFileSync(secret, 'secret');
    unlinkSync(join(reference.directory, path!));
    symlinkSync(secret, join(reference.directory, path!));
    const [file] = [...Checkout.open(reference.directory).files()];
    expect(file).toMatchObject({ path, symlink: true });
    expect(file!.text.toString()).not.toContain('secret');
  });

  it('that changed since a revision are named', async () => {
    const reference = await importedReference(3);
    const [first, second] = await paths(reference);
    writeFileSync(join(reference.directory, first!), 'changed');
    await reference.removeOtu(second!.slice(8, -5));
    expect([...Checkout.open(reference.directory).changedSince('HEAD~1')].sort()).toEqual([first, second].sort());
  });
});
