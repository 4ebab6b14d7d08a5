/** A server with a private and a public reference, and everybody who may or may not come near them. */
import { type Client, openServer, type TestServer } from '../../support/server.js';

/** Ids of what is in a reference. */
export interface Contents {
  ref: string;
  /** A user's id. */
  owner: string;
  otu: string;
  isolate: string;
  sequence: string;
  index: string;
  process: string;
}

export interface GuardFixture {
  server: TestServer;
  secret: Contents;
  shared: Contents;
  /** By what they are. */
  callers: Record<string, Client>;
}

export const RIGHTS = ['build', 'modify', 'modify_otu', 'remove'] as const;

/** Nothing of these is there. */
export const NOTHING: Contents = {
  ref: 'nothing1',
  owner: 'nobody',
  otu: 'nothing2',
  isolate: 'nothing3',
  sequence: 'nothing4',
  index: 'nothing5',
  process: 'nothing6',
};

export function at(path: string, contents: Contents): string {
  return path.replace(/\{(\w+)\}/g, (_, name: keyof Contents) => contents[name]);
}

export async function guardFixture(): Promise<GuardFixture> {
  // Wrong keys are part of it, many times.
  const server = await openServer({ settings: { failed_logins: { count: 100_000, per_seconds: 60 } } });
  const { admin, stranger: nobody, user, withKey, workspace } = server;
  await admin.post('/api/groups', { group_id: 'curators' });
  const callers: Record<string, Client> = {
    nobody,
    'a wrong key': withKey('igboyes', 'rk_wrong'),
    'the key of somebody else': withKey(
      'igboyes',
      workspace.accounts.addKey(workspace.accounts.addUser({ user_id: 'else' }).id).key,
    ),
    'a removed key': removedKey(server),
    'a stranger': user({ user_id: 'stranger' }),
    'a stranger who may create': user({ user_id: 'creator', permissions: { create_ref: true } }),
    'a stranger who may upload': user({ user_id: 'uploader', permissions: { upload_file: true } }),
    'a stranger who may remove files': user({ user_id: 'tidy', permissions: { remove_file: true } }),
    'a member': user({ user_id: 'member' }),
    'a member by group': user({ user_id: 'grouped', groups: ['curators'] }),
    'the owner': user({ user_id: 'owner', permissions: { create_ref: true } }),
    'an administrator': admin,
  };
  for (const right of RIGHTS) callers[`a member with ${right}`] = user({ user_id: `with-${right}` });
  // The administrator is no member of it.
  const secret = await reference(callers['the owner']!, 'Secret');
  const shared = await reference(admin, 'Shared', { public: true });
  for (const { ref } of [secret, shared]) {
    await admin.post(`/api/refs/${ref}/groups`, { group_id: 'curators', modify_otu: true });
  }
  await admin.post(`/api/refs/${secret.ref}/users`, { user_id: 'member' });
  for (const right of RIGHTS) {
    await admin.post(`/api/refs/${secret.ref}/users`, { user_id: `with-${right}`, [right]: true });
  }
  return { server, secret, shared, callers };
}

function removedKey({ workspace: { accounts }, withKey }: TestServer): Client {
  const { id, key } = accounts.addKey(accounts.addUser({ user_id: 'former', administrator: true }).id);
  accounts.removeKey(id);
  return withKey('former', key);
}

/** A reference with one OTU that is built. */
async function reference(owner: Client, name: string, more: object = {}): Promise<Contents> {
  const made = async (path: string, body?: object) => (await owner.post(path, body)).body.id as string;
  const ref = await made('/api/refs', { name, data_type: 'genome', ...more });
  const otu = await made(`/api/refs/${ref}/otus`, { name: `${name} virus` });
  const isolate = await made(`/api/otus/${otu}/isolates`, {});
  const bases = { accession: 'A', definition: 'D', sequence: 'ATG' };
  const sequence = await made(`/api/otus/${otu}/isolates/${isolate}/sequences`, bases);
  const build = await owner.post(`/api/refs/${ref}/indexes`);
  const process = build.body.job.id;
  await owner.finished(process);
  const { user } = (await owner.get(`/api/refs/${ref}`)).body;
  return { ref, owner: user.id, otu, isolate, sequence, index: build.body.id, process };
}
