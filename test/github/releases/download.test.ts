import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type DownloadProgress, downloadRelease } from '../../../src/github/releases/download.js';
import { findRelease, type Release } from '../../../src/github/releases/releases.js';
import type { How } from '../../support/github/failures.js';
import { startGitHub } from '../../support/github/github.js';
import { noRealData, realData } from '../../support/real-data.js';
import { temporaryFolder } from '../../support/repository.js';
import { clientOf, failureOf } from '../support/client.js';

const SLUG = 'virtool/ref-plant-viruses';
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

interface Ready {
  content?: Buffer;
  /** The text of SHA256SUMS; right unless given, and null for none. */
  sums?: string | null;
  digests?: boolean;
  options?: Parameters<typeof clientOf>[1];
}

/** A release, found, and the name of a file for it in a folder of its own. */
async function ready({ content = randomBytes(300_000), sums, digests = true, options }: Ready = {}) {
  const github = await startGitHub();
  const repository = github.repository(SLUG);
  const listed = sums === undefined ? `${sha256(content)}  reference.json.gz\n` : sums;
  repository.release({
    tag: 'v1',
    digests,
    assets: { 'reference.json.gz': content, ...(listed === null ? {} : { SHA256SUMS: Buffer.from(listed) }) },
  });
  const { client } = clientOf(github, options);
  const release = (await findRelease(client, SLUG)) as Release;
  const file = join(temporaryFolder(), 'reference.json.gz');
  const download = () => downloadRelease(client, release, file);
  return { github, repository, client, release, content, file, download };
}

describe('a download', () => {
  test('is the file, streamed, with how far it is', async () => {
    const { client, release, content, file } = await ready();
    const seen: DownloadProgress[] = [];
    const result = await downloadRelease(client, release, file, (progress) => seen.push(progress));
    expect(readFileSync(file).equals(content)).toBe(true);
    expect(result).toEqual({ sha256: sha256(content), checkedBy: 'SHA256SUMS' });
    expect(seen[0]).toEqual({ done: 0, total: content.length });
    expect(seen.at(-1)).toEqual({ done: content.length, total: content.length });
    expect(seen.length).toBeGreaterThan(3);
  });

  test('follows to the other host without the token', async () => {
    const { github, download } = await ready();
    await download();
    const { token } = github;
    const [api, assets] = (['api', 'assets'] as const).map((host) =>
      github.requests.filter((each) => each.host === host),
    );
    expect(api!.every(({ headers }) => headers.authorization === `Bearer ${token}`)).toBe(true);
    expect(assets).toHaveLength(2);
    expect(JSON.stringify(assets)).not.toContain(token);
  });

  test.each([
    [true, null, 'GitHub'],
    [false, null, null],
    [false, undefined, 'SHA256SUMS'],
  ] as const)('is checked by what there is to check by: digest %s, sums %s', async (digests, sums, checkedBy) => {
    const { download } = await ready({ digests, sums });
    expect(await download()).toMatchObject({ checkedBy });
  });

  test.skipIf(noRealData)('of real data is what was released', async () => {
    const content = readFileSync(realData['v1.5.0']);
    const { download, file } = await ready({ content });
    await download();
    expect(sha256(readFileSync(file))).toBe(sha256(content));
  });
});

describe('a download that is cut off', () => {
  test('goes on where it was', async () => {
    const { github, content, file, download } = await ready();
    github.fail({ path: /reference\.json\.gz/, how: 'half', times: 2 });
    await download();
    expect(readFileSync(file).equals(content)).toBe(true);
    const ranges = github.requests
      .filter(({ path }) => /reference\.json\.gz/.test(path))
      .map(({ headers }) => Number(/^bytes=(\d+)-$/.exec(headers.range ?? 'bytes=0-')![1]));
    expect(ranges).toHaveLength(3);
    expect(ranges[0]).toBe(0);
    expect(ranges[1]).toBeGreaterThan(0);
    expect(ranges[2]).toBeGreaterThan(ranges[1]!);
  });

  test('begins anew where the file is another one by now', async () => {
    const { github, repository, release, client, file } = await ready({ sums: null, digests: false });
    const asset = repository.releases[0]!.assets[0]!;
    github.fail({ path: /reference\.json\.gz/, how: 'half' });
    const changed = randomBytes(asset.bytes.length);
    await downloadRelease(client, release, file, ({ done }) => {
      if (done > 0) asset.bytes = changed;
    });
    expect(readFileSync(file).equals(changed)).toBe(true);
  });

  test.each(['cut', 'status 500', 'status 403', 'half', 'short'] as How[])('by %s comes again', async (how) => {
    const { github, content, file, download } = await ready();
    github.fail({ path: /reference\.json\.gz/, how, times: 3 });
    await download();
    expect(readFileSync(file).equals(content)).toBe(true);
  });
});

/** Whatever happens, nothing is left, and the message says what to do. */
async function expectNothingLeft({ file, download }: Awaited<ReturnType<typeof ready>>, expected: object) {
  const error = await failureOf(download());
  expect(error).toMatchObject(expected);
  expect(error.suggestions.length).toBeGreaterThan(0);
  expect(readdirSync(dirname(file))).toEqual([]);
}

describe('nothing is left of a download', () => {
  test.each([
    ['cut', 'UNREACHABLE', /^Could not reach .*the connection was cut/],
    ['status 503', 'GITHUB_FAILED', /status 503/],
  ] as [How, string, RegExp][])('whose host does not come back: %s', async (how, code, message) => {
    const it = await ready();
    it.github.fail({ path: /reference\.json\.gz/, how, times: 99 });
    await expectNothingLeft(it, { code, kind: 'network', message: expect.stringMatching(message) });
  });

  test('that ends early every time', async () => {
    const it = await ready({ content: Buffer.from('a small reference') });
    it.github.fail({ path: /reference\.json\.gz/, how: 'short', times: 99 });
    await expectNothingLeft(it, {
      code: 'DOWNLOAD_FAILED',
      message: `reference.json.gz of ${SLUG} v1 ended after 16 of 17 bytes`,
      suggestions: ['try again; where it happens every time, a proxy may be cutting downloads off'],
    });
  });

  test('that is longer than it was said to be', async () => {
    const it = await ready();
    it.github.fail({ path: /reference\.json\.gz/, how: 'long' });
    await expectNothingLeft(it, {
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining('is longer than the 300000 bytes'),
    });
  });

  test.each([
    [{ sums: null }, 'GitHub'],
    [{ digests: false }, "the release's SHA256SUMS"],
  ])('whose bytes are others: %j', async (release, who) => {
    const it = await ready(release);
    it.github.fail({ path: /reference\.json\.gz/, how: 'garbled' });
    await expectNothingLeft(it, {
      code: 'DOWNLOAD_FAILED',
      message: `reference.json.gz of ${SLUG} v1 is not the file that was released: its SHA-256 is not what ${who} says`,
    });
  });

  test('that is not in SHA256SUMS', async () => {
    const it = await ready({ sums: `${'a'.repeat(64)}  other.txt\n` });
    await expectNothingLeft(it, {
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining("is not in the release's SHA256SUMS"),
    });
  });

  test('whose SHA256SUMS is a film', async () => {
    const it = await ready({ sums: 'x'.repeat(2 << 20) });
    await expectNothingLeft(it, { code: 'DOWNLOAD_FAILED', message: expect.stringContaining('larger than') });
  });

  test('that is too large, before a byte has come', async () => {
    const it = await ready();
    const { client, release, file } = it;
    const download = () => downloadRelease(client, release, file, undefined, { maxBytes: 1000 });
    await expectNothingLeft({ ...it, download } as never, {
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining('has 300000 bytes, and no more than 1000 are taken'),
    });
    expect(it.github.seen('assets')).toEqual([]);
  });

  test('that was taken away meanwhile', async () => {
    const it = await ready({ sums: null });
    it.repository.releases[0]!.assets.length = 0;
    await expectNothingLeft(it, { code: 'GITHUB_NOT_FOUND' });
  });

  test('that meets the limit', async () => {
    const it = await ready({ sums: null });
    it.github.fail({ path: /assets/, how: 'rate limit' });
    await expectNothingLeft(it, { code: 'GITHUB_RATE_LIMIT' });
  });

  test('that is stopped', async () => {
    const stop = new AbortController();
    const { client, release, file } = await ready({ options: { signal: stop.signal } });
    const download = downloadRelease(
      client,
      release,
      file,
      ({ done }) => done > 0 && stop.abort(new Error('Interrupted')),
    );
    expect(await failureOf(download)).toMatchObject({ message: 'Interrupted' });
    expect(existsSync(file)).toBe(false);
  });
});

describe('a file that is there', () => {
  test('is left alone', async () => {
    const { file, download } = await ready();
    writeFileSync(file, 'precious');
    expect(await failureOf(download())).toMatchObject({
      code: 'CANNOT_SAVE',
      kind: 'failed',
      message: `Could not write ${file}: it is there already`,
    });
    expect(readFileSync(file, 'utf8')).toBe('precious');
  });
});

describe('redirections', () => {
  test.each([
    ['http://example.org/x', 'leads to example.org, without encryption or into this machine'],
    ['ftp://example.org/x', 'leads to example.org'],
  ])('to %s are not followed', async (location, problem) => {
    const { github, download, file } = await ready({ sums: null });
    github.state.assetsUrl = location;
    expect(await failureOf(download())).toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining(problem),
    });
    expect(existsSync(file)).toBe(false);
  });

  test('without end are not followed', async () => {
    const { github, download } = await ready({ sums: null });
    const asset = github.state.repositories[0]!.releases[0]!.assets[0]!;
    github.state.assetsUrl = `${github.state.apiUrl}/repos/${SLUG}/releases/assets/${asset.id}?`;
    expect(await failureOf(download())).toMatchObject({
      message: expect.stringContaining('from one address to the next'),
    });
  });
});
