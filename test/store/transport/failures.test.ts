/** Whatever goes wrong on the way: the repository is as it was, and the message says what to do. */
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RefkitError } from '../../../src/otu/errors.js';
import { Repository } from '../../../src/store/repository.js';
import { cloneRepository, fetchRefs, listRemoteRefs, pushRefs } from '../../../src/store/transport/transport.js';
import type { How } from '../../support/github/failures.js';
import { git, gitRepository, temporaryFolder, writeFiles } from '../../support/repository.js';
import { asOwner, commit, HEADS, served, stateOf, TAGS } from '../support/served.js';

async function failureOf(work: Promise<unknown>): Promise<RefkitError> {
  const error = await work.then(
    () => expect.unreachable('it did not fail'),
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(RefkitError);
  return error;
}

describe('a fetch that fails', () => {
  const WAYS: [how: How, code: string][] = [
    ['cut', 'UNREACHABLE'],
    ['half', 'UNREACHABLE'],
    ['short', 'REMOTE_FAILED'],
    ['status 500', 'REMOTE_FAILED'],
    ['status 401', 'REMOTE_AUTHENTICATION'],
    ['status 403', 'REMOTE_FORBIDDEN'],
    ['status 404', 'REMOTE_NOT_FOUND'],
    ['page', 'REMOTE_FAILED'],
    ['garbled', 'REMOTE_FAILED'],
  ];

  test.each(WAYS)('while refs are listed, by %s, leaves everything as it was', async (how, code) => {
    const { github, url } = await served();
    const folder = gitRepository({ 'mine.txt': 'mine\n' });
    const before = stateOf(folder);
    github.fail({ path: /info\/refs/, how });
    const error = await failureOf(fetchRefs(Repository.open(folder), { url, refs: [HEADS, TAGS] }));
    expect(error).toMatchObject({ code, kind: 'network' });
    expect(error.suggestions.length).toBeGreaterThan(0);
    expect(stateOf(folder)).toEqual(before);
  });

  test.each(WAYS)('while objects come, by %s, leaves everything as it was', async (how, code) => {
    const { github, url } = await served();
    const folder = gitRepository({ 'mine.txt': 'mine\n' });
    const before = stateOf(folder);
    const fetch: typeof globalThis.fetch = (address, init) => {
      // What is asked for third, after two listings and HEAD, are the objects.
      if (String(init?.body ?? '').includes('command=fetch')) github.fail({ path: /git-upload-pack/, how });
      return globalThis.fetch(address, init);
    };
    const error = await failureOf(fetchRefs(Repository.open(folder), { url, fetch: fetch as never, refs: [HEADS] }));
    expect(error).toMatchObject({ code, kind: 'network' });
    expect(error.suggestions.length).toBeGreaterThan(0);
    expect(stateOf(folder)).toEqual(before);
  });

  test('since there is no such branch, before anything comes', async () => {
    const { url } = await served();
    const folder = gitRepository();
    const refs = [HEADS, { remote: 'refs/heads/missing', local: 'refs/remotes/origin/missing' }];
    expect(await failureOf(fetchRefs(Repository.open(folder), { url, refs }))).toMatchObject({
      code: 'REMOTE_REF_NOT_FOUND',
      message: `${url} has no refs/heads/missing`,
    });
    expect(stateOf(folder).refs).toEqual(['']);
  });

  test('since it is too much', async () => {
    const { url, work, gitDir } = await served();
    commit(work, { 'large.bin': Buffer.alloc(50_000, 'abc') });
    git(work, 'push', '--quiet', gitDir, 'main');
    const folder = gitRepository();
    expect(await failureOf(fetchRefs(Repository.open(folder), { url, refs: [HEADS], maxBytes: 200 }))).toMatchObject({
      code: 'REMOTE_FAILED',
      message: 'The other repository sends more than 200 bytes',
    });
    expect(stateOf(folder).refs).toEqual(['']);
  });

  test('since a private repository is only there with a token', async () => {
    const { github, url } = await served({ isPrivate: true });
    const refs = [HEADS];
    expect(await failureOf(fetchRefs(Repository.open(gitRepository()), { url, refs }))).toMatchObject({
      code: 'REMOTE_AUTHENTICATION',
      suggestions: expect.arrayContaining(['set GH_TOKEN to a token that may read it, and write to push']),
    });
    const credentials = () => ({ username: 'x-access-token', password: 'wrong-token' });
    const error = await failureOf(fetchRefs(Repository.open(gitRepository()), { url, refs, credentials }));
    expect(error.message).toBe(`${url} does not accept the token`);
    expect(JSON.stringify(error) + error.stack).not.toContain('wrong-token');
    await fetchRefs(Repository.open(gitRepository()), { url, refs, credentials: asOwner(github) });
  });

  test.each(['refs/heads/../x', 'main', 'refs/remotes/*/x'])('since %s is no name for a ref', async (local) => {
    const { github, url } = await served();
    const refs = [{ remote: 'refs/heads/main', local }];
    expect(await failureOf(fetchRefs(Repository.open(gitRepository()), { url, refs }))).toMatchObject({
      code: 'INVALID_REF_NAME',
    });
    expect(github.requests).toEqual([]);
  });

  test.each([
    ['ssh://git@example.org/x.git', 'begins with ssh:'],
    ['file:///tmp/x', 'begins with file:'],
    ['nothing', 'is none'],
    ['https://ada:secret@example.org/x.git', 'holds a password'],
  ])('since %s is no address for it', async (url, problem) => {
    const error = await failureOf(listRemoteRefs({ url }));
    expect(error).toMatchObject({ code: 'REMOTE_URL', kind: 'usage', message: expect.stringContaining(problem) });
    expect(error.message).not.toContain('secret');
  });
});

describe('a hostile repository', () => {
  /** Serves a commit whose tree has this entry, written as git itself would not. */
  async function hostile(entry: (blob: string) => string) {
    const it = await served();
    const blob = git(it.gitDir, 'rev-parse', 'main:a.txt');
    const tree = Buffer.from(entry(blob), 'latin1');
    const file = join(temporaryFolder(), 'tree');
    writeFileSync(file, tree);
    const oid = git(it.gitDir, 'hash-object', '-t', 'tree', '--literally', '-w', file);
    const head = git(it.gitDir, 'commit-tree', '-m', 'Hostile', '-p', 'main', oid);
    git(it.gitDir, 'update-ref', 'refs/heads/main', head);
    return it;
  }
  const raw = (oid: string) => Buffer.from(oid, 'hex').toString('latin1');

  test.each([
    ['.git', (blob: string) => `100644 .git\0${raw(blob)}`],
    ['.GIT', (blob: string) => `100644 .GIT\0${raw(blob)}`],
    ['..', (blob: string) => `100644 ..\0${raw(blob)}`],
    ['a slash', (blob: string) => `100644 a/b\0${raw(blob)}`],
    ['a name twice', (blob: string) => `100644 a\0${raw(blob)}100644 a\0${raw(blob)}`],
    ['no order', (blob: string) => `100644 b\0${raw(blob)}100644 a\0${raw(blob)}`],
    ['an odd mode', (blob: string) => `100777 a\0${raw(blob)}`],
  ])('is refused for %s, and leaves no object', async (_what, entry) => {
    const { url } = await hostile(entry);
    const folder = gitRepository({ 'mine.txt': 'mine\n' });
    const before = stateOf(folder);
    const error = await failureOf(fetchRefs(Repository.open(folder), { url, refs: [HEADS] }));
    expect(error).toMatchObject({
      code: 'PACK_REFUSED',
      message: expect.stringMatching(/^What the other repository sent is refused: /),
    });
    expect(stateOf(folder)).toEqual(before);
    const directory = join(temporaryFolder(), 'clone');
    expect(await failureOf(cloneRepository({ url, directory }))).toMatchObject({ code: 'PACK_REFUSED' });
    expect(readdirSync(join(directory, '..'))).toEqual([]);
  });

  test('can not write through a link', async () => {
    const { url, work, gitDir } = await served();
    commit(work, { 'target.txt': '/tmp', 'Otus/evil.txt': 'evil\n' });
    git(work, 'update-index', '--add', '--cacheinfo', `120000,${git(work, 'rev-parse', 'HEAD:target.txt')},Otus.link`);
    git(work, 'commit', '--quiet', '-m', 'A link');
    git(work, 'push', '--quiet', gitDir, 'main');
    const directory = join(temporaryFolder(), 'clone');
    await cloneRepository({ url, directory });
    expect(existsSync('/tmp/evil.txt')).toBe(false);
  });

  test('can not use a name that some file system takes for .git', async () => {
    const { url } = await hostile((blob) => `100644 git~1\0${raw(blob)}`);
    const directory = join(temporaryFolder(), 'clone');
    expect(await failureOf(cloneRepository({ url, directory }))).toMatchObject({ code: 'UNSAFE_PATH' });
    expect(readdirSync(join(directory, '..'))).toEqual([]);
  });
});

describe('a clone that fails', () => {
  test.each(['cut', 'half', 'status 500'] as How[])('by %s leaves nothing', async (how) => {
    const { github, url } = await served();
    const parent = temporaryFolder();
    github.fail({ path: /info\/refs/, how });
    await failureOf(cloneRepository({ url, directory: join(parent, 'a', 'clone') }));
    expect(readdirSync(parent)).toEqual([]);
  });

  test('since something is there leaves that', async () => {
    const { url } = await served();
    const directory = temporaryFolder();
    writeFiles(directory, { 'precious.txt': 'precious' });
    expect(await failureOf(cloneRepository({ url, directory }))).toMatchObject({ code: 'DIRECTORY_NOT_EMPTY' });
    expect(readdirSync(directory)).toEqual(['precious.txt']);
  });

  test('since there is nothing yet, or no such branch', async () => {
    const { github, url } = await served();
    const gitDir = join(temporaryFolder(), 'empty.git');
    git(temporaryFolder(), 'init', '--quiet', '--bare', gitDir);
    github.repository('virtool/empty', { gitDir });
    const empty = `${github.serverUrl}/virtool/empty.git`;
    const directory = join(temporaryFolder(), 'clone');
    expect(await failureOf(cloneRepository({ url: empty, directory }))).toMatchObject({
      message: `${empty} has no commits yet`,
    });
    expect(await failureOf(cloneRepository({ url, directory, branch: 'none' }))).toMatchObject({
      message: `${url} has no branch none`,
    });
    expect(existsSync(directory)).toBe(false);
  });
});

describe('a push that fails', () => {
  const MAIN = { local: 'refs/heads/main', remote: 'refs/heads/main' };

  /** A repository with a commit that the other one lacks. */
  async function ahead() {
    const it = await served();
    commit(it.work, { 'a.txt': 'three\n' });
    const there = stateOf(it.gitDir).refs;
    const push = (refs = [MAIN], credentials: ReturnType<typeof asOwner> | undefined = asOwner(it.github)) =>
      pushRefs(Repository.open(it.work), { url: it.url, credentials, refs });
    return { ...it, there, push };
  }

  test('since the other one has more', async () => {
    const { work, gitDir, url, push } = await ahead();
    const other = join(temporaryFolder(), 'other');
    git(work, 'clone', '--quiet', gitDir, other);
    commit(other, { 'b.txt': 'theirs\n' });
    git(other, 'push', '--quiet');
    const there = stateOf(gitDir).refs;
    const tag = { local: 'refs/heads/main', remote: 'refs/tags/v1' };
    expect(await failureOf(push([MAIN, tag]))).toMatchObject({
      code: 'PUSH_REJECTED',
      kind: 'conflict',
      message: `${url} does not take main (it has commits there that are not here); nothing was pushed`,
      suggestions: ['get what is there (`git pull`), and push again'],
      data: { refs: [{ outcome: 'rejected' }, { outcome: 'new' }] },
    });
    expect(stateOf(gitDir).refs).toEqual(there);
  });

  test('since a tag names something else there', async () => {
    const { gitDir, there, push } = await ahead();
    const refs = [MAIN, { local: 'refs/heads/main', remote: 'refs/tags/light' }];
    expect(await failureOf(push(refs))).toMatchObject({
      message: expect.stringContaining('light (it names something else there); nothing was pushed'),
    });
    expect(stateOf(gitDir).refs).toEqual(there);
  });

  test('since the server declines, all or nothing', async () => {
    const { gitDir, there, push } = await ahead();
    const hook = join(gitDir, 'hooks', 'update');
    writeFiles(gitDir, { 'hooks/update': '#!/bin/sh\ntest "$1" != refs/heads/main\n' });
    chmodSync(hook, 0o755);
    const error = await failureOf(push([{ local: 'refs/heads/main', remote: 'refs/heads/new' }, MAIN]));
    expect(error).toMatchObject({
      code: 'PUSH_REJECTED',
      message: expect.stringMatching(/main \(hook declined\).*; nothing was pushed$/),
      suggestions: ['see whether the branch or tag is protected, or was pushed by somebody else'],
    });
    expect(stateOf(gitDir).refs).toEqual(there);
  });

  test.each([
    ['nobody', () => null, 'REMOTE_AUTHENTICATION'],
    ['a wrong token', () => ({ username: 'x', password: 'wrong-token' }), 'REMOTE_AUTHENTICATION'],
  ])('since it comes from %s', async (_who, credentials, code) => {
    const { gitDir, there, push } = await ahead();
    const error = await failureOf(push([MAIN], credentials as never));
    expect(error).toMatchObject({ code });
    expect(JSON.stringify(error) + error.stack).not.toContain('wrong-token');
    expect(stateOf(gitDir).refs).toEqual(there);
  });

  test('since who asks may only read', async () => {
    const { github, gitDir, there, push } = await ahead();
    const password = github.addToken({ login: 'stranger' });
    const error = await failureOf(push([MAIN], () => ({ username: 'x-access-token', password })));
    expect(error).toMatchObject({
      code: 'REMOTE_FORBIDDEN',
      suggestions: ['use a token that may write to the repository (contents: write)'],
    });
    expect(stateOf(gitDir).refs).toEqual(there);
  });

  test.each(['cut', 'status 500'] as How[])('by %s leaves both sides as they were', async (how) => {
    const { github, work, gitDir, there, push } = await ahead();
    const here = stateOf(work);
    github.fail({ path: /git-receive-pack$/, method: 'POST', how });
    expect((await failureOf(push())).kind).toBe('network');
    expect(stateOf(gitDir).refs).toEqual(there);
    expect(stateOf(work)).toEqual(here);
  });

  test('after it was done finds so when it comes again', async () => {
    const { github, push } = await ahead();
    github.fail({ path: /git-receive-pack$/, method: 'POST', how: 'done, then cut' });
    expect((await failureOf(push())).kind).toBe('network');
    expect(await push()).toMatchObject([{ outcome: 'unchanged' }]);
  });

  test('since there is no such ref here', async () => {
    const { push } = await ahead();
    expect(await failureOf(push([{ local: 'refs/heads/none', remote: 'refs/heads/none' }]))).toMatchObject({
      code: 'OBJECT_NOT_FOUND',
    });
  });
});
