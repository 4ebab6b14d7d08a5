import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildIndex, verifyIndex } from '../../src/builds/builds.js';
import { editOtu } from '../../src/otu/edits.js';
import { NotFoundError } from '../../src/otu/errors.js';
import { importedReference, newReference, verifiedOtu } from '../support/reference.js';
import { git, gitVerdict } from '../support/repository.js';

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
