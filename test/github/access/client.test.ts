import { describe, expect, test } from 'vitest';
import { GitHub } from '../../../src/github/access/client.js';
import { eventually } from '../../support/eventually.js';
import type { How } from '../../support/github/failures.js';
import { startGitHub } from '../../support/github/github.js';
import { clientOf, failureOf } from '../support/client.js';

const [owner, repo] = ['virtool', 'reference'];
const SLUG = `${owner}/${repo}`;

/** A client of a GitHub with one repository, and one request to it. */
async function ready(options: Parameters<typeof clientOf>[1] = {}) {
  const github = await startGitHub();
  const repository = github.repository(SLUG);
  const { client, warnings } = clientOf(github, options);
  const get = async () => (await client.octokit()).repos.get({ owner, repo });
  return { github, repository, client, warnings, get };
}

describe('a token', () => {
  test('is taken from GH_TOKEN, then from GITHUB_TOKEN', async () => {
    const { github } = await ready();
    const [first, second] = ['ada', 'bo'].map((login) => github.addToken({ login })) as [string, string];
    const loginWith = async (env: NodeJS.ProcessEnv) => {
      const { client } = clientOf(github, { env: { ...github.anonymousEnv, ...env } });
      return (await (await client.octokit()).users.getAuthenticated()).data.login;
    };
    expect(await loginWith({ GH_TOKEN: first, GITHUB_TOKEN: second })).toBe('ada');
    expect(await loginWith({ GH_TOKEN: '', GITHUB_TOKEN: second })).toBe('bo');
  });

  test('goes to the API and to no other origin', async () => {
    const { github, client } = await ready();
    await client.fetch(`${github.state.apiUrl}/user`);
    await client.fetch(`${github.state.assetsUrl}/x`, { headers: { authorization: 'Bearer mine' } });
    expect(github.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${github.token}`, undefined]);
  });

  test("goes to git's server as a password, and to no other", async () => {
    const { github, client } = await ready();
    expect(client.gitCredentials(client.gitUrl(SLUG))).toEqual({ username: 'x-access-token', password: github.token });
    expect(client.gitCredentials('https://example.org/x.git')).toBeNull();
    expect(clientOf(github, { env: github.anonymousEnv }).client.gitCredentials(client.gitUrl(SLUG))).toBeNull();
  });

  const failures: How[] = [
    'status 401',
    'status 403',
    'status 404',
    'status 422',
    'status 500',
    'cut',
    'rate limit',
    'page',
  ];
  test.each(failures)('is in nothing that an error holds: %s', async (how) => {
    const { github, get } = await ready();
    github.fail({ how, times: 9 });
    const error = await failureOf(get());
    expect(everythingIn(error)).not.toContain(github.token);
    expect(everythingIn(error)).toContain(error.message);
  });
});

/** All texts that can be reached from a value, along whatever properties it has. */
function everythingIn(value: unknown): string {
  const seen = new Set<unknown>();
  const texts: string[] = [];
  const visit = (each: unknown): void => {
    if (typeof each === 'string') texts.push(each);
    if ((typeof each !== 'object' && typeof each !== 'function') || each === null || seen.has(each)) return;
    seen.add(each);
    if (each instanceof Map || each instanceof Headers) texts.push(...[...each].map(String));
    if (each instanceof Uint8Array) texts.push(Buffer.from(each).toString());
    for (const key of Reflect.ownKeys(each)) {
      texts.push(String(key));
      visit(Reflect.getOwnPropertyDescriptor(each, key)?.value);
    }
  };
  visit(value);
  return texts.join('\n');
}

describe('nothing is loaded or asked', () => {
  test('by a client that is only opened', async () => {
    const { github } = await ready();
    expect(github.requests).toEqual([]);
    expect(() => GitHub.open({ env: { GITHUB_API_URL: 'http://example.org' } })).toThrow('GITHUB_API_URL');
  });
});

describe('what may pass is tried again', () => {
  test.each(['status 500', 'status 502', 'cut', 'half'] as How[])('after %s', async (how) => {
    const { github, get } = await ready();
    github.fail({ how, times: 2 });
    expect((await get()).data.full_name).toBe(SLUG);
    expect(github.seen()).toHaveLength(3);
  });

  test('but not for ever', async () => {
    const { github, get } = await ready();
    github.fail({ how: 'status 503', times: 99 });
    expect(await failureOf(get())).toMatchObject({
      code: 'GITHUB_FAILED',
      kind: 'network',
      message: 'GitHub has a problem and answered with status 503',
    });
    expect(github.seen()).toHaveLength(4);
  });

  test('but not where it would be done twice', async () => {
    const { github, repository, client } = await ready();
    repository.issue();
    github.fail({ how: 'done, then cut' });
    const comment = { owner, repo, issue_number: 1, body: 'Hello' };
    const octokit = await client.octokit();
    expect(await failureOf(octokit.issues.createComment(comment))).toMatchObject({ code: 'UNREACHABLE' });
    expect(repository.comments).toHaveLength(1);
  });

  test('but not where there is nobody', async () => {
    const { github, get } = await ready({ secondMs: 1_000_000 });
    await github.close();
    expect(await failureOf(get())).toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringMatching(/^Could not reach 127\.0\.0\.1:\d+: it refuses connections$/),
    });
  });
});

describe('limits', () => {
  test('of requests at a time are waited for while that is short, and said', async () => {
    const { github, get, warnings } = await ready();
    github.fail({ how: 'secondary limit', retryAfter: 7, times: 2 });
    expect((await get()).status).toBe(200);
    expect(warnings).toEqual(['GitHub asks to wait 7 seconds', 'GitHub asks to wait 7 seconds']);
  });

  test('are an error where the wait is long', async () => {
    const { github, get } = await ready();
    github.fail({ how: 'secondary limit', retryAfter: 300 });
    expect(await failureOf(get())).toMatchObject({
      code: 'GITHUB_RATE_LIMIT',
      message: expect.stringMatching(/^GitHub wants fewer requests at a time, and none until .* UTC, in 5 minutes$/),
    });
    expect(github.seen()).toHaveLength(1);
  });

  test('of an hour say when they end, and that a token helps', async () => {
    const { github } = await ready();
    const { client } = clientOf(github, { env: github.anonymousEnv });
    github.state.limits.anonymous.leave(0, 23 * 60);
    const error = await failureOf((await client.octokit()).repos.get({ owner, repo }));
    expect(error).toMatchObject({
      code: 'GITHUB_RATE_LIMIT',
      message: expect.stringMatching(
        /^GitHub's limit of 60 requests an hour is used up until \d{4}-\d\d-\d\d \d\d:\d\d UTC, in 23 minutes$/,
      ),
      suggestions: ['try again then', 'set GH_TOKEN: with a token there are 5,000 requests an hour'],
    });
    github.state.limits.token.leave(0, 23 * 60);
    const withToken = clientOf(github).client;
    expect((await failureOf((await withToken.octokit()).repos.get({ owner, repo }))).suggestions).toEqual([
      'try again then',
    ]);
  });

  test('that end in a moment are waited for', async () => {
    const { github, get, warnings } = await ready();
    github.fail({ how: 'rate limit', resetIn: 20 });
    expect((await get()).status).toBe(200);
    expect(warnings).toHaveLength(1);
  });
});

describe('refusals say what to do', () => {
  test('a token that nobody has', async () => {
    const { github } = await ready();
    const { client } = clientOf(github, { env: { ...github.env, GH_TOKEN: 'ghp_wrong' } });
    expect(await failureOf((await client.octokit()).repos.get({ owner, repo }))).toMatchObject({
      code: 'GITHUB_AUTHENTICATION',
      message: 'GitHub does not accept the token',
      suggestions: ['see whether the token in GH_TOKEN (or GITHUB_TOKEN) is whole and has not expired'],
    });
  });

  test('no token where one is wanted', async () => {
    const { github } = await ready();
    const { client } = clientOf(github, { env: github.anonymousEnv });
    expect(await failureOf((await client.octokit()).users.getAuthenticated())).toMatchObject({
      code: 'GITHUB_AUTHENTICATION',
      suggestions: ['set GH_TOKEN to a token'],
    });
  });

  test('a token that may not, with the permission that it lacks', async () => {
    const { github } = await ready();
    const token = github.addToken({ login: 'octocat', write: [] });
    const { client } = clientOf(github, { env: { ...github.env, GH_TOKEN: token } });
    const octokit = await client.octokit();
    expect(await failureOf(octokit.repos.createRelease({ owner, repo, tag_name: 'v1' }))).toMatchObject({
      code: 'GITHUB_FORBIDDEN',
      message: 'GitHub does not allow this: Resource not accessible by integration',
      suggestions: ['give the token the permission contents=write'],
    });
  });

  test('a repository that is private, or is not', async () => {
    const { github } = await ready();
    github.repository('virtool/private', { private: true });
    const { client } = clientOf(github, { env: github.anonymousEnv });
    expect(await failureOf((await client.octokit()).repos.get({ owner, repo: 'private' }))).toMatchObject({
      code: 'GITHUB_NOT_FOUND',
      message: 'GitHub has nothing at /repos/virtool/private',
      suggestions: expect.arrayContaining([
        'set GH_TOKEN where the repository is private: it is not there for those without a token',
      ]),
    });
  });

  test("what GitHub refuses, with GitHub's reasons", async () => {
    const { repository, client } = await ready();
    repository.release({ tag: 'v1' });
    const octokit = await client.octokit();
    expect(await failureOf(octokit.repos.createRelease({ owner, repo, tag_name: 'v1' }))).toMatchObject({
      code: 'GITHUB_REFUSED',
      message: 'GitHub refuses this: Validation Failed; tag_name already exists',
      data: { status: 422, reasons: [{ field: 'tag_name', code: 'already_exists' }] },
    });
  });

  test.each([
    ['page', 'with text/html in place of JSON'],
    ['short', 'its JSON is not whole'],
  ] as [How, string][])("an answer that is not GitHub's: %s", async (how, what) => {
    const { github, get } = await ready();
    github.fail({ how, times: 9 });
    expect(await failureOf(get())).toMatchObject({
      code: 'GITHUB_UNEXPECTED_ANSWER',
      message: expect.stringContaining(`does not answer as GitHub does: ${what}`),
      suggestions: expect.arrayContaining(['see whether the network asks for a log-in, or a proxy is in the way']),
    });
  });

  test('a host that says nothing', async () => {
    const { github, get } = await ready({ timeoutMs: 20 });
    github.fail({ how: 'slow', delayMs: 5_000, times: 9 });
    expect(await failureOf(get())).toMatchObject({ message: expect.stringContaining(': it does not answer') });
  });
});

describe('a renamed repository', () => {
  test('is found under its old name, to read and to write', async () => {
    const { github, repository, get, client } = await ready();
    github.rename(repository, 'virtool/renamed');
    expect((await get()).data.full_name).toBe('virtool/renamed');
    await (await client.octokit()).repos.createRelease({ owner, repo, tag_name: 'v1' });
    expect(repository.releases).toHaveLength(1);
  });
});

describe('a stop', () => {
  test('ends a wait for a limit', async () => {
    const stop = new AbortController();
    const { github, get } = await ready({
      secondMs: 1_000_000,
      signal: stop.signal,
      onWarning: () => stop.abort(new Error('Interrupted')),
    });
    github.fail({ how: 'secondary limit', retryAfter: 30 });
    expect(await failureOf(get())).toMatchObject({ message: 'Interrupted' });
  });

  test('ends a request that is under way', async () => {
    const stop = new AbortController();
    const { github, get } = await ready({ signal: stop.signal });
    github.fail({ how: 'stall' });
    const failure = failureOf(get());
    await eventually(() => github.requests.length);
    stop.abort(new Error('Interrupted'));
    expect(await failure).toMatchObject({ message: 'Interrupted' });
  });
});
