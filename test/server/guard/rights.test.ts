/** Rights as they are given, taken, and looked at again when an edit's turn comes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { RepositoryLock } from '../../../src/store/lock.js';
import { eventually } from '../../support/eventually.js';
import { git, temporaryFolder } from '../../support/repository.js';
import { type Client, startServer, type TestServer } from '../../support/server.js';

async function newReference({ admin }: TestServer, more: object = {}): Promise<string> {
  return (await admin.post('/api/refs', { name: 'Plant Viruses', data_type: 'genome', ...more })).body.id;
}

const RIGHTS = ['build', 'modify', 'modify_otu', 'remove'];

describe('who may change rights', () => {
  async function withModifier(): Promise<{ server: TestServer; modifier: Client; ref: string }> {
    const server = await startServer();
    const modifier = server.user({ user_id: 'modifier' });
    for (const user_id of ['ada', 'bea']) server.workspace.accounts.addUser({ user_id });
    await server.admin.post('/api/groups', { group_id: 'lab' });
    const ref = await newReference(server);
    await server.admin.post(`/api/refs/${ref}/users`, { user_id: 'modifier', modify: true });
    return { server, modifier, ref };
  }

  it('grants no right that they do not hold, to users, to groups, to themselves', async () => {
    const { server, modifier, ref } = await withModifier();
    const users = `/api/refs/${ref}/users`;
    const groups = `/api/refs/${ref}/groups`;
    await modifier.post(users, { user_id: 'bea' });
    await modifier.post(groups, { group_id: 'lab' });
    await server.admin.post('/api/groups', { group_id: 'other' });
    const head = (await server.admin.get(`/api/refs/${ref}`)).headers.get('etag');
    for (const right of RIGHTS.filter((name) => name !== 'modify')) {
      const refused = { status: 403, body: { id: 'insufficient_rights', message: 'Insufficient rights' } };
      expect(await modifier.post(users, { user_id: 'ada', [right]: true })).toMatchObject(refused);
      expect(await modifier.post(groups, { group_id: 'other', [right]: true })).toMatchObject(refused);
      expect(await modifier.patch(`${users}/bea`, { modify: true, [right]: true })).toMatchObject(refused);
      expect(await modifier.patch(`${users}/modifier`, { [right]: true })).toMatchObject(refused);
      expect(await modifier.patch(`${groups}/lab`, { [right]: true })).toMatchObject(refused);
    }
    expect((await server.admin.get(`/api/refs/${ref}`)).headers.get('etag')).toBe(head);
    expect((await modifier.post(users, { user_id: 'ada', modify: true })).status).toBe(201);
    expect((await modifier.patch(`${groups}/lab`, { modify: true })).status).toBe(200);
  });

  it('counts what they hold by a group', async () => {
    const { server, modifier, ref } = await withModifier();
    await server.admin.patch('/api/groups/lab', { users: ['modifier'] });
    await server.admin.post(`/api/refs/${ref}/groups`, { group_id: 'lab', build: true });
    expect((await modifier.post(`/api/refs/${ref}/users`, { user_id: 'ada', build: true })).status).toBe(201);
    expect((await modifier.post(`/api/refs/${ref}/users`, { user_id: 'bea', remove: true })).status).toBe(403);
  });

  it('can be anybody who modifies, but the last of them can not go', async () => {
    const { server, modifier, ref } = await withModifier();
    expect((await modifier.delete(`/api/refs/${ref}/users/igboyes`)).status).toBe(204);
    for (const answer of [
      await modifier.delete(`/api/refs/${ref}/users/modifier`),
      await modifier.patch(`/api/refs/${ref}/users/modifier`, { modify: false }),
      await server.admin.delete(`/api/refs/${ref}/users/modifier`),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { id: 'conflict' } });
    }
    expect((await modifier.get(`/api/refs/${ref}`)).body.users).toMatchObject([{ id: 'modifier', modify: true }]);
  });

  it('loses all of it with the key, the account or the group, at the next request', async () => {
    const { server, ref } = await withModifier();
    const { accounts } = server.workspace;
    accounts.addUser({ user_id: 'cleo', groups: ['lab'] });
    await server.admin.post(`/api/refs/${ref}/groups`, { group_id: 'lab', modify_otu: true });
    const [first, second] = [accounts.addKey('cleo'), accounts.addKey('cleo')];
    const laptop = server.withKey('cleo', first.key);
    const desktop = server.withKey('cleo', second.key);
    expect((await laptop.post(`/api/refs/${ref}/otus`, { name: 'A' })).status).toBe(201);
    accounts.removeKey(first.id);
    expect((await laptop.post(`/api/refs/${ref}/otus`, { name: 'B' })).status).toBe(401);
    expect((await desktop.post(`/api/refs/${ref}/otus`, { name: 'B' })).status).toBe(201);
    await server.admin.patch('/api/groups/lab', { users: [] });
    expect((await desktop.get(`/api/refs/${ref}`)).status).toBe(404);
    await server.admin.delete('/api/users/cleo');
    expect((await desktop.get('/api/account')).status).toBe(401);
  });
});

describe('an edit that waits for another writer', () => {
  /** Sends an edit while the reference is locked, changes its settings by real git, and lets the edit go on. */
  async function whileLocked(
    server: TestServer,
    ref: string,
    edit: () => Promise<unknown>,
    change: (yaml: string) => string,
  ) {
    const repository = join(server.workspace.directory, 'references', ref);
    const lock = await RepositoryLock.acquire(repository, { waitSeconds: 1 });
    const letIn = vi.spyOn(server.workspace.references, 'get');
    const waiting = edit();
    await eventually(() => letIn.mock.settledResults[0]?.type === 'fulfilled');
    const folder = temporaryFolder();
    git(folder, 'clone', '--quiet', repository, 'clone');
    const file = join(folder, 'clone', 'reference.yaml');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    git(join(folder, 'clone'), 'commit', '--quiet', '-am', 'Changed rights');
    git(join(folder, 'clone'), 'push', '--quiet');
    lock.release();
    await waiting;
    return git(repository, 'log', '-1', '--format=%s');
  }

  it('is refused where its right was taken away meanwhile', async () => {
    const server = await startServer();
    const editor = server.user({ user_id: 'editor' });
    const ref = await newReference(server);
    await server.admin.post(`/api/refs/${ref}/users`, { user_id: 'editor', modify_otu: true });
    let status = 0;
    const edit = async () => {
      status = (await editor.post(`/api/refs/${ref}/otus`, { name: 'Late' })).status;
    };
    const newest = await whileLocked(server, ref, edit, (yaml) => {
      const at = yaml.indexOf('id: editor');
      return yaml.slice(0, at) + yaml.slice(at).replace('modify_otu: true', 'modify_otu: false');
    });
    expect(status).toBe(403);
    expect(newest).toBe('Changed rights');
  });

  it('is refused where what it is about is no longer what the client has seen', async () => {
    const server = await startServer();
    const ref = await newReference(server);
    const headers = { 'if-match': (await server.admin.get(`/api/refs/${ref}`)).headers.get('etag')! };
    let status = 0;
    const edit = async () => {
      status = (await server.admin.patch(`/api/refs/${ref}`, { name: 'Mine' }, { headers })).status;
    };
    const newest = await whileLocked(server, ref, edit, (yaml) => yaml.replace('Plant Viruses', 'Theirs'));
    expect(status).toBe(412);
    expect(newest).toBe('Changed rights');
    expect((await server.admin.get(`/api/refs/${ref}`)).body.name).toBe('Theirs');
  });
});
