import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addIsolate, editOtu } from '../../src/otu/edits.js';
import { NotFoundError } from '../../src/otu/errors.js';
import { otuPath } from '../../src/otu/ids.js';
import { applyPatch } from '../../src/otu/patch.js';
import { ConflictError } from '../../src/reference/errors.js';
import { Reference } from '../../src/reference/reference.js';
import { importedReference, newReference, reopened, verifiedOtu } from '../support/reference.js';
import { git, gitVerdict, temporaryFolder } from '../support/repository.js';

describe('the history of a reference', () => {
  it('has one change for each imported OTU, newest first, in pages', async () => {
    const reference = await importedReference(5);
    const page = await reference.history({ perPage: 2 });
    expect(page).toMatchObject({ total_count: 5, found_count: 5, page_count: 3, per_page: 2, page: 1 });
    expect(page.documents).toHaveLength(2);
    for (const { description, method_name, otu } of page.documents) {
      expect([method_name, description, otu.version]).toEqual(['import', `Imported ${otu.name}`, 0]);
    }
    await reference.createOtu({ name: 'Newest' });
    expect((await reference.history({ perPage: 1 })).documents[0]!.description).toBe('Created Newest');
  });

  it('is narrowed to an OTU, a user, a time, built or unbuilt', async () => {
    const reference = await importedReference(3);
    await reference.addMember('users', { id: 'bo', emails: ['bo@example.org'], modify_otu: true });
    const bo = await reopened(reference, { user: 'bo' });
    const { document } = await bo.createOtu({ name: 'By bo' });
    const count = async (query: Parameters<Reference['history']>[0]) => (await reference.history(query)).found_count;
    expect(await count({ otu: 'By bo' })).toBe(1);
    expect(await count({ otu: document.id })).toBe(1);
    expect(await count({ user: 'bo' })).toBe(1);
    expect(await count({ user: 'ada' })).toBe(3);
    expect(await count({ user: 'nobody' })).toBe(0);
    expect(await count({ since: new Date(Date.now() + 60_000) })).toBe(0);
    expect(await count({ since: new Date(Date.now() - 60_000) })).toBe(4);
    expect(await count({ unbuilt: true })).toBe(4);
    expect(await count({ unbuilt: false })).toBe(0);
  });

  it('shows of each change what it did, as a patch and in the older form', async () => {
    const reference = await newReference();
    const { id } = (await reference.createOtu({ name: 'Foobar' })).document;
    await reference.editOtu(id, editOtu({ abbreviation: 'FB' }));
    const added = await reference.editOtu(
      id,
      addIsolate({ source_type: 'isolate', source_name: 'a' }, reference.sourceRules),
    );
    const [first, second, third] = await reference.otuHistory(id);
    expect(first).toMatchObject({ diff: { id, name: 'Foobar', isolates: [] }, patch: null });
    expect(second!.patch).toEqual([{ op: 'replace', path: '/abbreviation', value: 'FB' }]);
    expect(second!.diff).toEqual([
      ['change', 'abbreviation', ['', 'FB']],
      ['change', 'version', [0, 1]],
    ]);
    const isolate = { id: added.subject, source_type: 'isolate', source_name: 'a', default: true, sequences: [] };
    expect(third!.diff).toEqual([
      ['add', 'isolates', [[0, isolate]]],
      ['change', 'version', [1, 2]],
    ]);
    const before = { id, name: 'Foobar', abbreviation: 'FB', taxid: null, schema: [], isolates: [] };
    expect(applyPatch(before, third!.patch!).isolates).toEqual([isolate]);
    expect(await reference.change(third!.id)).toEqual(third);
  });

  it('names near changes where one is asked for that is not there', async () => {
    const reference = await newReference();
    const { id } = (await reference.createOtu({ name: 'Foobar' })).document;
    await expect(reference.change(`${id}.7`)).rejects.toBeInstanceOf(NotFoundError);
    await expect(reference.change(`${id}.7`)).rejects.toMatchObject({
      suggestions: [expect.stringContaining(`${id}.0`)],
    });
    await expect(reference.change('../../etc')).rejects.toBeInstanceOf(NotFoundError);
  });

  it('refuses to answer in a shallow clone, and says what to do', async () => {
    const reference = await importedReference(2);
    await reference.createOtu({ name: 'One more' });
    const clone = join(temporaryFolder(), 'shallow');
    git('.', 'clone', '-q', '--depth', '1', `file://${reference.directory}`, clone);
    const shallow = await Reference.open(clone);
    await expect(shallow.history()).rejects.toMatchObject({
      code: 'SHALLOW_CLONE',
      suggestions: expect.arrayContaining([expect.stringContaining('git fetch --unshallow')]),
    });
    expect([...shallow.otus()]).toHaveLength(3);
    shallow.close();
  });
});

describe('revert', () => {
  it('undoes a change and all later ones of its OTU, byte for byte', async () => {
    const reference = await newReference();
    const id = await verifiedOtu(reference, 'Foobar', 'RK_1');
    const other = await verifiedOtu(reference, 'Other', 'RK_2');
    const file = join(reference.directory, otuPath(id));
    const wanted = readFileSync(file, 'utf8');
    await reference.editOtu(id, editOtu({ name: 'Changed' }));
    await reference.editOtu(id, editOtu({ abbreviation: 'X' }));
    await reference.editOtu(other, editOtu({ abbreviation: 'Y' }));
    const { document, change } = await reference.revert(`${id}.3`);
    expect(readFileSync(file, 'utf8')).toBe(wanted);
    expect(change).toMatchObject({ method_name: 'revert', description: 'Reverted Foobar to version 2', id: `${id}.5` });
    expect(document).toMatchObject({ name: 'Foobar', abbreviation: '', version: 5 });
    expect((await reference.otu(other)).abbreviation).toBe('Y');
    expect(gitVerdict(reference.directory)).toEqual({ fsck: '', status: '' });
  });

  it('removes an OTU whose first change it undoes, and brings it back from its removal', async () => {
    const reference = await newReference();
    const { id } = (await reference.createOtu({ name: 'Foobar', abbreviation: 'FB' })).document;
    expect(await reference.revert(`${id}.0`)).toMatchObject({
      document: null,
      change: { id: `${id}.removed`, method_name: 'remove', description: 'Removed Foobar (FB)' },
    });
    const { document, change } = await reference.revert(`${id}.removed`);
    expect(document).toMatchObject({ name: 'Foobar', version: 2 });
    expect(change.description).toBe('Reverted Foobar to version 0');
  });

  it('refuses what an index holds', async () => {
    const reference = await newReference();
    const id = await verifiedOtu(reference, 'Foobar', 'RK_1');
    await reference.indexes.declare((await reference.indexes.next()).plan);
    await reference.editOtu(id, editOtu({ abbreviation: 'FB' }));
    await expect(reference.revert(`${id}.2`)).rejects.toThrow('Not unbuilt');
    await expect(reference.revert(`${id}.2`)).rejects.toBeInstanceOf(ConflictError);
    expect((await reference.revert(`${id}.3`)).document).toMatchObject({ abbreviation: '' });
  });

  it('refuses to bring back a name that another OTU has taken since', async () => {
    const reference = await newReference();
    const { id } = (await reference.createOtu({ name: 'Foobar' })).document;
    await reference.editOtu(id, editOtu({ name: 'Renamed' }));
    await reference.createOtu({ name: 'foobar' });
    await expect(reference.revert(`${id}.1`)).rejects.toThrow('Name already exists');
    expect((await reference.otu(id)).name).toBe('Renamed');
  });

  it("goes beside git's own revert, squash and cherry-pick", async () => {
    const reference = await newReference();
    const { id } = (await reference.createOtu({ name: 'Foobar' })).document;
    const { directory } = reference;
    git(directory, 'checkout', '-q', '-b', 'side');
    await reference.editOtu(id, editOtu({ name: 'Sidestep' }));
    await reference.editOtu(id, editOtu({ abbreviation: 'SD' }));
    git(directory, 'checkout', '-q', 'main');
    git(directory, 'merge', '-q', '--squash', 'side');
    git(directory, 'commit', '-q', '-m', 'Side work');
    git(directory, 'revert', '--no-edit', 'HEAD');
    git(directory, 'cherry-pick', 'side~1');
    const changes = (await reference.otuHistory(id)).map(({ method_name, description }) => [method_name, description]);
    expect(changes).toEqual([
      ['create', 'Created Foobar'],
      ['edit', 'Changed name to Sidestep and added abbreviation SD'],
      ['edit', 'Changed name to Foobar and removed abbreviation SD'],
      ['edit', 'Changed name to Sidestep'],
    ]);
    await reference.revert(`${id}.3`);
    expect((await reference.otu(id)).name).toBe('Foobar');
    expect(gitVerdict(directory)).toEqual({ fsck: '', status: '' });
  });
});

describe('a comparison', () => {
  it('tells what differs between the newest index and the working tree', async () => {
    const reference = await newReference();
    const id = await verifiedOtu(reference, 'Foobar', 'RK_1');
    expect((await reference.compare()).summary).toEqual({ added: 1, removed: 0, changed: 0 });
    await reference.indexes.declare((await reference.indexes.next()).plan);
    expect((await reference.compare()).otus).toEqual([]);
    const file = join(reference.directory, otuPath(id));
    writeFileSync(file, readFileSync(file, 'utf8').replace('Foobar', 'Draft'));
    await reference.createOtu({ name: 'New' });
    const comparison = await reference.compare();
    expect(comparison).toMatchObject({ base: { name: 'index/0' }, head: { name: 'worktree', commit: null } });
    expect(comparison.otus.map(({ kind, name }) => [kind, name])).toEqual([
      ['changed', 'Draft'],
      ['added', 'New'],
    ]);
    expect((await reference.compare('index/0', 'HEAD')).otus.map(({ name }) => name)).toEqual(['New']);
  });

  it('tells the staged from the unstaged', async () => {
    const reference = await importedReference(3);
    const [a, b] = (await reference.findOtus({ all: true })).documents.map(({ id }) =>
      join(reference.directory, otuPath(id)),
    );
    const tag = (file: string, taxid: number) =>
      writeFileSync(file, readFileSync(file, 'utf8').replace('"taxid": null', `"taxid": ${taxid}`));
    tag(a!, 1);
    git(reference.directory, 'add', '.');
    tag(b!, 2);
    const taxids = async (base: string, head: string) => {
      const { otus } = await reference.compare(base, head);
      return otus.flatMap(({ fields }) => fields.map(({ after }) => after)).sort();
    };
    expect(await taxids('HEAD', 'staged')).toEqual([1]);
    expect(await taxids('staged', 'worktree')).toEqual([2]);
    expect(await taxids('HEAD', 'worktree')).toEqual([1, 2]);
    expect(await taxids('worktree', 'HEAD')).toEqual([null, null]);
  });

  it('shows settings, and files that cannot be read', async () => {
    const reference = await importedReference(2);
    await reference.editSettings({ name: 'Renamed' });
    const { id } = (await reference.findOtus({ all: true })).documents[0]!;
    writeFileSync(join(reference.directory, otuPath(id)), '{ "id": ');
    const comparison = await reference.compare('HEAD~1');
    expect(comparison.settings).toEqual([{ field: 'name', before: 'Plant Viruses', after: 'Renamed' }]);
    expect(comparison.unreadable).toEqual([{ path: otuPath(id), message: expect.stringContaining(otuPath(id)) }]);
  });
});
