import { describe, expect, onTestFinished, test } from 'vitest';
import { UnreachableError } from '../../src/network/errors.js';
import { explainNetworkError, type NetworkOptions, openNetwork } from '../../src/network/network.js';
import { closedServer, proxyServer, serverOf } from './support.js';

function opened(options: NetworkOptions = {}) {
  const network = openNetwork({ env: {}, ...options });
  onTestFinished(() => network.close());
  return network;
}

const hello = () => serverOf((_request, response) => response.end('hello'));

async function failureOf(work: Promise<unknown>): Promise<UnreachableError> {
  return work.then(
    () => expect.unreachable('it did not fail'),
    (error) => error,
  );
}

describe('a request', () => {
  test('is answered as by the global fetch', async () => {
    const url = await serverOf((request, response) => {
      response.writeHead(201, { 'x-method': request.method! });
      request.pipe(response);
    });
    const response = await opened().fetch(url, { method: 'POST', body: 'text' });
    expect([response.status, response.headers.get('x-method'), await response.text()]).toEqual([201, 'POST', 'text']);
  });

  test('that is led to another origin goes there without the Authorization header', async () => {
    const seen: (string | undefined)[] = [];
    const there = await serverOf((request, response) => {
      seen.push(request.headers.authorization);
      response.end('there');
    });
    const here = await serverOf((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(302, { location: there }).end();
    });
    const response = await opened().fetch(here, { headers: { authorization: 'Bearer secret' } });
    expect(await response.text()).toBe('there');
    expect(seen).toEqual(['Bearer secret', undefined]);
  });

  test('fails in words where nobody listens', async () => {
    const { host } = new URL(await closedServer());
    const error = await failureOf(opened().fetch(`http://${host}/path?token=secret`));
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error).toMatchObject({
      message: `Could not reach ${host}: it refuses connections`,
      kind: 'network',
      data: { host, reason: 'ECONNREFUSED' },
      suggestions: ['check the network, and HTTPS_PROXY where one is needed, and try again'],
    });
  });

  test('fails in words where the name is not one', async () => {
    const error = await failureOf(opened().fetch('http://refkit.invalid/'));
    expect(error.message).toMatch(
      /^Could not reach refkit\.invalid: (there is no such host|its name could not be looked up)$/,
    );
  });

  test('fails in words where the connection is cut before an answer', async () => {
    const url = await serverOf((request) => request.socket.destroy());
    expect(await failureOf(opened().fetch(url))).toMatchObject({
      message: expect.stringContaining('the connection was cut'),
    });
  });

  test('fails in words where nothing comes', async () => {
    const url = await serverOf(() => {});
    expect(await failureOf(opened({ timeoutMs: 20 }).fetch(url))).toMatchObject({
      message: expect.stringContaining('it does not answer'),
    });
  });

  test('fails in words where the body stops coming', async () => {
    const url = await serverOf((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
    });
    const response = await opened({ timeoutMs: 20 }).fetch(url);
    const error = await response.text().catch((thrown: unknown) => explainNetworkError(thrown, url));
    expect(error).toMatchObject({ message: expect.stringContaining('it stopped in the middle of its answer') });
  });

  test('that is stopped throws the reason', async () => {
    const url = await serverOf(() => {});
    const reason = new Error('Interrupted');
    expect(await failureOf(opened().fetch(url, { signal: AbortSignal.abort(reason) }))).toBe(reason);
  });
});

describe('an error that is not of the network', () => {
  test.each(['ENOENT', 'EACCES', 'ENOSPC', 'EEXIST', 'EMFILE'])('stays what it is: %s', (code) => {
    const error = Object.assign(new Error('x'), { code });
    expect(explainNetworkError(error, 'https://example.org')).toBe(error);
  });

  test.each([
    ['ETIMEDOUT', 'it does not answer'],
    ['CERT_HAS_EXPIRED', 'certificate has expired'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'],
  ])('is told from one that is: %s', (code, words) => {
    const cause = Object.assign(new Error(words), { code });
    const error = explainNetworkError(new TypeError('fetch failed', { cause }), 'https://example.org/path');
    expect(error).toMatchObject({ message: `Could not reach example.org: ${words}` });
  });
});

describe('a proxy', () => {
  test.each(['https_proxy', 'HTTPS_PROXY'])('is found in %s, for https', async (name) => {
    const proxy = await proxyServer({ refuseWith: 403 });
    const network = opened({ env: { [name]: proxy.url } });
    expect(await failureOf(network.fetch('https://api.example.org/x'))).toMatchObject({
      message: expect.stringMatching(/^Could not reach api\.example\.org: .*403/),
    });
    expect(proxy.seen).toEqual(['CONNECT api.example.org:443']);
  });

  test.each(['http_proxy', 'HTTP_PROXY'])('is found in %s, for http', async (name) => {
    const [url, proxy] = await Promise.all([hello(), proxyServer()]);
    const response = await opened({ env: { [name]: proxy.url } }).fetch(url);
    expect(await response.text()).toBe('hello');
    expect(proxy.seen).toHaveLength(1);
  });

  test('is told who asks by its own address, and nobody else is', async () => {
    const seen: unknown[] = [];
    const url = await serverOf((request, response) => {
      seen.push(request.headers['proxy-authorization']);
      response.end('hello');
    });
    const proxy = await proxyServer();
    const address = proxy.url.replace('//', '//ada:secret@');
    await (await opened({ env: { HTTP_PROXY: address } }).fetch(url)).text();
    expect(proxy.credentials).toEqual([`Basic ${Buffer.from('ada:secret').toString('base64')}`]);
    expect(seen).toEqual([undefined]);
  });

  test.each(['127.0.0.1', '*', 'example.org,127.0.0.1'])('is left out for hosts in NO_PROXY: %s', async (list) => {
    const [url, proxy] = await Promise.all([hello(), proxyServer()]);
    await (await opened({ env: { HTTP_PROXY: proxy.url, NO_PROXY: list } }).fetch(url)).text();
    expect(proxy.seen).toEqual([]);
  });

  test('of the process is not looked at where another environment is given', async () => {
    const [url, proxy] = await Promise.all([hello(), proxyServer()]);
    process.env.HTTP_PROXY = proxy.url;
    onTestFinished(() => {
      delete process.env.HTTP_PROXY;
    });
    await (await opened({ env: {} }).fetch(url)).text();
    expect(proxy.seen).toEqual([]);
  });

  test('that is no address is named by its variable, and not repeated', async () => {
    const network = opened({ env: { HTTPS_PROXY: 'ada:secret@proxy:3128' } });
    const error = await failureOf(network.fetch('https://example.org'));
    expect(error).toMatchObject({ code: 'PROXY', kind: 'usage', message: 'HTTPS_PROXY is not the address of a proxy' });
    expect(JSON.stringify(error) + error.stack).not.toContain('secret');
  });
});
