import { describe, expect, test } from 'vitest';
import { findRelease, type Release } from '../../../src/github/releases/releases.js';
import { startGitHub } from '../../support/github/github.js';
import { clientOf, failureOf } from '../support/client.js';

const SLUG = 'virtool/ref-plant-viruses';
const file = (text = 'a reference') => ({ 'reference.json.gz': Buffer.from(text) });

async function ready() {
  const github = await startGitHub();
  return { github, repository: github.repository(SLUG), ...clientOf(github) };
}

describe('the newest release', () => {
  test('is found by one request, with all that is to be known of it', async () => {
    const { github, repository, client, warnings } = await ready();
    repository.release({ tag: 'v1.0.0', assets: file() });
    const assets = { ...file('newer'), SHA256SUMS: Buffer.from('x') };
    const newest = repository.release({ tag: 'v1.1.0', name: 'One', body: 'Notes', assets });
    expect(await findRelease(client, SLUG)).toEqual({
      slug: SLUG,
      id: newest.id,
      tag: 'v1.1.0',
      name: 'One',
      body: 'Notes',
      prerelease: false,
      etag: expect.stringMatching(/^W\/"[0-9a-f]{64}"$/),
      filename: 'reference.json.gz',
      size: 5,
      content_type: 'application/gzip',
      html_url: `${github.serverUrl}/${SLUG}/releases/tag/v1.1.0`,
      download_url: `${github.serverUrl}/${SLUG}/releases/download/v1.1.0/reference.json.gz`,
      published_at: newest.published_at,
      sha256: newest.assets[0]!.digest!.slice('sha256:'.length),
      asset_id: newest.assets[0]!.id,
      sums_asset_id: newest.assets[1]!.id,
    });
    expect(github.seen()).toEqual([`GET /repos/${SLUG}/releases?per_page=30&page=1`]);
    expect(warnings).toEqual([]);
  });

  test('costs nothing while it is the one that is known', async () => {
    const { github, repository, client } = await ready();
    repository.release({ tag: 'v1', assets: file() });
    const { etag } = (await findRelease(client, SLUG)) as Release;
    const { remaining } = github.state.limits.token;
    expect(await findRelease(client, SLUG, { etag })).toBe('not_modified');
    expect(github.state.limits.token.remaining).toBe(remaining);
    repository.release({ tag: 'v2', assets: file() });
    expect(await findRelease(client, SLUG, { etag })).toMatchObject({ tag: 'v2' });
  });

  test('is no draft, and no prerelease unless those count', async () => {
    const { repository, client } = await ready();
    repository.release({ tag: 'v1', assets: file() });
    repository.release({ tag: 'v2-rc.1', prerelease: true, assets: file() });
    repository.release({ tag: 'v3', draft: true, assets: file() });
    expect(await findRelease(client, SLUG)).toMatchObject({ tag: 'v1' });
    expect(await findRelease(client, SLUG, { prerelease: true })).toMatchObject({ tag: 'v2-rc.1' });
  });

  test('is the one that was published last, whatever its tag', async () => {
    const { repository, client } = await ready();
    repository.release({ tag: 'v2', published_at: '2024-05-01T00:00:00Z', assets: file() });
    repository.release({ tag: 'v1.9', published_at: '2024-03-01T00:00:00Z', assets: file() });
    expect(await findRelease(client, SLUG)).toMatchObject({ tag: 'v2' });
  });

  test('is found behind pages of others that do not count', async () => {
    const { github, repository, client } = await ready();
    repository.release({ tag: 'v1', assets: file() });
    for (let number = 0; number < 65; number++) repository.release({ tag: `rc-${number}`, prerelease: true });
    expect(await findRelease(client, SLUG)).toMatchObject({ tag: 'v1' });
    expect(github.seen()).toHaveLength(3);
  });
});

describe('a newer release that can not be taken', () => {
  test('without the file is passed over, and said', async () => {
    const { repository, client, warnings } = await ready();
    repository.release({ tag: 'v1', assets: file() });
    repository.release({ tag: 'v2' });
    expect(await findRelease(client, SLUG)).toMatchObject({ tag: 'v1' });
    expect(warnings).toEqual([
      'The newer release v2 was passed over for v1: it has no reference.json.gz (the file may come hours after the release)',
    ]);
  });

  test('whose file is still being uploaded is passed over, and said', async () => {
    const { repository, client, warnings } = await ready();
    repository.release({ tag: 'v1', assets: file() });
    repository.release({ tag: 'v2', assets: file() }).assets[0]!.state = 'starter';
    expect(await findRelease(client, SLUG)).toMatchObject({ tag: 'v1' });
    expect(warnings[0]).toContain('its reference.json.gz is still being uploaded (the file may come');
  });

  test('with a name of earlier times is passed over, and said', async () => {
    const { repository, client, warnings } = await ready();
    repository.release({ tag: 'v1', assets: file() });
    repository.release({ tag: 'v2', assets: { 'viruses.json.gz': Buffer.from('x') } });
    expect(await findRelease(client, SLUG)).toMatchObject({ tag: 'v1' });
    expect(warnings).toEqual([
      'The newer release v2 was passed over for v1: it has viruses.json.gz in place of reference.json.gz',
    ]);
  });

  test('is an error where there is no other, which names what it has', async () => {
    const { repository, client } = await ready();
    repository.release({ tag: 'v1', assets: { 'reference.json': Buffer.from('x'), 'notes.txt': Buffer.from('x') } });
    expect(await failureOf(findRelease(client, SLUG))).toMatchObject({
      code: 'ASSET_MISSING',
      kind: 'network',
      message: `The release v1 of ${SLUG} can't be taken: it has reference.json in place of reference.json.gz`,
      suggestions: ['download it, and import it with `refkit create DIR --import-from FILE`, or take another release'],
    });
  });
});

describe('a release that is named', () => {
  test('is taken, prerelease or not', async () => {
    const { github, repository, client } = await ready();
    repository.release({ tag: 'v1/rc', prerelease: true, assets: file() });
    const release = await findRelease(client, SLUG, { tag: 'v1/rc' });
    expect(release).toMatchObject({ tag: 'v1/rc', prerelease: true });
    expect(github.seen()).toEqual([`GET /repos/${SLUG}/releases/tags/v1%2Frc`]);
    expect(await findRelease(client, SLUG, { tag: 'v1/rc', etag: (release as Release).etag })).toBe('not_modified');
  });

  test('is an error where it is a draft, or is not there', async () => {
    const { github, repository, client } = await ready();
    repository.release({ tag: 'v1', draft: true, assets: file() });
    expect(await failureOf(findRelease(client, SLUG, { tag: 'v1' }))).toMatchObject({
      code: 'RELEASE_NOT_FOUND',
      message: `${SLUG} has no release v1`,
      suggestions: [`see ${github.serverUrl}/${SLUG}/releases for those that it has; a draft is none yet`],
    });
  });

  test('is an error where the file has not come yet', async () => {
    const { repository, client } = await ready();
    repository.release({ tag: 'v1' });
    expect(await failureOf(findRelease(client, SLUG, { tag: 'v1' }))).toMatchObject({
      code: 'ASSET_MISSING',
      suggestions: [
        'try again later: the file may come hours after the release',
        'take another release with --release TAG',
      ],
    });
  });
});

describe('where there is nothing', () => {
  test('a repository without releases', async () => {
    const { client } = await ready();
    expect(await failureOf(findRelease(client, SLUG))).toMatchObject({
      code: 'RELEASE_NOT_FOUND',
      message: `${SLUG} has no release`,
    });
  });

  test('a repository with prereleases only', async () => {
    const { repository, client } = await ready();
    repository.release({ tag: 'v1', prerelease: true, assets: file() });
    expect(await failureOf(findRelease(client, SLUG))).toMatchObject({
      code: 'RELEASE_NOT_FOUND',
      message: `${SLUG} has prereleases only`,
      suggestions: ['take one of them with --prerelease, or with --release TAG'],
    });
  });

  test.each([{}, { tag: 'v1' }])('no repository: %j', async (options) => {
    const { client } = await ready();
    expect(await failureOf(findRelease(client, 'virtool/missing', options))).toMatchObject({
      code: 'GITHUB_NOT_FOUND',
      message: 'GitHub has no repository virtool/missing',
    });
  });

  test('an answer that is no list of releases', async () => {
    const { client } = await ready();
    const octokit = await client.octokit();
    for (const data of [{}, [{ id: 1 }], [{ id: 1, tag_name: 'v1', draft: false, assets: [{ id: 'x' }] }]]) {
      octokit.hook.wrap('request', async () => ({ data, headers: {}, status: 200, url: '' }));
      expect(await failureOf(findRelease(client, SLUG))).toMatchObject({ code: 'GITHUB_UNEXPECTED_ANSWER' });
    }
  });
});
