/** ETag and If-Match (RFC 9110, 13.1.1): an edit of something that has changed since it was read changes nothing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServer, type TestServer } from '../../support/server.js';

const OTHER = '"0000000000000000000000000000000000000000"';

let server: TestServer;
beforeAll(async () => {
  server = await openServer();
});
afterAll(() => server.close());

async function fixture() {
  const { admin, workspace } = server;
  const made = async (path: string, body: object): Promise<string> => (await admin.post(path, body)).body.id;
  const ref = await made('/api/refs', { name: 'Plant Viruses', data_type: 'genome' });
  const otu = `/api/otus/${await made(`/api/refs/${ref}/otus`, { name: 'Virus' })}`;
  const isolate = `${otu}/isolates/${await made(`${otu}/isolates`, { source_type: 'isolate', source_name: 'a' })}`;
  const bases = { accession: 'A', definition: 'D', sequence: 'ATG' };
  const sequence = `${isolate}/sequences/${await made(`${isolate}/sequences`, bases)}`;
  const head = () => readFileSync(join(workspace.directory, 'references', ref, 'refs/heads/main'), 'utf8');
  const tagOf = async (path: string) => (await admin.get(path)).headers.get('etag')!;
  return { admin, ref: `/api/refs/${ref}`, otu, isolate, sequence, head, tagOf };
}

type Fixture = Awaited<ReturnType<typeof fixture>>;

/** Every edit that can be made to depend on a tag, with what the tag is of. */
const EDITS: [
  name: string,
  method: string,
  path: (f: Fixture) => string,
  of: 'ref' | 'otu' | 'isolate',
  body?: object,
][] = [
  ['settings', 'PATCH', ({ ref }) => ref, 'ref', { name: 'Other' }],
  ['settings, by POST', 'POST', ({ ref }) => ref, 'ref', { name: 'Other' }],
  ['a user', 'PATCH', ({ ref }) => `${ref}/users/igboyes`, 'ref', { build: false }],
  ['an OTU', 'PATCH', ({ otu }) => otu, 'otu', { name: 'Other' }],
  ['an OTU that is removed', 'DELETE', ({ otu }) => otu, 'otu'],
  ['a new isolate', 'POST', ({ otu }) => `${otu}/isolates`, 'otu', {}],
  ['an isolate', 'PATCH', ({ isolate }) => isolate, 'isolate', { source_name: 'b' }],
  ['an isolate, by the OTU it is in', 'PATCH', ({ isolate }) => isolate, 'otu', { source_name: 'b' }],
  ['an isolate that is removed', 'DELETE', ({ isolate }) => isolate, 'isolate'],
  [
    'a new sequence',
    'POST',
    ({ isolate }) => `${isolate}/sequences`,
    'isolate',
    { id: 'B', definition: 'D', sequence: 'A' },
  ],
  ['a sequence', 'PATCH', ({ sequence }) => sequence, 'isolate', { host: 'x' }],
  ['a sequence that is removed', 'DELETE', ({ sequence }) => sequence, 'otu'],
];

describe('an edit of', () => {
  it.each(EDITS)('%s is made where a tag matches, and else changes nothing', async (_, method, path, of, body) => {
    const f = await fixture();
    const tag = await f.tagOf(f[of]);
    expect(tag).toMatch(/^"[0-9a-f]{40}"$/);
    const head = f.head();
    const send = (condition: string) => f.admin.send(method, path(f), body, { headers: { 'if-match': condition } });
    for (const condition of [OTHER, `W/${tag}`, `W/${tag}, ${OTHER}`, tag.slice(1, -1), '', '""', 'nonsense']) {
      const answer = await send(condition);
      expect([condition, answer.status]).toEqual([condition, 412]);
      expect(answer.body).toEqual({ id: 'precondition_failed', message: 'It has been changed since it was read' });
      expect(f.head()).toBe(head);
    }
    expect((await send(`${OTHER}, ${tag}`)).status).toBeLessThan(300);
    expect(f.head()).not.toBe(head);
  });

  it('anything is made with a star, which any tag matches', async () => {
    const f = await fixture();
    const headers = { 'if-match': '*' };
    expect((await f.admin.patch(f.otu, { name: 'Other' }, { headers })).status).toBe(200);
    expect((await f.admin.patch(f.ref, { name: 'Other' }, { headers })).status).toBe(200);
  });

  it('a whole reference, its removal, needs the tag of its settings', async () => {
    const f = await fixture();
    const tag = await f.tagOf(f.ref);
    expect((await f.admin.delete(f.ref, { headers: { 'if-match': OTHER } })).status).toBe(412);
    expect((await f.admin.get(f.ref)).status).toBe(200);
    expect((await f.admin.delete(f.ref, { headers: { 'if-match': tag } })).status).toBe(202);
  });
});

describe('a tag', () => {
  it('is what the edit before answered, and changes with what it is of and nothing else', async () => {
    const f = await fixture();
    const other = (await f.admin.post(`${f.otu}/isolates`, { source_type: 'isolate', source_name: 'b' })).body.id;
    const before = { otu: await f.tagOf(f.otu), isolate: await f.tagOf(f.isolate), ref: await f.tagOf(f.ref) };
    const edited = await f.admin.patch(`${f.otu}/isolates/${other}`, { source_name: 'c' });
    expect(await f.tagOf(`${f.otu}/isolates/${other}`)).toBe(edited.headers.get('etag'));
    expect(await f.tagOf(f.isolate)).toBe(before.isolate);
    expect(await f.tagOf(f.ref)).toBe(before.ref);
    expect(await f.tagOf(f.otu)).not.toBe(before.otu);
    const renamed = await f.admin.patch(f.otu, { name: 'Other' });
    expect(await f.tagOf(f.otu)).toBe(renamed.headers.get('etag'));
  });
});
