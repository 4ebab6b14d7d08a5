import { cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { editOtu } from '../../src/otu/edits.js';
import { importedReference, newReference } from '../support/reference.js';
import { git, temporaryFolder } from '../support/repository.js';
import { startServer } from '../support/server.js';

const everything = () => true;

describe('the references of a workspace', () => {
  it('are the repositories in its folder, bare or not, as they come and go', async () => {
    const { workspace } = await startServer();
    const { references } = workspace;
    expect(await references.list()).toEqual([]);
    const bare = await newReference({ bare: true, name: 'B' });
    const tree = await newReference({ name: 'a' });
    cpSync(bare.directory, `${references.folderFor(bare.config.id)}.git`, { recursive: true });
    cpSync(tree.directory, references.folderFor(tree.config.id), { recursive: true });
    expect((await references.list()).map(({ config }) => config.name)).toEqual(['a', 'B']);
    rmSync(references.folderFor(tree.config.id), { recursive: true });
    expect((await references.list()).map(({ config }) => config.name)).toEqual(['B']);
    expect(await references.get(tree.config.id)).toBeNull();
  });

  it('are known by their own ids: a folder of another name is not served, and the log says why', async () => {
    const { workspace, log } = await startServer();
    const reference = await newReference({ bare: true });
    cpSync(reference.directory, workspace.references.folderFor('another'), { recursive: true });
    expect(await workspace.references.get('another')).toBeNull();
    expect(log.join('\n')).toContain(reference.config.id);
    renameSync(workspace.references.folderFor('another'), workspace.references.folderFor(reference.config.id));
    expect((await workspace.references.get(reference.config.id))?.config.name).toBe('Plant Viruses');
  });

  it.each(['..', '.', '', 'a/b', '.git', '../references', 'a\0b', '%2e%2e', 'a'.repeat(70)])(
    'have no id %j',
    async (id) => {
      const { workspace } = await startServer();
      expect(await workspace.references.get(id)).toBeNull();
    },
  );

  it('are found by their OTUs, also after those were edited or removed by others', async () => {
    const { workspace } = await startServer();
    const { references } = workspace;
    const source = await importedReference(3, { bare: true });
    const { id } = source.config;
    cpSync(source.directory, references.folderFor(id), { recursive: true });
    const [first, second] = [...source.otus()];
    for (let turn = 0; turn < 2; turn += 1) expect((await references.ofOtu(first!.id, everything))?.id).toBe(id);
    expect(await references.ofOtu('nobody', everything)).toBeNull();
    expect(await references.ofOtu(first!.id, () => false)).toBeNull();

    const work = join(temporaryFolder(), 'work');
    git('.', 'clone', '--quiet', references.folderFor(id), work);
    git(work, 'rm', '--quiet', `otus/${first!.id.slice(0, 2)}/${first!.id}.json`);
    git(work, 'commit', '--quiet', '-m', 'Remove one');
    git(work, 'push', '--quiet');
    expect(await references.ofOtu(first!.id, everything)).toBeNull();
    expect((await references.ofOtu(first!.id, everything, { gone: true }))?.id).toBe(id);
    expect((await references.ofOtu(second!.id, everything))?.id).toBe(id);
  });

  it('take in a large push without holding up anybody else', async () => {
    const { workspace, admin } = await startServer();
    const { references } = workspace;
    const small = await newReference({ bare: true });
    const { id } = small.config;
    cpSync(small.directory, references.folderFor(id), { recursive: true });
    expect((await admin.get(`/api/refs/${id}`)).body.otu_count).toBe(0);
    const large = await importedReference(800);
    const work = join(temporaryFolder(), 'work');
    git('.', 'clone', '--quiet', references.folderFor(id), work);
    cpSync(join(large.directory, 'otus'), join(work, 'otus'), { recursive: true });
    git(work, 'add', '.');
    git(work, 'commit', '--quiet', '-m', 'Add 800 OTUs by hand');
    git(work, 'push', '--quiet');

    let done = false;
    let others = 0;
    const pushed = admin.get(`/api/refs/${id}`).finally(() => {
      done = true;
    });
    while (!done) {
      await admin.get('/health');
      others += 1;
    }
    expect((await pushed).body.otu_count).toBe(800);
    // One or two would have been answered where this process had done it.
    expect(others).toBeGreaterThan(10);
  });

  it('are closed again for whoever removes them while an edit waits', async () => {
    const { workspace, admin } = await startServer();
    const { id } = (await admin.post('/api/refs', { name: 'Gone', data_type: 'genome' })).body;
    const otu = (await admin.post(`/api/refs/${id}/otus`, { name: 'One' })).body.id;
    const served = await workspace.references.get(id);
    workspace.references.remove(id, workspace.references.doomedFolder(id));
    await expect(served!.reference!.editOtu(otu, editOtu({ name: 'Two' }))).rejects.toThrow();
    expect(await workspace.references.get(id)).toBeNull();
  });
});
