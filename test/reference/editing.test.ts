import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addIsolate,
  addSequence,
  editIsolate,
  editOtu,
  editSequence,
  removeIsolate,
  removeSequence,
  setDefaultIsolate,
} from '../../src/otu/edits.js';
import { AlreadyExistsError, NotFoundError } from '../../src/otu/errors.js';
import { otuPath } from '../../src/otu/ids.js';
import type { Reference } from '../../src/reference/reference.js';
import { editFor } from '../support/arbitraries.js';
import { importedReference, newReference, reopened, verifiedOtu } from '../support/reference.js';
import { git, gitVerdict } from '../support/repository.js';

const lastCommit = (reference: Reference, format = '%B') => git(reference.directory, 'log', '-1', `--format=${format}`);
const commits = (reference: Reference) => Number(git(reference.directory, 'rev-list', '--count', 'HEAD'));

describe('an OTU', () => {
  it('is created as in the OTUs document', async () => {
    const reference = await newReference();
    const { document, change } = await reference.createOtu({ name: 'Foobar', abbreviation: 'FBR' });
    expect(document).toMatchObject({
      name: 'Foobar',
      abbreviation: 'FBR',
      schema: [],
      last_indexed_version: null,
      verified: false,
      isolates: [],
      version: 0,
      issues: { empty_otu: true, empty_isolate: false, empty_sequence: false, isolate_inconsistency: false },
    });
    expect(document.most_recent_change).toEqual(change);
    expect(change).toMatchObject({
      id: `${document.id}.0`,
      method_name: 'create',
      description: 'Created Foobar (FBR)',
      otu: { id: document.id, name: 'Foobar', version: 0 },
      index: { id: 'unbuilt', version: 'unbuilt' },
      user: { id: 'ada' },
    });
    expect(lastCommit(reference)).toBe('Created Foobar (FBR)\n\nRefkit-Method: create');
    expect(gitVerdict(reference.directory)).toEqual({ fsck: '', status: '' });
  });

  it('goes through every edit of the document, each one commit with its description and method', async () => {
    const reference = await newReference();
    const { id } = (await reference.createOtu({ name: 'Foobar' })).document;
    const rules = reference.sourceRules;
    const first = (await reference.editOtu(id, addIsolate({ source_type: 'Isolate', source_name: 'a' }, rules)))
      .subject!;
    const second = (await reference.editOtu(id, addIsolate({ source_type: 'strain', source_name: 'b' }, rules)))
      .subject!;
    await reference.editOtu(id, editIsolate(second, { source_name: 'c' }, rules));
    await reference.editOtu(id, setDefaultIsolate(second));
    const bases = { definition: 'A sequence for demo purposes', sequence: 'ATGACT\nAGCGGA CTTACA' };
    await reference.editOtu(id, addSequence(first, { id: 'foobar', ...bases }));
    await reference.editOtu(id, editSequence(first, 'foobar', { host: 'Plant' }));
    await reference.editOtu(id, removeSequence(first, 'foobar'));
    await reference.editOtu(id, removeIsolate(second));
    await reference.editOtu(id, editOtu({ abbreviation: 'FB' }));
    await reference.removeOtu(id);
    const history = await reference.otuHistory(id);
    expect(history.map(({ method_name, description }) => [method_name, description])).toEqual([
      ['create', 'Created Foobar'],
      ['add_isolate', 'Added Isolate a as default'],
      ['add_isolate', 'Added Strain b'],
      ['edit_isolate', 'Renamed Strain b to Strain c'],
      ['set_as_default', 'Set Strain c as default'],
      ['create_sequence', 'Created new sequence foobar in Isolate a'],
      ['edit_sequence', 'Edited sequence foobar in Isolate a'],
      ['remove_sequence', 'Removed sequence foobar from Isolate a'],
      ['remove_isolate', 'Removed Strain c and set Isolate a as default'],
      ['edit', 'Added abbreviation FB'],
      ['remove', 'Removed Foobar (FB)'],
    ]);
    expect(history.map((change) => change.otu.version)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 'removed']);
    expect(history.at(-1)!.id).toBe(`${id}.removed`);
    expect(existsSync(join(reference.directory, otuPath(id)))).toBe(false);
    expect(gitVerdict(reference.directory)).toEqual({ fsck: '', status: '' });
  });

  it('is found by id, by name whatever its case, and by abbreviation', async () => {
    const reference = await newReference();
    const { id } = (await reference.createOtu({ name: 'Tobacco mosaic virus', abbreviation: 'TMV' })).document;
    for (const text of [id, 'tobacco MOSAIC virus', 'TMV']) expect((await reference.otu(text)).id).toBe(id);
    await expect(reference.otu('tmv')).rejects.toBeInstanceOf(NotFoundError);
    for (const near of ['mosaic', 'Tobaco mosaic virus', 'tobacco mosiac']) {
      await expect(reference.otu(near)).rejects.toMatchObject({ suggestions: [expect.stringContaining(id)] });
    }
  });

  it('is not changed by an edit that changes nothing, and no commit is made', async () => {
    const reference = await newReference();
    const { id } = (await reference.createOtu({ name: 'Foobar' })).document;
    const before = commits(reference);
    const result = await reference.editOtu(id, editOtu({ name: 'Foobar' }));
    expect(result).toMatchObject({ changed: false, change: null, document: { version: 0 } });
    expect(commits(reference)).toBe(before);
  });

  it('is unset as internal control when it is removed, in the same commit', async () => {
    const reference = await newReference();
    const { id } = (await reference.createOtu({ name: 'Control' })).document;
    const described = await reference.editSettings({ internal_control: 'Control' });
    expect(described.internal_control).toEqual({ id, name: 'Control' });
    const before = commits(reference);
    await reference.removeOtu(id);
    expect(commits(reference)).toBe(before + 1);
    expect((await reference.describe()).internal_control).toBeNull();
    expect(gitVerdict(reference.directory)).toEqual({ fsck: '', status: '' });
  });
});

describe('uniqueness in a reference', () => {
  it('holds for names, case ignored, and for abbreviations, exactly', async () => {
    const reference = await newReference();
    await reference.createOtu({ name: 'Foobar', abbreviation: 'FBR' });
    const create = (name: string, abbreviation: string) => reference.createOtu({ name, abbreviation });
    await expect(create('FOOBAR', '')).rejects.toThrow('Name already exists');
    await expect(create('Other', 'FBR')).rejects.toThrow('Abbreviation already exists');
    await expect(create('foobar', 'FBR')).rejects.toThrow('Name and abbreviation already exist');
    await expect(create('foobar', 'FBR')).rejects.toBeInstanceOf(AlreadyExistsError);
    await create('Other', 'fbr');
    await create('A third', '');
    await create('A fourth', '');
    await expect(reference.editOtu('Other', editOtu({ name: 'foobar' }))).rejects.toThrow('Name already exists');
    expect((await reference.editOtu('Foobar', editOtu({ name: 'FOOBAR' }))).document.name).toBe('FOOBAR');
  });

  it('holds for sequence ids and accessions, across OTUs and within one', async () => {
    const reference = await newReference();
    await verifiedOtu(reference, 'First', 'RK_1');
    const second = await verifiedOtu(reference, 'Second', 'RK_2');
    const taken = (await reference.otu('First')).isolates[0]!.sequences[0]!.id;
    const isolate = (await reference.otu(second)).isolates[0]!.id;
    const add = (input: { id?: string; accession?: string }) =>
      reference.editOtu(second, addSequence(isolate, { definition: 'x', sequence: 'ACGT', ...input }));
    await expect(add({ accession: 'RK_1' })).rejects.toThrow('Accession already exists');
    await expect(add({ accession: 'RK_2' })).rejects.toThrow('Accession already exists');
    await expect(add({ accession: 'RK_3', id: taken })).rejects.toThrow('Sequence id already exists');
    await add({ accession: 'RK_3' });
  });
});

describe('an edit', () => {
  it('is refused where the file has uncommitted changes, which stay as they are', async () => {
    const reference = await newReference();
    const { id } = (await reference.createOtu({ name: 'Foobar' })).document;
    const file = join(reference.directory, otuPath(id));
    const mine = readFileSync(file, 'utf8').replace('Foobar', 'My draft');
    writeFileSync(file, mine);
    await expect(reference.editOtu(id, editOtu({ abbreviation: 'FB' }))).rejects.toThrow(otuPath(id));
    expect(readFileSync(file, 'utf8')).toBe(mine);
    expect((await reference.otu(id)).version).toBe(0);
  });

  it("leaves a person's work on other files out of its commit", async () => {
    const reference = await newReference();
    const { id } = (await reference.createOtu({ name: 'Foobar' })).document;
    writeFileSync(join(reference.directory, 'README.md'), 'Mine\n');
    writeFileSync(join(reference.directory, 'notes.txt'), 'Mine too\n');
    git(reference.directory, 'add', 'notes.txt');
    await reference.editOtu(id, editOtu({ abbreviation: 'FB' }));
    expect(git(reference.directory, 'status', '--porcelain')).toBe(' M README.md\nA  notes.txt');
    expect(git(reference.directory, 'show', '--stat', '--format=', 'HEAD')).toContain(`${id}.json`);
    expect(git(reference.directory, 'show', '--name-only', '--format=', 'HEAD')).toBe(otuPath(id));
  });

  it('is made in a bare repository just the same', async () => {
    const reference = await newReference({ bare: true });
    const { document } = await reference.createOtu({ name: 'Foobar' });
    await reference.editOtu(document.id, editOtu({ abbreviation: 'FB' }));
    expect(await reference.otu('Foobar')).toMatchObject({ abbreviation: 'FB', version: 1 });
    expect(git(reference.directory, 'fsck', '--strict')).toBe('');
  });

  it('carries the name and address of the user that acts', async () => {
    const reference = await newReference();
    await reference.addMember('users', { id: 'bo', emails: ['bo@example.org'], modify_otu: true });
    await reference.addMember('users', { id: 'cy', modify_otu: true });
    for (const user of ['bo', 'cy']) {
      const acting = await reopened(reference, { user });
      const { change } = await acting.createOtu({ name: `By ${user}` });
      expect(change!.user).toEqual({ id: user });
    }
    expect(git(reference.directory, 'log', '-2', '--format=%an %ae %cn')).toBe(
      'cy cy@users.refkit.invalid Ada Curator\nbo bo@example.org Ada Curator',
    );
    await expect((await reopened(reference, { user: 'zed' })).createOtu({ name: 'x' })).rejects.toThrow(
      /no user "zed"/,
    );
  });

  it('of somebody without the right is made with a warning', async () => {
    const reference = await newReference();
    await reference.addMember('users', { id: 'bo' });
    const warnings: string[] = [];
    const acting = await reopened(reference, { user: 'bo', onWarning: (message) => warnings.push(message) });
    await acting.createOtu({ name: 'By bo' });
    expect(warnings).toEqual([expect.stringContaining('"modify_otu"')]);
  });

  it('sees what git committed in the meantime', async () => {
    const reference = await newReference();
    const { id } = (await reference.createOtu({ name: 'Foobar' })).document;
    const file = join(reference.directory, otuPath(id));
    writeFileSync(file, readFileSync(file, 'utf8').replace('Foobar', 'By hand'));
    git(reference.directory, 'commit', '-qam', 'Rename it');
    await expect(reference.createOtu({ name: 'by HAND' })).rejects.toThrow('Name already exists');
    await reference.createOtu({ name: 'Foobar' });
    expect((await reference.otuHistory(id)).at(-1)).toMatchObject({
      method_name: 'edit',
      description: 'Changed name to By hand',
    });
  });

  it('at random keeps the repository, the catalog and the file in step', async () => {
    const reference = await importedReference(3);
    const { id } = (await reference.findOtus({ all: true })).documents[0]!;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0 }), async (seed) => {
        const { isolates, ...otu } = await reference.otu(id);
        const [edit] = fc.sample(editFor({ ...otu, isolates }), { seed, numRuns: 1 });
        const outcome = await reference.editOtu(id, edit!).catch((error: unknown) => {
          if (error instanceof AlreadyExistsError) return null;
          throw error;
        });
        if (!outcome) return;
        const { version, name } = await reference.otu(id);
        expect(version).toBe(otu.version + (outcome.changed ? 1 : 0));
        expect(JSON.parse(readFileSync(join(reference.directory, otuPath(id)), 'utf8')).name).toBe(name);
      }),
      { numRuns: 40 },
    );
    expect(gitVerdict(reference.directory)).toEqual({ fsck: '', status: '' });
  });
});
