import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildIndex, planIndex, settleBuild, verifyIndex } from '../../src/builds/builds.js';
import { editOtu } from '../../src/otu/edits.js';
import { NotFoundError } from '../../src/otu/errors.js';
import { importedReference, newReference, openedReference, verifiedOtu } from '../support/reference.js';
import { git, gitVerdict, temporaryFolder, writeFiles } from '../support/repository.js';

describe('an index of a reference', () => {
  it('is built, tagged, listed, and shown with what it is made of', async () => {
    const reference = await importedReference(4);
    const { index, directory } = await buildIndex(reference);
    expect(git(reference.directory, 'cat-file', '-t', 'index/0')).toBe('tag');
    expect(git(reference.directory, 'rev-parse', 'index/0^{}')).toBe(index.commit);
    expect(existsSync(join(directory, 'reference.json.gz'))).toBe(true);
    expect(gitVerdict(reference.directory)).toEqual({ fsck: '', status: '' });
    const otus = (await reference.findOtus({ all: true })).documents;
    expect(await reference.indexes.list()).toEqual([index]);
    expect(await reference.indexes.get(index.id)).toMatchObject({
      version: 0,
      change_count: 4,
      modified_otu_count: 4,
      has_files: true,
      user: { id: 'ada' },
      contributors: [{ id: 'ada', count: 4 }],
      manifest: Object.fromEntries(otus.map(({ id }) => [id, 0])),
      otus: otus.map(({ id, name }) => ({ id, name, change_count: 1 })),
    });
    expect(await reference.describe()).toMatchObject({ latest_build: { version: 0 }, unbuilt_change_count: 0 });
  });

  it('makes the changes before it built, and tells each OTU which version was indexed', async () => {
    const reference = await newReference();
    const id = await verifiedOtu(reference, 'Foobar', 'RK_1');
    expect((await reference.otu(id)).last_indexed_version).toBeNull();
    const { index } = await buildIndex(reference);
    await reference.editOtu(id, editOtu({ abbreviation: 'FB' }));
    const [, , last, unbuilt] = await reference.otuHistory(id);
    expect(last!.index).toEqual({ id: index.id, version: 0 });
    expect(unbuilt!.index).toEqual({ id: 'unbuilt', version: 'unbuilt' });
    expect(await reference.otu(id)).toMatchObject({
      last_indexed_version: 2,
      most_recent_change: { id: `${id}.3` },
    });
    expect((await reference.history({ unbuilt: true })).found_count).toBe(1);
    expect((await reference.findOtus()).modified_count).toBe(1);
  });

  it('is not built with unverified OTUs, which are listed, nor where nothing changed', async () => {
    const reference = await importedReference(1);
    const { document } = await reference.createOtu({ name: 'Empty' });
    await expect(buildIndex(reference)).rejects.toThrow(/unverified OTUs.*Empty/s);
    expect(reference.indexes.tags()).toEqual([]);
    await reference.removeOtu(document.id);
    await buildIndex(reference);
    await expect(buildIndex(reference)).rejects.toThrow('There are no unbuilt changes');
  });

  it('can be verified after later edits and a new name of the reference', async () => {
    const reference = await importedReference(3);
    const { directory } = await buildIndex(reference);
    await reference.editSettings({ name: 'Renamed' });
    await reference.removeOtu((await reference.findOtus()).documents[0]!.id);
    expect(await verifyIndex(reference, directory)).toMatchObject({ ok: true });
  });

  it('that is not there is named with the newest that is', async () => {
    const reference = await importedReference(1);
    await expect(reference.indexes.get('7')).rejects.toBeInstanceOf(NotFoundError);
    await buildIndex(reference);
    await expect(reference.indexes.get('7')).rejects.toThrow('There is no index "7"');
  });
});

/** The files of a folder, by name. */
function contents(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')]));
}

describe('an index that was planned', () => {
  it('is built from the commit of the plan, byte for byte, whatever was committed since', async () => {
    const reference = await importedReference(4);
    const [edited, removed] = (await reference.findOtus()).documents;
    await reference.editOtu(edited!.id, editOtu({ abbreviation: 'ONE' }));
    const plan = await planIndex(reference);
    const clone = join(temporaryFolder(), 'clone');
    git(reference.directory, 'clone', '--quiet', '.', clone);
    const expected = await buildIndex(await openedReference(clone));

    await reference.editOtu(edited!.id, editOtu({ abbreviation: 'TWO' }));
    await reference.removeOtu(removed!.id);
    await verifiedOtu(reference, 'New virus', 'RK_9');
    await reference.editSettings({ name: 'Renamed' });
    const { index, directory } = await buildIndex(reference, { plan });

    expect(contents(directory)).toEqual(contents(expected.directory));
    expect(index).toMatchObject(plan);
    expect(git(reference.directory, 'rev-parse', 'index/0^{}')).toBe(plan.commit);
    expect((await reference.indexes.get('0')).manifest).toMatchObject({ [edited!.id]: 1, [removed!.id]: 0 });
    expect(await verifyIndex(reference, directory)).toMatchObject({ ok: true });
    expect((await reference.describe()).unbuilt_change_count).toBe(5);
  });

  it('is the same where the branch came to another line of history that has the commit', async () => {
    const reference = await importedReference(3);
    const first = (await reference.findOtus()).documents[0]!;
    await reference.editOtu(first.id, editOtu({ abbreviation: 'ONE' }));
    const plan = await planIndex(reference);
    const { directory } = reference;
    git(directory, 'checkout', '--quiet', '-b', 'other', 'HEAD^');
    await reference.editSettings({ description: 'Another line' });
    git(directory, 'merge', '--quiet', '--no-edit', 'main');
    git(directory, 'branch', '--quiet', '-f', 'main', 'other');
    git(directory, 'checkout', '--quiet', 'main');
    const { index, build } = await buildIndex(reference, { plan });
    expect(build.change_count).toBe(4);
    expect(index).toMatchObject(plan);
    expect((await reference.indexes.get('0')).manifest[first.id]).toBe(1);
  });

  it('is refused where another was built meanwhile, whose files stay', async () => {
    const reference = await importedReference(2);
    const plan = await planIndex(reference);
    await verifiedOtu(reference, 'New virus', 'RK_9');
    const { directory } = await buildIndex(reference);
    const files = contents(directory);
    await expect(buildIndex(reference, { plan })).rejects.toMatchObject({ code: 'TAG_EXISTS' });
    expect(contents(directory)).toEqual(files);
    expect(readdirSync(join(directory, '..'))).toEqual(['0']);
  });

  it('is not planned with unverified OTUs, nor where nothing changed', async () => {
    const reference = await importedReference(1);
    const { document } = await reference.createOtu({ name: 'Empty' });
    await expect(planIndex(reference)).rejects.toMatchObject({ code: 'UNVERIFIED_OTUS' });
    await reference.removeOtu(document.id);
    await buildIndex(reference, { plan: await planIndex(reference) });
    await expect(planIndex(reference)).rejects.toMatchObject({ code: 'NO_UNBUILT_CHANGES' });
  });

  it('leaves nothing where its build was cut off, and everything where it had come to its end', async () => {
    const reference = await importedReference(2);
    const plan = await planIndex(reference);
    const directory = reference.indexes.directory(0);
    writeFiles(directory, { 'reference.json.gz': 'x' });
    expect(await settleBuild(reference, plan)).toBeNull();
    expect(existsSync(directory)).toBe(false);
    const { index } = await buildIndex(reference, { plan });
    expect(await settleBuild(reference, plan)).toEqual(index);
    expect(await settleBuild(reference, { ...plan, commit: '0'.repeat(40) })).toBeNull();
    expect(existsSync(directory)).toBe(true);
  });
});
