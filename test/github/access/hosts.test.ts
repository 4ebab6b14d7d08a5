import { describe, expect, test } from 'vitest';
import { hostsOf } from '../../../src/github/access/hosts.js';

const addresses = (env: NodeJS.ProcessEnv) => {
  const { apiUrl, serverUrl, trusted } = hostsOf(env);
  return { apiUrl, serverUrl, trusted: [...trusted] };
};

describe('where GitHub is', () => {
  test('is github.com unless the environment says otherwise', () => {
    expect(addresses({})).toEqual({
      apiUrl: 'https://api.github.com',
      serverUrl: 'https://github.com',
      trusted: ['https://api.github.com', 'https://uploads.github.com'],
    });
  });

  test.each([
    ['https://git.example.org/api/v3/', 'https://git.example.org', ['https://git.example.org']],
    ['https://api.lab.ghe.com', 'https://lab.ghe.com', ['https://api.lab.ghe.com', 'https://uploads.lab.ghe.com']],
    ['http://127.0.0.1:8080/api/v3', 'http://127.0.0.1:8080', ['http://127.0.0.1:8080']],
  ])('is told by GITHUB_API_URL %s', (url, serverUrl, trusted) => {
    expect(addresses({ GITHUB_API_URL: url })).toEqual({ apiUrl: url.replace(/\/$/, ''), serverUrl, trusted });
  });

  test.each([
    ['https://github.com', 'https://api.github.com'],
    ['https://lab.ghe.com', 'https://api.lab.ghe.com'],
    ['https://git.example.org', 'https://git.example.org/api/v3'],
  ])('is told by GITHUB_SERVER_URL %s alone', (url, apiUrl) => {
    expect(addresses({ GITHUB_SERVER_URL: url })).toMatchObject({ apiUrl, serverUrl: url });
  });

  test.each([
    ['http://git.example.org/api/v3', 'does not use https'],
    ['ftp://git.example.org', 'does not use https'],
    ['git.example.org', 'is not an address'],
    ['https://ada:secret@git.example.org', 'must not hold credentials or parameters'],
    ['http://127.0.0.1.example.org', 'does not use https'],
  ])('is not told by %s, which is not repeated', (url, problem) => {
    const fail = () => hostsOf({ GITHUB_API_URL: url });
    expect(fail).toThrow(`GITHUB_API_URL ${problem}`);
    expect(fail).not.toThrow('secret');
  });
});
