/** Who is let in where, and that nobody else learns anything. */
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guard } from '../../../src/server/guard.js';
import type { Answer, Client } from '../../support/server.js';
import { type Demand, isAboutReference, PROBES, type Probe } from './access.js';
import { at, type Contents, type GuardFixture, guardFixture, NOTHING, RIGHTS } from './fixture.js';

let fixture: GuardFixture;
beforeAll(async () => {
  fixture = await guardFixture();
});
afterAll(() => fixture.server.close());

const send = (client: Client, { operation, path, body, headers }: Probe, contents: Contents): Promise<Answer> =>
  client.send(operation.split(' ')[0]!, at(path, contents), body, { headers });

describe('every route', () => {
  const words = (demand: Demand): string => {
    if (demand === 'nothing') return 'For everybody, without a key';
    if (demand === 'account') return 'For every account';
    if (demand === 'administrator') return 'For administrators';
    if (demand === 'read') return 'For all who may read the reference';
    return `Needs the ${/_(ref|file)$/.test(demand) ? 'permission' : 'right'} \`${demand}\``;
  };

  it('declares what it asks for, and the description of the API says so', () => {
    const { document } = fixture.server.contract;
    const declared = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, { description: string }>).map(([method, { description }]) => {
        return [`${method.toUpperCase()} ${path}`, description] as const;
      }),
    );
    const expected = PROBES.map(({ operation, demand }) => [operation, words(demand)]);
    expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(expected));
  });

  it('is described, but for the description itself and its page', () => {
    const routes = fixture.server.app.printRoutes({ commonPrefix: false, includeHooks: false });
    const described = new Set(fixture.server.contract.operations.map((operation) => operation.split('{')[0]));
    expect(routesOf(routes).filter((route) => !described.has(route.split(':')[0]!))).toMatchSnapshot();
  });

  it('can not be registered without a word about it', () => {
    const app = Fastify();
    guard(app, { workspace: fixture.server.workspace, identify: () => Promise.reject(), local: false });
    expect(() => app.get('/api/open-by-mistake', async () => 'everything')).toThrow(
      'GET /api/open-by-mistake does not declare what right it needs',
    );
  });
});

/** `GET /a/b` for each route of Fastify's drawing of its tree. */
function routesOf(drawing: string): string[] {
  const parts: string[] = [];
  return drawing.split('\n').flatMap((line) => {
    const found = /^([│├└─ ]*)(\S*)(?: \(([A-Z, ]+)\))?$/u.exec(line);
    if (!found) return [];
    const depth = found[1]!.length / 4;
    parts.length = Math.max(0, depth);
    parts[depth] = found[2]!;
    const methods = found[3]?.split(', ').filter((method) => method !== 'HEAD') ?? [];
    return methods.map((method) => `${method} ${parts.join('')}`);
  });
}

describe('a caller', () => {
  /** What each caller gets of the private reference; of others, what permissions they have. */
  const RIGHTS_OF: Record<string, readonly Demand[] | 'unknown'> = {
    nobody: 'unknown',
    'a wrong key': 'unknown',
    'the key of somebody else': 'unknown',
    'a removed key': 'unknown',
    'a stranger': [],
    'a stranger who may create': ['create_ref'],
    'a stranger who may upload': ['upload_file'],
    'a stranger who may remove files': ['remove_file'],
    'a member': ['read'],
    'a member by group': ['read', 'modify_otu'],
    'the owner': ['create_ref', 'read', ...RIGHTS],
    'an administrator': ['administrator', 'create_ref', 'upload_file', 'remove_file', 'read', ...RIGHTS],
    ...Object.fromEntries(RIGHTS.map((right) => [`a member with ${right}`, ['read', right] as const])),
  };

  function expected(probe: Probe, rights: readonly Demand[] | 'unknown'): [status: number, id?: string] {
    const { demand, inside } = probe;
    if (demand === 'nothing') return [inside];
    if (rights === 'unknown') return [401, 'requires_authorization'];
    if (demand === 'account' || rights.includes(demand)) return [inside];
    if (!isAboutReference(probe)) return [403, 'not_permitted'];
    return rights.includes('read') ? [403, 'insufficient_rights'] : [404, 'not_found'];
  }

  const seen = (probe: Probe, { status, body }: Answer, [wanted, id]: [number, string?]) => {
    const same = status === wanted && (id === undefined || body.id === id);
    return same ? [] : [`${probe.operation}: ${status} ${body.id ?? ''}, not ${wanted} ${id ?? ''}`];
  };

  it.each(Object.entries(RIGHTS_OF))('that is %s gets what is theirs, and nothing else', async (name, rights) => {
    const wrong: string[] = [];
    for (const probe of PROBES) {
      const answer = await send(fixture.callers[name]!, probe, fixture.secret);
      wrong.push(...seen(probe, answer, expected(probe, rights)));
    }
    expect(wrong).toEqual([]);
  });

  it('learns no more by HEAD than by GET, and as much', async () => {
    const wrong: string[] = [];
    for (const name of ['nobody', 'a stranger', 'a member']) {
      const client = fixture.callers[name]!;
      for (const probe of PROBES.filter(({ operation }) => operation.startsWith('GET'))) {
        const path = at(probe.path, fixture.secret);
        const headers: Record<string, string> = client.authorization ? { authorization: client.authorization } : {};
        const { status } = await fetch(client.url + path, { method: 'HEAD', headers });
        const wanted = (await client.get(path)).status;
        if (status !== wanted) wrong.push(`${name}, ${probe.operation}: ${status}, not ${wanted}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('reads what is public without being a member, and may do no more', async () => {
    const wrong: string[] = [];
    for (const probe of PROBES.filter(isAboutReference)) {
      const answer = await send(fixture.callers['a stranger']!, probe, fixture.shared);
      wrong.push(...seen(probe, answer, expected(probe, ['read'])));
    }
    expect(wrong).toEqual([]);
  });

  it('that may not read what there is can not tell it from what there is not', async () => {
    const stranger = fixture.callers['a stranger']!;
    const differing: string[] = [];
    for (const probe of PROBES.filter(isAboutReference)) {
      const there = facts(await send(stranger, probe, fixture.secret));
      const nothing = facts(await send(stranger, probe, NOTHING));
      if (there !== nothing) differing.push(`${probe.operation}: ${there} and ${nothing}`);
    }
    const { ref, otu, process } = fixture.secret;
    const file = (await fixture.server.admin.post('/upload/ref?name=x', undefined, { raw: 'x' })).body.id;
    const creator = fixture.callers['a stranger who may create']!;
    const tidy = fixture.callers['a stranger who may remove files']!;
    const pairs: [Client, method: string, there: string, nothing: string, body?: (id: string) => object][] = [
      [stranger, 'GET', `/api/processes/${process}`, '/api/processes/nothing1'],
      [stranger, 'GET', `/api/files/${file}`, '/api/files/nothing1-x'],
      [tidy, 'DELETE', `/api/files/${file}`, '/api/files/nothing1-x'],
      [stranger, 'GET', `/api/otus/${otu}?reference=${ref}`, `/api/otus/nothing1?reference=${ref}`],
      [
        stranger,
        'GET',
        `/api/otus/${fixture.shared.otu}?reference=${ref}`,
        `/api/otus/${fixture.shared.otu}?reference=no`,
      ],
      [creator, 'POST', ref, 'nothing1', (id) => ({ name: 'Mine', clone_from: id })],
      [creator, 'POST', file, 'nothing1-x', (id) => ({ name: 'Mine', import_from: id })],
    ];
    for (const [client, method, there, nothing, body] of pairs) {
      const asked = (id: string) => client.send(method, body ? '/api/refs' : id, body?.(id));
      const [first, second] = [facts(await asked(there)), facts(await asked(nothing))];
      if (first !== second) differing.push(`${method} ${there}: ${first} and ${second}`);
    }
    for (const path of ['/api/refs', '/api/otus', '/api/history', '/api/indexes', '/api/processes', '/api/files']) {
      const text = JSON.stringify((await stranger.get(path)).body);
      if (Object.values(fixture.secret).some((id) => text.includes(id))) differing.push(`${path}: ${text}`);
    }
    expect(differing).toEqual([]);
  });
});

/** All of an answer that a client sees, but for what differs between any two. */
function facts({ status, headers, body }: Answer): string {
  const known = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  return JSON.stringify([status, known, body]);
}
