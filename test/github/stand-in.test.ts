/** The GitHub of the tests behaves as GitHub does, as far as refkit meets it. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type StandInGitHub, startGitHub } from '../support/github/github.js';
import { lacks, requiredFields } from '../support/github/required.js';
import { git, gitRepository, temporaryFolder, writeFiles } from '../support/repository.js';

const SLUG = 'virtool/reference';
const API = `/repos/${SLUG}`;

interface Asked {
  token?: string | null;
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  uploads?: boolean;
}

/** Asks the API, with the token of the owner unless another is given, and follows no redirection. */
async function ask(github: StandInGitHub, path: string, { token = github.token, ...asked }: Asked = {}) {
  const { method = 'GET', body, headers = {}, uploads = false } = asked;
  const base = uploads ? github.state.uploadsUrl : github.state.apiUrl;
  const response = await fetch(base + path, {
    method,
    redirect: 'manual',
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
    ...(body === undefined ? {} : { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    data: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
  };
}

/** A repository with two commits, the second on a branch `topic`, served by the stand-in. */
function bareRepository(): string {
  const work = gitRepository({ 'otus/ab/abcd.json': { id: 'abcd' }, 'README.md': 'Hello\n' });
  git(work, 'checkout', '--quiet', '-b', 'topic');
  writeFiles(work, { 'README.md': 'Hello there\n', 'otus/ab/abce.json': { id: 'abce' } });
  git(work, 'add', '.');
  git(work, 'commit', '--quiet', '-m', 'Topic');
  const gitDir = join(temporaryFolder(), 'bare.git');
  git(work, 'clone', '--quiet', '--bare', work, gitDir);
  git(gitDir, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  return gitDir;
}

describe('its answers', () => {
  test('have all fields that the description requires', async () => {
    const github = await startGitHub();
    const gitDir = bareRepository();
    const repository = github.repository(SLUG, { gitDir });
    const release = repository.release({ tag: 'v1', assets: { 'reference.json.gz': Buffer.from('x') } });
    const pull = repository.pullRequest({ head: 'topic' });
    repository.issue({ title: 'Wrong host' });
    github.team('virtool/curators', ['ada']);
    const get = async (path: string) => (await ask(github, path)).data;
    const post = async (path: string, body: unknown) => (await ask(github, path, { method: 'POST', body })).data;
    const head = git(gitDir, 'rev-parse', 'topic');
    const answers: [schema: string, value: unknown][] = [
      ['full-repository', await get(API)],
      ['release', (await get(`${API}/releases`))[0]],
      ['release', await get(`${API}/releases/latest`)],
      ['release', await get(`${API}/releases/tags/v1`)],
      ['release-asset', await get(`${API}/releases/assets/${release.assets[0]!.id}`)],
      ['release', await post(`${API}/releases`, { tag_name: 'v2', draft: true })],
      ['pull-request-simple', (await get(`${API}/pulls?head=virtool:topic`))[0]],
      ['pull-request', await get(`${API}/pulls/${pull.number}`)],
      ['pull-request-simple', (await get(`${API}/commits/${head}/pulls`))[0]],
      ['diff-entry', (await get(`${API}/pulls/${pull.number}/files`))[0]],
      ['issue', await get(`${API}/issues/2`)],
      ['issue-comment', await post(`${API}/issues/${pull.number}/comments`, { body: 'Hello' })],
      ['label', (await post(`${API}/issues/2/labels`, { labels: ['new OTU'] }))[0]],
      ['check-run', await post(`${API}/check-runs`, { name: 'refkit', head_sha: head })],
      ['commit', await get(`${API}/commits/main`)],
      ['git-ref', await get(`${API}/git/ref/heads/main`)],
      ['content-file', await get(`${API}/contents/README.md?ref=topic`)],
      ['repository-collaborator-permission', await get(`${API}/collaborators/octocat/permission`)],
      ['team-membership', await get('/orgs/virtool/teams/curators/memberships/ada')],
      ['public-user', await get('/user')],
      ['rate-limit-overview', await get('/rate_limit')],
      ['simple-user', (await get(API)).owner],
    ];
    expect(requiredFields('release').length).toBeGreaterThan(15);
    expect(answers.map(([schema, value]) => [schema, lacks(schema, value)])).toEqual(
      answers.map(([schema]) => [schema, []]),
    );
  });

  test('carry tags, and what has not changed is 304 and free for those with a token', async () => {
    const github = await startGitHub();
    github.repository(SLUG);
    const first = await ask(github, API);
    const headers = { 'if-none-match': first.headers.get('etag')! };
    const remaining = github.state.limits.token.remaining;
    expect((await ask(github, API, { headers })).status).toBe(304);
    expect(github.state.limits.token.remaining).toBe(remaining);
    const anonymous = await ask(github, API, { token: null });
    await ask(github, API, { token: null, headers: { 'if-none-match': anonymous.headers.get('etag')! } });
    expect(github.state.limits.anonymous.remaining).toBe(58);
  });

  test('come in pages that name each other', async () => {
    const github = await startGitHub();
    const repository = github.repository(SLUG);
    for (let number = 0; number < 5; number++) repository.release({ tag: `v${number}` });
    const page = await ask(github, `${API}/releases?per_page=2&page=2`);
    expect(page.data.map((each: { tag_name: string }) => each.tag_name)).toEqual(['v2', 'v1']);
    const link = page.headers.get('link')!;
    expect([...link.matchAll(/[?&]page=(\d)>; rel="(\w+)"/g)].map(([, number, rel]) => `${rel} ${number}`)).toEqual([
      'prev 1',
      'next 3',
      'last 3',
      'first 1',
    ]);
  });
});

describe('who asks', () => {
  test('sees a private repository and drafts only with a token that may', async () => {
    const github = await startGitHub();
    const stranger = github.addToken({ login: 'stranger' });
    github.repository(SLUG, { private: true });
    github.repository('virtool/open').release({ tag: 'v1', draft: true });
    expect((await ask(github, API, { token: null })).status).toBe(404);
    expect((await ask(github, API, { token: stranger })).status).toBe(404);
    expect((await ask(github, API)).status).toBe(200);
    expect((await ask(github, '/repos/virtool/open/releases', { token: stranger })).data).toEqual([]);
    expect((await ask(github, '/repos/virtool/open/releases')).data).toHaveLength(1);
    expect((await ask(github, '/repos/virtool/open/releases/tags/v1')).status).toBe(404);
  });

  test('is refused with a token that nobody has, and may write only what the token says', async () => {
    const github = await startGitHub();
    github.repository(SLUG).issue();
    const reader = github.addToken({ login: 'octocat', write: ['issues'] });
    const body = { body: 'Hello' };
    expect((await ask(github, API, { token: 'wrong' })).status).toBe(401);
    expect((await ask(github, `${API}/issues/1/comments`, { token: null, method: 'POST', body })).status).toBe(401);
    expect((await ask(github, `${API}/issues/1/comments`, { token: reader, method: 'POST', body })).status).toBe(201);
    const release = await ask(github, `${API}/releases`, { token: reader, method: 'POST', body: { tag_name: 'v1' } });
    expect(release.status).toBe(403);
    expect(release.headers.get('x-accepted-github-permissions')).toBe('contents=write');
  });

  test('is told to stop when nothing is left', async () => {
    const github = await startGitHub();
    github.repository(SLUG);
    github.state.limits.anonymous.leave(1, 600);
    expect((await ask(github, API, { token: null })).status).toBe(200);
    const refused = await ask(github, API, { token: null });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect((await ask(github, '/rate_limit', { token: null })).status).toBe(200);
  });
});

describe('releases', () => {
  test('are published with a tag that is made where it is missing, and one of a tag is enough', async () => {
    const github = await startGitHub();
    const gitDir = bareRepository();
    github.repository(SLUG, { gitDir });
    const made = await ask(github, `${API}/releases`, { method: 'POST', body: { tag_name: 'v1', draft: true } });
    expect(git(gitDir, 'tag')).toBe('');
    const path = `${API}/releases/${made.data.id}`;
    const published = await ask(github, path, { method: 'PATCH', body: { draft: false } });
    expect(published.data.published_at).toEqual(expect.any(String));
    expect(git(gitDir, 'rev-parse', 'v1')).toBe(git(gitDir, 'rev-parse', 'main'));
    const again = await ask(github, `${API}/releases`, { method: 'POST', body: { tag_name: 'v1' } });
    expect(again.data.errors).toEqual([{ resource: 'Release', code: 'already_exists', field: 'tag_name' }]);
    expect((await ask(github, path, { method: 'DELETE' })).status).toBe(204);
  });

  test('have a latest that is no prerelease', async () => {
    const github = await startGitHub();
    const repository = github.repository(SLUG);
    repository.release({ tag: 'v2', prerelease: true });
    expect((await ask(github, `${API}/releases/latest`)).status).toBe(404);
    repository.release({ tag: 'v1' });
    expect((await ask(github, `${API}/releases/latest`)).data.tag_name).toBe('v1');
  });

  test('have files that come from a host which fails when it sees the token', async () => {
    const github = await startGitHub();
    const asset = github.repository(SLUG).release({ tag: 'v1', assets: { f: Buffer.from('content') } }).assets[0]!;
    const headers = { accept: 'application/octet-stream' };
    const { status, headers: answered } = await ask(github, `${API}/releases/assets/${asset.id}`, { headers });
    const location = answered.get('location')!;
    expect([status, new URL(location).origin]).toEqual([302, github.state.assetsUrl]);
    expect(await (await fetch(location)).text()).toBe('content');
    expect(await (await fetch(location, { headers: { range: 'bytes=3-' } })).text()).toBe('tent');
    expect((await fetch(location, { headers: { authorization: 'Bearer x' } })).status).toBe(400);
  });

  test('take uploads once by name, and keep a stub of one that stopped half way', async () => {
    const github = await startGitHub();
    const repository = github.repository(SLUG);
    const { id } = repository.release({ tag: 'v1', draft: true });
    const path = `${API}/releases/${id}/assets?name=a.txt`;
    const upload = { method: 'POST', uploads: true, body: Buffer.alloc(300_000, 'x') };
    github.fail({ how: 'upload cut' });
    await expect(ask(github, path, upload)).rejects.toThrow('fetch failed');
    expect(repository.releases[0]!.assets).toMatchObject([{ name: 'a.txt', state: 'starter', digest: null }]);
    const again = await ask(github, path, upload);
    expect(again.data.errors).toEqual([{ resource: 'ReleaseAsset', code: 'already_exists', field: 'name' }]);
    await ask(github, `${API}/releases/assets/${repository.releases[0]!.assets[0]!.id}`, { method: 'DELETE' });
    expect((await ask(github, path, upload)).data).toMatchObject({
      state: 'uploaded',
      size: 300_000,
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
  });
});

describe('pull requests', () => {
  test('from a fork are found by their commit, with its files and whether it merges', async () => {
    const github = await startGitHub();
    const gitDir = bareRepository();
    const forkDir = join(temporaryFolder(), 'fork.git');
    git(gitDir, 'clone', '--quiet', '--bare', gitDir, forkDir);
    git(gitDir, 'branch', '-D', 'topic');
    const repository = github.repository(SLUG, { gitDir });
    const fork = github.repository('ada/reference', { gitDir: forkDir, forkOf: SLUG });
    const body = { title: 'Add an OTU', head: 'ada:topic', base: 'main' };
    const made = await ask(github, `${API}/pulls`, { method: 'POST', body });
    expect(made.data).toMatchObject({ number: 1, mergeable: true, commits: 1, changed_files: 2 });
    expect(made.data.head).toMatchObject({ ref: 'topic', repo: { full_name: fork.slug, fork: true } });
    const again = await ask(github, `${API}/pulls`, { method: 'POST', body });
    expect(again.data.errors[0].message).toBe('A pull request already exists for ada:topic.');
    const { sha } = repository.pulls[0]!.head;
    expect(git(gitDir, 'rev-parse', 'refs/pull/1/head')).toBe(sha);
    expect((await ask(github, `${API}/commits/${sha}/pulls`)).data).toMatchObject([{ number: 1 }]);
    expect((await ask(github, `${API}/commits/main/pulls`)).data).toEqual([]);
    expect((await ask(github, `${API}/pulls/1/files`)).data).toMatchObject([
      { filename: 'README.md', status: 'modified', additions: 1, deletions: 1 },
      { filename: 'otus/ab/abce.json', status: 'added' },
    ]);
  });

  test('take comments of no more than 65,536 characters', async () => {
    const github = await startGitHub();
    github.repository(SLUG).issue();
    const path = `${API}/issues/1/comments`;
    const comment = (body: string) => ask(github, path, { method: 'POST', body: { body } });
    expect((await comment('x'.repeat(65_536))).status).toBe(201);
    expect((await comment('x'.repeat(65_537))).status).toBe(422);
    const { id } = (await comment('first')).data;
    const edited = await ask(github, `${API}/issues/comments/${id}`, { method: 'PATCH', body: { body: 'second' } });
    expect(edited.data.body).toBe('second');
    expect((await ask(github, `${API}/issues/comments/${id}`, { method: 'DELETE' })).status).toBe(204);
  });

  test('have check runs, made by apps, with fifty annotations a request', async () => {
    const github = await startGitHub();
    const repository = github.repository(SLUG);
    const person = github.addToken({ login: 'octocat', app: false });
    const annotation = { path: 'a', start_line: 1, end_line: 1, annotation_level: 'warning', message: 'm' };
    const run = (count: number) => ({
      name: 'refkit',
      head_sha: 'a'.repeat(40),
      output: { title: 't', summary: 's', annotations: Array(count).fill(annotation) },
    });
    const path = `${API}/check-runs`;
    expect((await ask(github, path, { method: 'POST', body: run(1), token: person })).status).toBe(403);
    expect((await ask(github, path, { method: 'POST', body: run(51) })).status).toBe(422);
    const { id } = (await ask(github, path, { method: 'POST', body: run(50) })).data;
    const more = { ...run(7), conclusion: 'success' };
    const done = await ask(github, `${path}/${id}`, { method: 'PATCH', body: more });
    expect(done.data).toMatchObject({ status: 'completed', output: { annotations_count: 57 } });
    expect(repository.checkRuns).toHaveLength(1);
    const listed = await ask(github, `${API}/commits/${'a'.repeat(40)}/check-runs?check_name=refkit`);
    expect(listed.data.total_count).toBe(1);
  });
});

describe('a renamed repository', () => {
  test('leads to its new name, for reading and for writing', async () => {
    const github = await startGitHub();
    const repository = github.repository(SLUG);
    github.rename(repository, 'virtool/renamed');
    const read = await ask(github, `${API}/releases?page=1`);
    const location = `${github.state.apiUrl}/repos/virtool/renamed/releases`;
    expect([read.status, read.headers.get('location')]).toEqual([301, `${location}?page=1`]);
    expect((await ask(github, `${API}/releases`, { method: 'POST', body: {} })).status).toBe(307);
  });
});

describe('files and refs', () => {
  test('are looked up in the git repository', async () => {
    const github = await startGitHub();
    const gitDir = bareRepository();
    github.repository(SLUG, { gitDir });
    const raw = { headers: { accept: 'application/vnd.github.raw+json' } };
    expect((await ask(github, `${API}/contents/README.md?ref=topic`, raw)).data).toBe('Hello there\n');
    expect((await ask(github, `${API}/contents/missing`)).status).toBe(404);
    const sha = git(gitDir, 'rev-parse', 'main');
    const made = await ask(github, `${API}/git/refs`, { method: 'POST', body: { ref: 'refs/tags/t', sha } });
    expect(made.data.object).toEqual(expect.objectContaining({ type: 'commit', sha }));
    expect(git(gitDir, 'rev-parse', 't')).toBe(sha);
    const back = { method: 'PATCH', body: { sha: git(gitDir, 'rev-parse', 'main') } };
    expect((await ask(github, `${API}/git/refs/heads/topic`, back)).data.message).toBe('Update is not a fast forward');
  });
});
