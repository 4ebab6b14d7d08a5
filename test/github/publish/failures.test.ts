/** Publishing that is cut off at every step: what is left can be finished by the next run, and nothing is done twice. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../support/github/failures.js';
import { openedReference } from '../../support/reference.js';
import { git, gitVerdict, temporaryFolder } from '../../support/repository.js';
import { cloneOfGitHub, edited, FILES, gitAside, headOf, release, SLUG } from '../support/releasing.js';

type Hosted = Awaited<ReturnType<typeof cloneOfGitHub>>;

/** That one release is there, whole and published, and that git finds both sides whole. */
function expectWhole({ hosted, gitDir, reference }: Hosted): void {
  expect(hosted.releases.map(({ tag, draft }) => ({ tag, draft }))).toEqual([{ tag: 'v1.0.0', draft: false }]);
  const [{ assets }] = hosted.releases as [Hosted['hosted']['releases'][0]];
  expect(assets.map(({ name }) => name).sort()).toEqual([...FILES].sort());
  expect(assets.every(({ state }) => state === 'uploaded')).toBe(true);
  const head = git(reference.directory, 'rev-parse', 'HEAD');
  expect(git(gitDir, 'rev-parse', 'main', 'v1.0.0^{commit}', 'index/0^{commit}').split('\n')).toEqual([
    head,
    head,
    head,
  ]);
  expect(git(gitDir, 'fsck', '--strict')).toBe('');
  expect(gitVerdict(reference.directory)).toEqual({ fsck: '', status: '' });
}

const PUSH = { method: 'POST', path: /git-receive-pack/ };
const CREATE = { method: 'POST', path: /\/releases$/ };
const UPLOAD = { method: 'POST', path: /\/assets\?name=reference\.fa\.gz/ };
const PUBLISH = { method: 'PATCH', path: /\/releases\/\d+$/ };

describe('a run that fails is finished by the next one', () => {
  test.each<[string, Failure, RegExp]>([
    [
      'GitHub does not say what it has',
      { method: 'GET', path: /info\/refs/, how: 'status 500', times: 9 },
      /status 500/,
    ],
    ['the push fails', { ...PUSH, how: 'status 500', times: 9 }, /status 500/],
    ['the push is cut', { ...PUSH, how: 'cut', times: 9 }, /cut/],
    ['the push is done, and nobody hears of it', { ...PUSH, how: 'done, then cut' }, /cut/],
    ['the list of releases fails', { method: 'GET', path: /\/releases\?/, how: 'status 502', times: 9 }, /status 502/],
    ['the draft is not made', { ...CREATE, how: 'status 503' }, /status 503/],
    ['the draft is made, and nobody hears of it', { ...CREATE, how: 'done, then cut' }, /cut/],
    ['an upload fails again and again', { ...UPLOAD, how: 'status 500', times: 99 }, /status 500/],
    ['an upload ends half way again and again', { ...UPLOAD, how: 'upload cut', times: 99 }, /cut/],
    ['an upload is not allowed', { ...UPLOAD, how: 'status 403' }, /does not allow/],
    ['it is not published', { ...PUBLISH, how: 'status 500', times: 9 }, /status 500/],
    ['it is published, and nobody hears of it', { ...PUBLISH, how: 'done, then cut', times: 9 }, /cut/],
    ['the limit of requests is reached', { ...UPLOAD, how: 'rate limit' }, /limit/],
  ])('%s', async (_, failure, message) => {
    const clone = await cloneOfGitHub();
    clone.github.fail(failure);
    const failed = release(clone);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toMatchObject({ kind: 'network' });
    expect(gitVerdict(clone.reference.directory)).toEqual({ fsck: '', status: '' });
    clone.github.disarm();
    expect(await release(clone)).toMatchObject({ tag: 'v1.0.0', draft: false, published: !/it is published/.test(_) });
    expectWhole(clone);
  });

  test('says that it can be', async () => {
    const clone = await cloneOfGitHub();
    clone.github.fail({ ...CREATE, how: 'status 503' });
    await expect(release(clone)).rejects.toMatchObject({
      suggestions: expect.arrayContaining(['what was done until then stays: publish again to go on from there']),
    });
  });
});

describe('one run gets over', () => {
  test.each<[string, Failure]>([
    ['an upload that ends half way', { ...UPLOAD, how: 'upload cut', times: 2 }],
    ['an upload that fails', { ...UPLOAD, how: 'status 502', times: 2 }],
    ['an upload that is cut', { ...UPLOAD, how: 'cut', times: 2 }],
    ['an upload that is done, and cut', { ...UPLOAD, how: 'done, then cut' }],
    ['publishing that is cut, and done', { ...PUBLISH, how: 'done, then cut' }],
    ['a look at the assets that fails', { method: 'GET', path: /\/assets/, how: 'status 502', times: 2 }],
    ['a secondary limit that ends soon', { ...CREATE, how: 'secondary limit', retryAfter: 1 }],
  ])('%s', async (_, failure) => {
    const clone = await cloneOfGitHub();
    clone.github.fail(failure);
    expect(await release(clone)).toMatchObject({ published: true });
    expect(clone.github.failuresLeft).toBe(0);
    expectWhole(clone);
  });
});

test('a branch that GitHub protects is not pushed, nor is anything else, and goes once it may', async () => {
  const clone = await cloneOfGitHub();
  const hook = join(clone.gitDir, 'hooks', 'update');
  writeFileSync(hook, '#!/bin/sh\n[ "$1" != refs/heads/main ] || { echo "GH006: Protected branch" >&2; exit 1; }\n', {
    mode: 0o755,
  });
  await expect(release(clone)).rejects.toMatchObject({
    code: 'PUSH_REJECTED',
    message: expect.stringContaining('main'),
    suggestions: expect.arrayContaining([expect.stringContaining('protected')]),
  });
  expect(git(clone.gitDir, 'for-each-ref')).toBe('');
  expect(clone.hosted.releases).toEqual([]);
  writeFileSync(hook, '#!/bin/sh\n', { mode: 0o755 });
  expect(await release(clone)).toMatchObject({ published: true });
  expectWhole(clone);
});

test('a token that may push but not write contents by the API leaves the tags, and a better one goes on', async () => {
  const clone = await cloneOfGitHub();
  const weak = clone.github.addToken({ write: [] });
  await expect(release(clone, { token: weak })).rejects.toMatchObject({
    kind: 'network',
    suggestions: expect.arrayContaining([expect.stringContaining('contents: write')]),
  });
  expect(await release(clone)).toMatchObject({ published: true });
  expectWhole(clone);
});

test('no error and no report holds the token', async () => {
  const clone = await cloneOfGitHub();
  clone.github.fail({ ...UPLOAD, how: 'status 403' });
  const failure = await release(clone).catch((error: unknown) => error);
  const text = (error: unknown): string =>
    error instanceof Error
      ? [error.message, error.stack, JSON.stringify(error), text(error.cause)].join()
      : JSON.stringify(error ?? null);
  expect(text(failure)).not.toContain(clone.github.token);
  expect(JSON.stringify(await release(clone))).not.toContain(clone.github.token);
  expect(git(clone.reference.directory, 'config', '--list')).not.toContain(clone.github.token);
});

describe('two who publish at once', () => {
  const outcomes = async (work: Promise<{ published: boolean }>[]) =>
    (await Promise.allSettled(work)).map((each) =>
      each.status === 'fulfilled' ? (each.value.published ? 'published' : 'unchanged') : each.reason.code,
    );

  test('from one clone make one release; the other one says why it did not', async () => {
    const clone = await cloneOfGitHub();
    const other = { ...clone, reference: await openedReference(clone.reference.directory) };
    const said = await outcomes([release(clone), release(other)]);
    expect(said).toContain('published');
    for (const each of said) expect(['published', 'unchanged', 'TAG_EXISTS', 'RELEASE_IN_PROGRESS']).toContain(each);
    expectWhole(clone);
  });

  test('from two clones make one release', async () => {
    const clone = await cloneOfGitHub();
    await release(clone, { draft: true });
    const folder = join(temporaryFolder(), 'clone');
    await gitAside('/', 'clone', '--quiet', `${clone.github.serverUrl}/${SLUG}.git`, folder);
    clone.hosted.releases.splice(0);
    const other = { ...clone, reference: await openedReference(folder) };
    const said = await outcomes([release(clone), release(other)]);
    expect(said).toContain('published');
    for (const each of said) expect(['published', 'unchanged', 'RELEASE_IN_PROGRESS']).toContain(each);
    expectWhole(clone);
  });
});

test('a commit that was made while it published is not in it, and is pushed by the next', async () => {
  const clone = await cloneOfGitHub();
  clone.github.fail({ ...CREATE, how: 'status 503' });
  await expect(release(clone)).rejects.toThrow();
  const first = headOf(clone);
  await edited(clone);
  expect(git(clone.gitDir, 'rev-parse', 'main')).toBe(first);
  expect(await release(clone, { index: 0 })).toMatchObject({ tag: 'v1.0.0', index: { commit: first } });
  expect(await release(clone)).toMatchObject({ tag: 'v1.0.1', index: { version: 1, commit: headOf(clone) } });
});
