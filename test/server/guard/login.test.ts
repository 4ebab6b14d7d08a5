/** What keeps strangers out before anybody asks who they are: limits, other sites, other names. */
import { describe, expect, it } from 'vitest';
import { rawRequest } from '../../support/raw-request.js';
import { startServer } from '../../support/server.js';

describe('logins that fail', () => {
  const settings = { failed_logins: { count: 3, per_seconds: 300 } };

  it('are refused after some, for that user, also with the right key', async () => {
    const server = await startServer({ settings });
    const { accounts } = server.workspace;
    const right = server.withKey('igboyes', accounts.addKey('igboyes').key);
    const wrong = server.withKey('igboyes', 'rk_guess');
    for (let tries = 0; tries < 3; tries += 1) expect((await wrong.get('/api/refs')).status).toBe(401);
    for (const client of [wrong, right]) {
      const { status, headers, body } = await client.get('/api/refs');
      expect(status).toBe(429);
      expect(body).toMatchObject({
        id: 'too_many_requests',
        message: expect.stringMatching(/^Too many failed logins/),
      });
      expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    }
    expect((await server.user({ user_id: 'other' }).get('/api/refs')).status).toBe(200);
    expect((await server.stranger.get('/health')).status).toBe(200);
  });

  it('are refused after more from one address, whoever they name', async () => {
    const server = await startServer({ settings });
    const statuses: number[] = [];
    for (let tries = 0; tries < 32; tries += 1) {
      statuses.push((await server.withKey(`user${tries}`, 'rk_guess').get('/api/refs')).status);
    }
    expect(statuses.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 401));
    expect(statuses.slice(30)).toEqual([429, 429]);
  });

  it('say the same of a user that there is and one that there is not', async () => {
    const server = await startServer();
    const answers = [server.withKey('igboyes', 'rk_guess'), server.withKey('nobody', 'rk_guess')].map(
      async (client) => {
        const { status, body, headers } = await client.get('/api/refs');
        return [status, body, headers.get('www-authenticate')];
      },
    );
    const [first, second] = await Promise.all(answers);
    expect(first).toEqual(second);
  });

  it('leave no key in the log', async () => {
    const server = await startServer();
    const key = 'rk_ThisIsNoKeyButShouldNotBeSeen';
    await server.withKey('igboyes', key).get('/api/refs');
    await server.withKey(key, 'x').post('/api/refs', { name: key });
    const made = await server.admin.post('/api/account/keys', { name: 'mine' });
    await server.admin.delete(`/api/account/keys/${made.body.id}`);
    const log = server.log.join('');
    expect(log).toContain('"status":201');
    expect(log).not.toContain(key);
    expect(log).not.toContain(made.body.key);
    expect(log).not.toContain(server.admin.authorization!.split(' ')[1]);
  });
});

describe('a request from a page of', () => {
  it('another site is refused, with a key or without', async () => {
    const server = await startServer();
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1', 'nonsense']) {
      const answer = await server.admin.post('/api/refs', { name: 'x', data_type: 'genome' }, { headers: { origin } });
      expect(answer).toMatchObject({ status: 403, body: { id: 'cross_origin' } });
      expect((await server.stranger.get('/health', { headers: { origin } })).status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect((await server.admin.get('/api/refs')).body.total_count).toBe(0);
  });

  it('this site is answered', async () => {
    const server = await startServer();
    expect((await server.admin.get('/api/refs', { headers: { origin: server.url } })).status).toBe(200);
  });
});

describe('a server without keys', () => {
  const permissions = { create_ref: true, upload_file: true, remove_file: true };
  const everybody = {
    id: 'me',
    name: '',
    emails: [],
    administrator: true,
    groups: [],
    permissions,
    created_at: '2024-05-06T07:08:09Z',
  };

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1'])(
    'is not there by the name %s',
    async (host) => {
      const { url } = await startServer({ everybody });
      const head = `Host: ${host}\r\nConnection: close\r\n\r\n`;
      expect(await rawRequest(url, `GET /api/refs HTTP/1.1\r\n${head}`)).toMatch(/^HTTP\/1\.1 403 .*"cross_origin"/s);
      expect(await rawRequest(url, `GET /health HTTP/1.1\r\n${head}`)).toMatch(/^HTTP\/1\.1 403 /);
    },
  );

  it.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST:9950'])('is there by the name %s', async (host) => {
    const { url } = await startServer({ everybody });
    const answer = await rawRequest(url, `GET /api/account HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 .*"id":"me"/s);
  });

  it('serves whoever asks as that account', async () => {
    const server = await startServer({ everybody });
    const { status, body } = await server.stranger.post('/api/refs', { name: 'Mine', data_type: 'genome' });
    expect(status).toBe(201);
    expect(body.user).toEqual({ id: 'me' });
  });
});
