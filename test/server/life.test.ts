/** A server while it lives: many clients at once, other hands in its repositories, long work beside short. */
import { cpSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Reference } from '../../src/reference/reference.js';
import { git, temporaryFolder, writeFiles } from '../support/repository.js';
import { type Client, startServer, type TestServer } from '../support/server.js';
import { folderOf } from './support/served.js';
import { beginImport, imported, importFile, importInTheMiddle, upload } from './support/uploads.js';

async function newReference(client: Client, name = 'Plant Viruses'): Promise<string> {
  return (await client.post('/api/refs', { name, data_type: 'genome' })).body.id;
}

const fsck = (server: TestServer, ref: string) =>
  git(folderOf(server.workspace.directory, ref), 'fsck', '--strict', '--no-dangling');

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('clients that edit at once', () => {
  it('lose nothing, in one reference and in several', async () => {
    const server = await startServer();
    const refs = [await newReference(server.admin, 'One'), await newReference(server.admin, 'Two')];
    const shared = (await server.admin.post(`/api/refs/${refs[0]}/otus`, { name: 'Shared' })).body.id;
    const clients = numbers(30).map((n) => server.user({ user_id: `user${n}`, administrator: true }));
    const statuses = await Promise.all(
      clients.flatMap((client, n) => [
        ...refs.map((ref) => client.post(`/api/refs/${ref}/otus`, { name: `Virus ${n}` })),
        client.post(`/api/otus/${shared}/isolates`, { source_type: 'isolate', source_name: `${n}` }),
      ]),
    );
    expect(statuses.map(({ status }) => status)).toEqual(statuses.map(() => 201));
    const { isolates, version } = (await server.admin.get(`/api/otus/${shared}`)).body;
    expect(
      isolates
        .map((isolate: { source_name: string }) => Number(isolate.source_name))
        .sort((a: number, b: number) => a - b),
    ).toEqual(numbers(30));
    expect(isolates.filter((isolate: { default: boolean }) => isolate.default)).toHaveLength(1);
    expect(version).toBe(30);
    for (const [index, ref] of refs.entries()) {
      const { total_count, documents } = (await server.admin.get(`/api/refs/${ref}/otus?per_page=100`)).body;
      expect(total_count).toBe(index === 0 ? 31 : 30);
      expect(new Set(documents.map(({ id }: { id: string }) => id)).size).toBe(total_count);
      expect(fsck(server, ref)).toBe('');
    }
    const { documents } = (await server.admin.get(`/api/refs/${refs[1]}/history?per_page=100`)).body;
    expect(new Set(documents.map(({ user }: { user: { id: string } }) => user.id)).size).toBe(30);
  });

  it('are told apart where they want the same: one name, one tag', async () => {
    const server = await startServer();
    const ref = await newReference(server.admin);
    const same = await Promise.all(numbers(10).map(() => server.admin.post(`/api/refs/${ref}/otus`, { name: 'Same' })));
    expect(same.map(({ status }) => status).sort()).toEqual([201, ...numbers(9).map(() => 400)]);
    const { id } = same.find(({ status }) => status === 201)!.body;
    const headers = { 'if-match': (await server.admin.get(`/api/otus/${id}`)).headers.get('etag')! };
    const edits = await Promise.all(
      numbers(10).map((n) => server.admin.patch(`/api/otus/${id}`, { name: `Name ${n}` }, { headers })),
    );
    expect(edits.map(({ status }) => status).sort()).toEqual([200, ...numbers(9).map(() => 412)]);
    expect((await server.admin.get(`/api/otus/${id}`)).body.version).toBe(1);
  });
});

describe('what others do to a repository that is served is seen by the very next request', () => {
  it('when it is a push', async () => {
    const server = await startServer();
    const ref = await newReference(server.admin);
    const otu = (await server.admin.post(`/api/refs/${ref}/otus`, { name: 'Virus' })).body.id;
    expect((await server.admin.get(`/api/otus/${otu}`)).body.name).toBe('Virus');
    const folder = temporaryFolder();
    git(folder, 'clone', '--quiet', folderOf(server.workspace.directory, ref), 'clone');
    const clone = join(folder, 'clone');
    const reference = await Reference.open(clone);
    const added = await reference.createOtu({ name: 'Pushed' });
    reference.close();
    git(clone, 'push', '--quiet');
    expect((await server.admin.get(`/api/otus/${added.document.id}`)).body).toMatchObject({
      name: 'Pushed',
      most_recent_change: { user: { id: 'ada@example.org' } },
    });
    expect((await server.admin.get(`/api/refs/${ref}`)).body.otu_count).toBe(2);
    git(clone, 'rm', '--quiet', '-r', 'otus');
    git(clone, 'commit', '--quiet', '-m', 'All of them');
    git(clone, 'push', '--quiet');
    expect((await server.admin.get(`/api/otus/${otu}`)).status).toBe(404);
    expect((await server.admin.get(`/api/refs/${ref}/otus`)).body.documents).toEqual([]);
  });

  it('when it is a commit in a working tree, and edits over HTTP are seen there', async () => {
    const server = await startServer();
    const directory = folderOf(server.workspace.directory, 'worktree');
    const made = await Reference.create({ directory, name: 'Tree', id: 'worktree' });
    const { id } = (await made.createOtu({ name: 'By hand' })).document;
    made.close();
    expect((await server.admin.get(`/api/otus/${id}`)).body.name).toBe('By hand');
    const file = join(directory, 'otus', id.slice(0, 2), `${id}.json`);
    writeFileSync(
      file,
      `${git(directory, 'show', `HEAD:otus/${id.slice(0, 2)}/${id}.json`).replace('By hand', 'Edited')}\n`,
    );
    // Nothing that is not committed is seen, or overwritten.
    expect((await server.admin.get(`/api/otus/${id}`)).body.name).toBe('By hand');
    const refused = await server.admin.patch(`/api/otus/${id}`, { name: 'Over HTTP' });
    expect(refused).toMatchObject({ status: 409, body: { id: 'conflict' } });
    git(directory, 'commit', '--quiet', '-am', 'By hand');
    expect((await server.admin.get(`/api/otus/${id}`)).body.name).toBe('Edited');
    expect((await server.admin.patch(`/api/otus/${id}`, { name: 'Over HTTP' })).status).toBe(200);
    expect(git(directory, 'status', '--porcelain')).toBe('');
    expect(git(directory, 'show', `HEAD:otus/${id.slice(0, 2)}/${id}.json`)).toContain('Over HTTP');
  });

  it('when it comes or goes whole', async () => {
    const server = await startServer();
    const { directory } = server.workspace;
    const ref = await newReference(server.admin, 'Travelling');
    const otu = (await server.admin.post(`/api/refs/${ref}/otus`, { name: 'Virus' })).body.id;
    const elsewhere = join(temporaryFolder(), ref);
    renameSync(folderOf(directory, ref), elsewhere);
    for (const path of [`/api/refs/${ref}`, `/api/otus/${otu}`, `/api/refs/${ref}/otus`]) {
      expect((await server.admin.get(path)).status).toBe(404);
    }
    expect((await server.admin.get('/api/refs')).body.documents).toEqual([]);
    cpSync(elsewhere, `${folderOf(directory, ref)}.git`, { recursive: true });
    expect((await server.admin.get(`/api/otus/${otu}`)).body.name).toBe('Virus');
    expect((await server.admin.get('/api/refs')).body.documents).toMatchObject([{ id: ref, otu_count: 1 }]);
    expect((await server.admin.patch(`/api/otus/${otu}`, { name: 'At home' })).status).toBe(200);
    rmSync(`${folderOf(directory, ref)}.git`, { recursive: true });
    expect((await server.admin.get(`/api/otus/${otu}`)).status).toBe(404);
    renameSync(elsewhere, folderOf(directory, ref));
    expect((await server.admin.get(`/api/otus/${otu}`)).body.name).toBe('Virus');
  });

  it('when it is no reference at all', async () => {
    const server = await startServer();
    const { directory } = server.workspace;
    const ref = await newReference(server.admin);
    writeFiles(join(directory, 'references'), {
      'notes.txt': 'x',
      'empty/x': '',
      'broken/HEAD': 'nonsense',
      '.hidden/reference.yaml': 'format: 1',
      'with space/HEAD': 'ref: refs/heads/main',
    });
    cpSync(folderOf(directory, ref), folderOf(directory, 'othername'), { recursive: true });
    expect((await server.admin.get('/api/refs')).body.documents).toMatchObject([{ id: ref }]);
    for (const id of ['notes.txt', 'empty', 'broken', '.hidden', 'with%20space', 'othername']) {
      expect((await server.admin.get(`/api/refs/${id}`)).status).toBe(404);
    }
    expect(server.log.filter((line) => line.includes('othername is not served'))).toHaveLength(1);
  });
});

describe('ids of OTUs', () => {
  const text = importFile(3);
  const idsOf = async (client: Client, ref: string): Promise<string[]> =>
    (await client.get(`/api/refs/${ref}/otus`)).body.documents.map(({ id }: { id: string }) => id).sort();

  it('stay unambiguous when the same file is imported twice, at once, and when a reference is cloned', async () => {
    const { admin } = await startServer();
    const file = await upload(admin, text);
    const begun = [await beginImport(admin, file, 'First'), await beginImport(admin, file, 'Second')];
    for (const { process } of begun) expect((await admin.finished(process)).error).toBeNull();
    const clone = (await admin.post('/api/refs', { name: 'Clone', clone_from: begun[0]!.ref })).body;
    expect((await admin.finished(clone.process.id)).error).toBeNull();
    const ids = await Promise.all([begun[0]!.ref, begun[1]!.ref, clone.id].map((ref) => idsOf(admin, ref)));
    expect(new Set(ids.flat()).size).toBe(9);
    for (const [index, ref] of [begun[0]!.ref, begun[1]!.ref, clone.id].entries()) {
      for (const id of ids[index]!) expect((await admin.get(`/api/otus/${id}`)).body.reference.id).toBe(ref);
    }
  });

  it('that two references have, put there by hand, need to be told which is meant', async () => {
    const server = await startServer();
    const { admin, workspace } = server;
    const first = await imported(admin, text, 'First');
    const [otu] = await idsOf(admin, first);
    const folder = folderOf(workspace.directory, 'byhand');
    const source = { method: 'import' as const, label: 'x', provenance: { imported_from: { name: 'x' } } };
    const original = await Reference.open(folderOf(workspace.directory, first));
    const byHand = await Reference.create({
      directory: folder,
      name: 'By hand',
      id: 'byhand',
      bare: true,
      source: { ...source, otus: original.otus() },
    });
    byHand.close();
    original.close();
    const unclear = { status: 409, body: { id: 'conflict', message: expect.stringContaining('?reference=') } };
    const [change] = (await admin.get(`/api/refs/${first}/history`)).body.documents;
    for (const answer of [
      await admin.get(`/api/otus/${otu}`),
      await admin.get(`/api/otus/${otu}/history`),
      await admin.get(`/api/history/${change.id}`),
      await admin.patch(`/api/otus/${otu}`, { name: 'Which?' }),
      await admin.delete(`/api/otus/${otu}`),
    ]) {
      expect(answer).toMatchObject(unclear);
      expect(answer.body.message).toContain(first);
      expect(answer.body.message).toContain('byhand');
    }
    const edited = await admin.patch(`/api/otus/${otu}?reference=byhand`, { name: 'This one' });
    expect(edited).toMatchObject({ status: 200, body: { name: 'This one', reference: { id: 'byhand' } } });
    expect((await admin.get(`/api/otus/${otu}?reference=${first}`)).body.name).not.toBe('This one');
    expect((await admin.get(`/api/history/${otu}.1?reference=byhand`)).status).toBe(200);
    expect((await admin.get(`/api/otus/${otu}?reference=other`)).status).toBe(404);
    // Somebody who sees only one of them is not told of the other.
    const member = server.user({ user_id: 'member' });
    await admin.post(`/api/refs/${first}/users`, { user_id: 'member' });
    expect((await member.get(`/api/otus/${otu}`)).body.reference.id).toBe(first);
    expect((await member.delete(`/api/otus/${otu}?reference=byhand`)).status).toBe(404);
    await admin.delete('/api/refs/byhand');
    expect((await admin.get(`/api/otus/${otu}`)).body.reference.id).toBe(first);
  });
});

describe('long work', () => {
  it('holds up no reads: they go on while thousands of OTUs are imported (slow)', async () => {
    const { admin } = await startServer();
    const ref = await newReference(admin);
    const otu = (await admin.post(`/api/refs/${ref}/otus`, { name: 'Read all the time' })).body.id;
    const { ref: coming, process: id } = await beginImport(admin, await upload(admin, importFile(3000)));
    let reads = 0;
    const steps = new Set<number>();
    for (let over = false; !over; reads += 1) {
      expect((await admin.get(`/api/otus/${otu}`)).status).toBe(200);
      const { progress, error } = (await admin.get(`/api/processes/${id}`)).body;
      expect(error).toBeNull();
      steps.add(progress);
      over = progress === 1;
    }
    expect(reads).toBeGreaterThan(20);
    expect(steps.size).toBeGreaterThan(2);
    expect((await admin.get(`/api/refs/${coming}`)).body.otu_count).toBe(3000);
  });

  // Windows has no pipes with a name in a folder.
  it.skipIf(process.platform === 'win32')(
    'that is not over is said of the reference it makes, which can not be used before',
    async () => {
      const server = await startServer();
      const { admin, workspace } = server;
      const { ref, process, finish } = await importInTheMiddle(admin, workspace.directory, 20);
      expect((await admin.get(`/api/refs/${ref}`)).body).toMatchObject({ process: { id: process }, otu_count: 0 });
      expect((await admin.get('/api/refs')).body.documents).toMatchObject([{ id: ref }]);
      for (const answer of [
        await admin.post(`/api/refs/${ref}/otus`, { name: 'Too early' }),
        await admin.patch(`/api/refs/${ref}`, { name: 'Too early' }),
        await admin.post(`/api/refs/${ref}/indexes`),
        await admin.get(`/api/refs/${ref}/export`),
      ]) {
        expect(answer).toMatchObject({ status: 409, body: { id: 'conflict' } });
      }
      for (const list of ['otus', 'history', 'indexes']) {
        expect((await admin.get(`/api/refs/${ref}/${list}`)).body.documents).toEqual([]);
      }
      expect((await admin.delete(`/api/files/${(await admin.get('/api/files')).body.documents[0].id}`)).status).toBe(
        409,
      );
      await finish();
      expect((await admin.finished(process)).error).toBeNull();
      expect((await admin.get(`/api/refs/${ref}`)).body.otu_count).toBe(20);
      expect(fsck(server, ref)).toBe('');
      expect(readdirSync(join(workspace.directory, 'references'))).toEqual([ref]);
    },
  );

  it('ends with the reference that it makes, where that is removed before it is there', async () => {
    const { admin, workspace } = await startServer();
    const { ref, process } = await importInTheMiddle(admin, workspace.directory, 20);
    const removed = await admin.delete(`/api/refs/${ref}`);
    expect(removed.status).toBe(202);
    expect(await admin.finished(process)).toMatchObject({ error: 'The reference was removed' });
    expect((await admin.finished(removed.body.id)).error).toBeNull();
    expect((await admin.get(`/api/refs/${ref}`)).status).toBe(404);
    expect((await admin.get('/api/refs')).body.documents).toEqual([]);
    expect(readdirSync(join(workspace.directory, 'references'))).toEqual([]);
    const [file] = (await admin.get('/api/files')).body.documents;
    expect(file.reserved).toBe(false);
  });
});
