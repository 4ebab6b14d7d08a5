/**
 * Input from people who mean no good, and from programs that are broken: whatever comes, the answer is one of the
 * client's errors, nothing changes, no connection hangs, and the next client is served.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { rawRequest } from '../support/raw-request.js';
import { git } from '../support/repository.js';
import { openServer, type TestServer } from '../support/server.js';
import { bodyFor, TRICKS } from './support/schema-arbitrary.js';
import { folderOf } from './support/served.js';
import { beginImport } from './support/uploads.js';

const LIMIT = 2 << 20;

let server: TestServer;
/** Paths of what is there, by the name of the parameter. */
let ids: Record<string, string>;
let repository: string;

beforeAll(async () => {
  const settings = {
    max_body_bytes: LIMIT,
    max_upload_bytes: LIMIT,
    log_level: 'error' as const,
    failed_logins: { count: 100_000, per_seconds: 60 },
  };
  server = await openServer({ settings });
  const { admin } = server;
  const made = async (path: string, body: object): Promise<string> => (await admin.post(path, body)).body.id;
  const ref_id = await made('/api/refs', { name: 'Target', data_type: 'genome' });
  const otu_id = await made(`/api/refs/${ref_id}/otus`, { name: 'Target virus' });
  const isolate_id = await made(`/api/otus/${otu_id}/isolates`, {});
  const bases = { accession: 'A', definition: 'D', sequence: 'ATG' };
  const sequence_id = await made(`/api/otus/${otu_id}/isolates/${isolate_id}/sequences`, bases);
  const index = (await admin.post(`/api/refs/${ref_id}/indexes`)).body;
  await admin.finished(index.job.id);
  await admin.post('/api/users', { user_id: 'victim' });
  await admin.post('/api/groups', { group_id: 'victims' });
  await admin.post(`/api/refs/${ref_id}/users`, { user_id: 'victim' });
  await admin.post(`/api/refs/${ref_id}/groups`, { group_id: 'victims' });
  ids = {
    ...{ ref_id, otu_id, isolate_id, sequence_id, index_id: index.id, process_id: index.job.id },
    ...{ change_id: `${otu_id}.0`, user_id: 'victim', group_id: 'victims', key_id: 'nothing1', file_id: 'nothing1-x' },
    name: 'reference.json.gz',
  };
  repository = folderOf(server.workspace.directory, ref_id);
});
afterAll(() => server.close());

/** HEAD, as git would say it, but at once: it is asked for often. */
const head = () => readFileSync(join(repository, 'refs/heads/main'), 'utf8');

/** The path of an operation, with ids of what is there unless told otherwise. */
function pathOf(template: string, changes: Record<string, string> = {}): string {
  const member = template.includes('/groups/') ? 'victims' : 'victim';
  return template.replace(
    /\{(\w+)\}/g,
    (_, name: string) => changes[name] ?? (name === 'member_id' ? member : ids[name]!),
  );
}

/** Every operation that takes a body, with its schema. */
function bodies(): { method: string; template: string; schema: Record<string, unknown> }[] {
  return Object.entries(server.contract.document.paths).flatMap(([template, methods]) =>
    Object.entries(
      methods as Record<string, { requestBody?: { content?: Record<string, { schema: Record<string, unknown> }> } }>,
    ).flatMap(([method, { requestBody }]) => {
      const schema = requestBody?.content?.['application/json']?.schema;
      return schema ? [{ method: method.toUpperCase(), template, schema }] : [];
    }),
  );
}

/** Asks, and looks that it is answered as it should be: no fault of the server's, and nothing changed by a refusal. */
async function harmless(
  method: string,
  path: string,
  raw: string,
  headers: Record<string, string> = {},
): Promise<number> {
  const before = head();
  const json = { 'content-type': 'application/json', ...headers };
  const { status, body } = await server.admin.send(method, path, undefined, { raw, headers: json });
  // Without GitHub that is the answer to all that is well-formed.
  const unreachable = status === 502 && body.message === 'Could not reach GitHub';
  if (status >= 500 && !unreachable) {
    throw new Error(`${method} ${path} answered ${status} to ${raw.slice(0, 500)}: ${server.log.slice(-2).join('')}`);
  }
  if (status >= 400 && head() !== before) throw new Error(`${method} ${path} answered ${status} and made a commit`);
  return status;
}

describe('bodies', () => {
  it('made from the schemas, right and slightly wrong, are taken or refused (slow)', async () => {
    const statuses = new Set<number>();
    const each = bodies();
    expect(each.length).toBeGreaterThan(15);
    for (const { method, template, schema } of each) {
      await fc.assert(
        fc.asyncProperty(bodyFor(schema), async (body) => {
          statuses.add(await harmless(method, pathOf(template), JSON.stringify(body) ?? ''));
        }),
        { numRuns: 20, endOnFailure: true },
      );
    }
    for (const status of [200, 201, 422]) expect(statuses).toContain(status);
    expect(git(repository, 'fsck', '--strict', '--no-dangling')).toBe('');
  });

  it('of any JSON, of broken JSON, and of any type are refused', async () => {
    const broken = fc
      .tuple(fc.json(), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([text, share]) => text.slice(0, text.length * share));
    const texts = fc.oneof(
      fc.json(),
      broken,
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', 'null', '[]', '0', '"x"', '{', '\ufeff{}', '{"a":1}{"b":2}'),
    );
    const type = fc.constantFrom(
      'application/json',
      'text/plain',
      'application/json; charset=utf-16',
      'multipart/form-data',
      'nonsense',
      'application/x-www-form-urlencoded',
      '',
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...bodies()), texts, type, async ({ method, template }, text, contentType) => {
        await harmless(method, pathOf(template), text, { 'content-type': contentType });
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });

  it.each(
    Object.entries(
      (() => {
        const deep = 100_000;
        const lists = '['.repeat(deep) + ']'.repeat(deep);
        return {
          'deep lists': lists,
          'deep objects': `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`,
          'a deep name': `{"name":${lists},"data_type":"genome"}`,
          'a deep schema': `{"name":"x","schema":${lists}}`,
          'deep members of a list': `{"name":"x","schema":[{"name":${lists}}],"emails":${lists},"users":${lists}}`,
          'deep and not closed': '['.repeat(deep),
          'a huge number': `{"name":"x","taxid":${'9'.repeat(100_000)}}`,
          'numbers that are none': '{"name":"x","taxid":1e99999}',
          'many members': `{${Array.from({ length: 100_000 }, (_, n) => `"k${n}":1`).join(',')}}`,
          'a long list': `{"name":"x","schema":[${'{},'.repeat(100_000)}{}]}`,
          'the same member many times': `{${'"name":"x",'.repeat(50_000)}"unheard_of":1}`,
          prototypes: '{"name":"x","__proto__":{"data_type":"genome"},"constructor":{"prototype":{"public":true}}}',
          'a long text': JSON.stringify({ name: 'x'.repeat(1 << 20), sequence: 'A'.repeat(1 << 19) }),
          'half a character': '{"name":"\\ud800"}',
        };
      })(),
    ),
  )('that are %s are refused', async (_, text) => {
    for (const { method, template } of bodies()) await harmless(method, pathOf(template), text);
    expect([400, 422]).toContain(await harmless('POST', `/api/refs/${ids.ref_id}/otus`, text));
    expect(({} as Record<string, unknown>).public).toBeUndefined();
  });

  it('that are too large are refused, with their size said before or not, and nothing of an upload stays', async () => {
    const large = Buffer.alloc(LIMIT + 1, ' ');
    const { admin, workspace, url } = server;
    const refused = { status: 413, body: { id: 'too_large' } };
    const before = readdirSync(join(workspace.directory, 'files'));
    expect(await admin.post('/api/refs', undefined, { raw: large })).toMatchObject(refused);
    expect(await admin.post('/upload/reference?name=large', undefined, { raw: large })).toMatchObject(refused);
    const chunk = `${LIMIT.toString(16)}\r\n${' '.repeat(LIMIT)}\r\n1\r\n \r\n0\r\n\r\n`;
    for (const path of ['/api/refs', '/upload/reference?name=large']) {
      const said = await rawRequest(
        url,
        `POST ${path} HTTP/1.1\r\n${common()}Transfer-Encoding: chunked\r\n\r\n${chunk}`,
      );
      expect(said).toMatch(/^HTTP\/1\.1 413 [\s\S]*"too_large"/);
    }
    expect(readdirSync(join(workspace.directory, 'files'))).toEqual(before);
  });

  it('that end half way change nothing and leave nothing', async () => {
    const { url, workspace } = server;
    const files = join(workspace.directory, 'files');
    const before = [head(), readdirSync(files)];
    const body = JSON.stringify({ name: 'Half of it' });
    for (const cutOff of [true, false]) {
      for (const path of [`/api/refs/${ids.ref_id}/otus`, '/upload/reference?name=half']) {
        const text = `POST ${path} HTTP/1.1\r\n${common()}Content-Length: ${body.length}\r\n\r\n${body.slice(0, 9)}`;
        if (cutOff) await rawRequest(url, text, { cutOff });
        else await rawRequest(url, text, { half: true });
      }
    }
    await eventually(() => readdirSync(files).every((name) => !name.endsWith('.part')));
    expect([head(), readdirSync(files)]).toEqual(before);
  });
});

/** The head of a request by the administrator, but for its first line and its end. */
function common(): string {
  return `Host: x\r\nAuthorization: ${server.admin.authorization}\r\nConnection: close\r\n`;
}

/** Sends a path just as it is. */
function statusOf(method: string, path: string, headers: Record<string, string> = {}): Promise<number> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const options = {
      hostname,
      port,
      method,
      path,
      headers: { authorization: server.admin.authorization!, ...headers },
    };
    request(options, (response) => {
      response.resume().on('end', () => resolve(response.statusCode!));
    })
      .on('error', (error) => reject(new Error(`${method} ${path}`, { cause: error })))
      .end();
  });
}

describe('paths', () => {
  const HOSTILE = [
    ...[
      '.',
      '..',
      '...',
      '%2e',
      '%2e%2e',
      '..%2f',
      '..%2f..%2fetc%2fpasswd',
      '%2e%2e%2f%2e%2e%2frefkit.yaml',
      '..%5c..%5cx',
    ],
    ...[
      '%00',
      'a%00b',
      '%ff',
      '%c0%ae%c0%ae',
      '%',
      '%zz',
      '%ud800',
      '%ed%a0%80',
      '%0d%0aSet-Cookie:%20a=b',
      '%0a',
      '%7f',
    ],
    ...[
      '.git',
      '.removed-x',
      'HEAD',
      'refkit',
      '__proto__',
      'constructor',
      '*',
      '%2a',
      '~',
      '-',
      '--upload-pack=x',
      '%20',
      '%3f',
      '%23',
    ],
    ...[
      '%F0%9F%92%A9',
      '%E2%80%AE',
      'ÿ',
      'a'.repeat(64),
      'a'.repeat(65),
      'a'.repeat(400),
      'a'.repeat(401),
      'a'.repeat(8000),
      '%27%22%3b--',
      ';',
      '=',
      '@',
    ],
  ];

  it('with hostile parameters lead nowhere, whatever is asked', async () => {
    const before = head();
    const wrong: string[] = [];
    for (const operation of server.contract.operations) {
      const [method, template] = operation.split(' ') as [string, string];
      for (const [, name] of template.matchAll(/\{(\w+)\}/g)) {
        for (const hostile of HOSTILE) {
          const path = pathOf(template, { [name!]: hostile });
          const status = await statusOf(method, Buffer.from(path).toString('latin1'));
          if (status < 400 || status >= 500) wrong.push(`${method} ${path}: ${status}`);
        }
      }
    }
    // A path that ends in "." or "*" may be another path, never one that is not there.
    expect(wrong).toEqual([]);
    expect(head()).toBe(before);
  });

  it('with an id and more are not what the id names', async () => {
    const { ref_id, otu_id, index_id } = ids as { ref_id: string; otu_id: string; index_id: string };
    for (const path of [
      ...[`${ref_id}.git`, `${ref_id}%00`, `${ref_id}%2f`, `${ref_id}%20`, ref_id.toUpperCase(), `.%2f${ref_id}`].map(
        (id) => `/api/refs/${id}`,
      ),
      ...[`${otu_id}%00`, `${otu_id}.json`, `%20${otu_id}`, 'Target%20virus'].map((id) => `/api/otus/${id}`),
      ...['..%2f0%2freference.json.gz', 'reference.json.gz%00', '.%2freference.json.gz', '..%2f..%2f..%2fconfig'].map(
        (name) => `/api/indexes/${index_id}/files/${name}`,
      ),
      `/api/history/${otu_id}`,
      `/api/history/${otu_id}.`,
      `/api/history/${otu_id}.-1`,
      `/api/history/${otu_id}.0.0`,
      '/api/docs/static/..%2f..%2f..%2fpackage.json',
      '//api/refs',
      '/api//refs',
      '/../api/refs',
    ]) {
      expect([path, await statusOf('GET', path)]).toEqual([path, 404]);
    }
    for (const path of ['/api/docs/static/%2e%2e/%2e%2e/package.json', '/api/docs/../../../../etc/passwd']) {
      expect([path, await statusOf('GET', path)]).toEqual([path, 403]);
    }
  });
});

describe('queries and headers', () => {
  it('that are hostile are refused, or do nothing', async () => {
    const lists = server.contract.operations
      .filter((operation) => operation.startsWith('GET'))
      .map((operation) => operation.slice(4));
    const name = fc.oneof(
      fc.constantFrom(
        'page',
        'per_page',
        'find',
        'verified',
        'names',
        'unbuilt',
        'ready',
        'reference',
        'name',
        'find[]',
        '__proto__',
        'toString',
      ),
      fc.string(),
    );
    const value = fc.oneof(
      fc.constantFrom(
        ...TRICKS.filter((text) => text.length < 1000),
        '-1',
        '1e3',
        '0x10',
        '1.5',
        '99999999999999999999',
        'NaN',
        'TRUE',
        '"',
        '*',
        '(',
        'a OR b',
        '%',
        '_',
      ),
      fc.string({ unit: 'binary' }),
    );
    const encoded = fc.array(fc.tuple(name, value), { maxLength: 4 }).map((pairs) => {
      return pairs
        .map((pair) => pair.map((text) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''))).join('='))
        .join('&');
    });
    const raw = fc.constantFrom(
      '%00',
      '%ff=%fe',
      '&&&',
      '=',
      '?',
      'find=%',
      'find=%zz',
      'page=1&page=2',
      `find=${'%41'.repeat(4000)}`,
      'find=a'.repeat(100),
      '[]',
      'a[b][c]=d',
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...lists), fc.oneof(encoded, raw), async (template, query) => {
        const path = `${pathOf(template)}?${query}`;
        const status = await statusOf('GET', path);
        if (status >= 500) throw new Error(`${path} answered ${status}: ${server.log.slice(-1)}`);
      }),
      { numRuns: 300, endOnFailure: true },
    );
  });

  it('with names of uploads that lead elsewhere keep them where they belong', async () => {
    const { admin, workspace } = server;
    const files = () => readdirSync(join(workspace.directory, 'files'));
    const before = readdirSync(workspace.directory);
    for (const name of TRICKS.filter((text) => text.length < 2000)) {
      const query = encodeURIComponent(name.replace(/\p{Surrogate}/gu, '%'));
      const { status, headers, body } = await admin.post(`/upload/ref?name=${query}`, undefined, { raw: 'x' });
      expect([201, 422]).toContain(status);
      if (status !== 201) continue;
      expect(body.name).not.toMatch(/[/\\\p{Cc}]/u);
      expect((await admin.get(headers.get('location')!)).body.id).toBe(body.id);
      expect((await admin.delete(headers.get('location')!)).status).toBe(204);
    }
    expect(files().filter((name) => !/^[a-z0-9]{8}$/.test(name))).toEqual([]);
    expect(readdirSync(workspace.directory)).toEqual(before);
  });

  it.each([
    ['no colon', `Basic ${Buffer.from('igboyes').toString('base64')}`],
    ['no base64', 'Basic ???'],
    ['nothing', 'Basic'],
    ['another scheme', 'Digest username="igboyes"'],
    ['much', `Basic ${'A'.repeat(10_000)}`],
    ['a NUL in it', `Basic ${Buffer.from('igboyes\0:x').toString('base64')}`],
    ['SQL', `Basic ${Buffer.from("' OR 1=1 --:' OR 1=1 --").toString('base64')}`],
    ['a prototype', `Basic ${Buffer.from('__proto__:__proto__').toString('base64')}`],
    ['no UTF-8', `Basic ${Buffer.from([0xff, 0x3a, 0xfe]).toString('base64')}`],
  ])('with an Authorization that has %s let nobody in', async (_, authorization) => {
    expect(await statusOf('GET', '/api/refs', { authorization })).toBe(401);
  });

  it.each(['TRACE', 'OPTIONS', 'PROPFIND', 'PUT', 'DELETE'])('with the method %s are not found', async (method) => {
    expect(await statusOf(method, '/api/refs')).toBe(404);
  });

  it('with If-Match of any kind change nothing', async () => {
    const before = head();
    for (const tag of [
      '"'.repeat(5000),
      'W/W/"x"',
      '"a", "b',
      ',,,',
      `"${'a'.repeat(7000)}"`,
      '"*"',
      '* *',
      '\\"x\\"',
    ]) {
      const path = `/api/otus/${ids.otu_id}`;
      expect([tag, await statusOf('DELETE', path, { 'if-match': tag })]).toEqual([tag, 412]);
    }
    expect(head()).toBe(before);
  });
});

describe('bytes that are no HTTP', () => {
  it('such as no host are refused', async () => {
    expect(await rawRequest(server.url, 'GET /health HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it.each([
    ['noise', 'nonsense\r\n\r\n', 400],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003', 400],
    ['a head that is too large', `GET / HTTP/1.1\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`, 431],
    ['two lengths', 'POST /api/refs HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx', 400],
    [
      'a length and chunks',
      'POST /api/refs HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a length that is none', 'POST /api/refs HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', 400],
    ['chunks that are none', 'POST /api/refs HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400],
    ['HTTP of the future', 'GET /health HTTP/9.9\r\nHost: x\r\n\r\n', 400],
  ])('such as %s are refused, as JSON where anybody can read it, and the connection ends', async (_, bytes, status) => {
    const said = await rawRequest(server.url, Buffer.from(bytes, 'latin1'));
    expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(said.split('\r\n\r\n')[1]!)).toMatchObject({
      id: expect.any(String),
      message: expect.any(String),
    });
  });
});

describe('uploads that are no reference', () => {
  const otus = (text: string) => `{"data_type":"genome","organism":"virus","otus":${text}}`;
  it.each([
    ['nothing', ''],
    ['noise', 'x'.repeat(1000)],
    ['a list', '[]'],
    ['half a file', otus('[{"_id":"abcdefgh","name":"x"')],
    ['half a gzip', gzipSync(Buffer.from(otus('[]'))).subarray(0, 20)],
    ['a bomb', gzipSync(Buffer.alloc(100 << 20, ' '))],
    ['depth', otus('['.repeat(100_000) + ']'.repeat(100_000))],
    ['ids that lead elsewhere', otus('[{"_id":"../../../x","name":"x","abbreviation":"","isolates":[],"schema":[]}]')],
    ['prototypes', otus('[{"__proto__":{"_id":"abcdefgh"},"name":"x"}]')],
  ])('with %s end as a process that says why, and nothing else of them stays', async (_, raw) => {
    const { admin, workspace } = server;
    const before = readdirSync(join(workspace.directory, 'references'));
    const sent = await admin.post('/upload/reference?name=x.json', undefined, { raw });
    expect(sent.status).toBe(201);
    const { ref, process } = await beginImport(admin, sent.body.id);
    expect((await admin.finished(process)).error).toMatch(/\S/);
    expect((await admin.get(`/api/refs/${ref}`)).status).toBe(404);
    expect(readdirSync(join(workspace.directory, 'references'))).toEqual(before);
    expect(readdirSync(workspace.directory).filter((name) => name === 'x')).toEqual([]);
  });
});

describe('after all that', () => {
  it('the server answers, its repository is whole, and it has no fault in its log', async () => {
    expect((await server.stranger.get('/health')).status).toBe(200);
    expect((await server.admin.get(`/api/otus/${ids.otu_id}`)).status).toBe(200);
    expect(git(repository, 'fsck', '--strict', '--no-dangling')).toBe('');
    expect(server.log.filter((line) => /"failed"/.test(line))).toEqual([]);
  });
});
