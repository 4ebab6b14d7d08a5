import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRemote } from '../../../src/github/remotes/remote-source.js';
import { checkRemote, updateRemote } from '../../../src/github/remotes/remotes.js';
import { editOtu } from '../../../src/otu/edits.js';
import type { Otu } from '../../../src/otu/types.js';
import { Reference } from '../../../src/reference/reference.js';
import type { How } from '../../support/github/failures.js';
import { type StandInGitHub, startGitHub } from '../../support/github/github.js';
import { releaseFile } from '../../support/release-file.js';
import { git, gitVerdict, temporaryFolder } from '../../support/repository.js';
import { syntheticOtus } from '../../support/synthetic.js';
import { clientOf, failureOf } from '../support/client.js';

const SLUG = 'virtool/ref-plant-viruses';
const otusOf = (count: number): Otu[] => [...syntheticOtus({ count, basesPerOtu: 60 })];
const renamed = (otus: Otu[], index: number, name: string) => otus.with(index, { ...otus[index]!, name });

/** A GitHub with a release v1.0.0 of some OTUs, and a reference made from it. */
async function followed(otus = otusOf(4)) {
  const github = await startGitHub();
  const repository = github.repository(SLUG);
  const publish = (tag: string, content: Otu[], more: object = {}) =>
    repository.release({
      tag,
      body: `Notes of ${tag}`,
      assets: { 'reference.json.gz': releaseFile(content) },
      ...more,
    });
  publish('v1.0.0', otus);
  const { client, warnings } = clientOf(github);
  const reference = await createFrom(github);
  return { github, repository, publish, client, warnings, reference, otus };
}

async function createFrom(github: StandInGitHub, options: { tag?: string; prerelease?: boolean } = {}) {
  const { client } = clientOf(github);
  const remote = await openRemote(client, SLUG, options);
  try {
    const directory = join(temporaryFolder(), 'reference');
    const reference = await Reference.create({ directory, source: remote.source });
    onTestFinished(() => reference.close());
    await remote.note(reference);
    return reference;
  } finally {
    remote.close();
  }
}

/** All that a failed update must leave alone. */
function stateOf({ directory }: Reference) {
  return {
    refs: git(directory, 'for-each-ref'),
    objects: git(directory, 'count-objects', '-v'),
    verdict: gitVerdict(directory),
    downloads: readdirSync(join(directory, '.git', 'refkit', 'tmp')).filter((name) => name.startsWith('download')),
  };
}

describe('a new reference from a remote', () => {
  test('has the OTUs of the newest release, and knows what was released', async () => {
    const { reference, otus, github } = await followed();
    expect([...reference.otus()].map(({ id }) => id).sort()).toEqual(otus.map(({ id }) => id).sort());
    const { remotes_from: remote } = await reference.describe();
    expect(remote).toMatchObject({
      slug: SLUG,
      last_checked: expect.any(String),
      release: { tag: 'v1.0.0', newer: false },
      installed: { tag: 'v1.0.0', body: 'Notes of v1.0.0' },
    });
    const record = JSON.parse(
      readFileSync(join(reference.directory, 'upstream/virtool-ref-plant-viruses.json'), 'utf8'),
    );
    expect(record.releases).toMatchObject([{ tag: 'v1.0.0', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(gitVerdict(reference.directory)).toEqual({ fsck: '', status: '' });
    const { client } = clientOf(github);
    expect(await checkRemote(client, reference)).toMatchObject({ release: { newer: false } });
  });

  test('may begin with an older release, or with a prerelease', async () => {
    const { github, publish, otus } = await followed();
    publish('v1.1.0', renamed(otus, 0, 'B'));
    publish('v2.0.0-rc.1', renamed(otus, 0, 'C'), { prerelease: true });
    const name = async (reference: Reference) => (await reference.otu(otus[0]!.id)).name;
    expect(await name(await createFrom(github))).toBe('B');
    expect(await name(await createFrom(github, { tag: 'v1.0.0' }))).toBe(otus[0]!.name);
    expect(await name(await createFrom(github, { prerelease: true }))).toBe('C');
  });

  test('leaves nothing where the release is no good', async () => {
    const github = await startGitHub();
    const broken = releaseFile([...otusOf(2), { ...otusOf(1)[0]!, id: 'zzzz9999' }]);
    github.repository(SLUG).release({ tag: 'v1.0.0', assets: { 'reference.json.gz': broken } });
    const { client } = clientOf(github);
    const folder = temporaryFolder();
    const remote = await openRemote(client, SLUG, { folder: join(folder, 'download') });
    const failure = await failureOf(Reference.create({ directory: join(folder, 'reference'), source: remote.source }));
    remote.close();
    expect(failure).toMatchObject({ code: 'IMPORT_REFUSED' });
    expect(failure.message).toContain('reference.json.gz of v1.0.0');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a check', () => {
  test('is one request, and says what is newer', async () => {
    const { github, publish, client, reference, otus } = await followed();
    publish('v1.1.0', renamed(otus, 0, 'Newer'));
    const before = github.requests.length;
    const check = await checkRemote(client, reference);
    expect(github.requests).toHaveLength(before + 1);
    expect(check).toMatchObject({
      slug: SLUG,
      installed: { tag: 'v1.0.0' },
      release: { tag: 'v1.1.0', body: 'Notes of v1.1.0', newer: true, etag: expect.any(String) },
    });
    await checkRemote(client, reference);
    expect(github.requests).toHaveLength(before + 2);
    expect(github.requests.at(-1)).toMatchObject({ status: 304 });
    expect(await checkRemote(client, reference)).toEqual(check);
    const { remotes_from: remote } = await reference.describe();
    expect(remote).toMatchObject({ release: { tag: 'v1.1.0', newer: true }, installed: { tag: 'v1.0.0' } });
    rmSync(join(reference.directory, '.git', 'refkit', 'remote.json'));
    expect((await reference.describe()).remotes_from).toMatchObject({ release: null, installed: { tag: 'v1.0.0' } });
  });

  test('counts prereleases only where it is told to, whatever it asked before', async () => {
    const { publish, client, reference, otus } = await followed();
    publish('v2.0.0-rc.1', otus, { prerelease: true });
    expect((await checkRemote(client, reference)).release).toMatchObject({ tag: 'v1.0.0', newer: false });
    expect((await checkRemote(client, reference, { prerelease: true })).release.tag).toBe('v2.0.0-rc.1');
    expect((await checkRemote(client, reference)).release.tag).toBe('v1.0.0');
  });

  test('that fails is remembered, and what was known stays known', async () => {
    const { github, client, reference } = await followed();
    github.fail({ path: /releases/, times: 9, how: 'rate limit' });
    expect(await failureOf(checkRemote(client, reference))).toMatchObject({ code: 'GITHUB_RATE_LIMIT' });
    const { remotes_from: remote } = await reference.describe();
    expect(remote).toMatchObject({ release: { tag: 'v1.0.0' }, errors: [expect.stringContaining('limit')] });
  });

  test('of a reference that follows nothing is an error that says how to', async () => {
    const { client } = clientOf(await startGitHub());
    const reference = await Reference.create({ directory: join(temporaryFolder(), 'reference') });
    onTestFinished(() => reference.close());
    expect(await failureOf(checkRemote(client, reference))).toMatchObject({
      code: 'NOT_FOLLOWING',
      suggestions: [expect.stringContaining('--remote-from'), expect.stringContaining('reference.yaml')],
    });
  });
});

describe('an update', () => {
  test('installs what is newer, once', async () => {
    const { github, publish, client, reference, otus } = await followed();
    await reference.editOtu(otus[1]!.id, editOtu({ abbreviation: 'LOCAL' }));
    publish('v1.1.0', [...renamed(otus, 0, 'Newer').slice(0, 3), ...otusOf(6).slice(4)]);
    const update = await updateRemote(client, reference);
    expect(update).toMatchObject({
      release: {
        tag: 'v1.1.0',
        ready: true,
        newer: false,
        user: { id: 'ada' },
        changes: { added: 2, changed: 1, removed: 1 },
      },
      before: { tag: 'v1.0.0' },
      outcome: { summary: { added: 2, changed: 1, removed: 1 }, conflicts: [] },
    });
    expect((await reference.otu(otus[1]!.id)).abbreviation).toBe('LOCAL');
    expect((await reference.describe()).remotes_from).toMatchObject({
      release: { tag: 'v1.1.0', newer: false },
      installed: { tag: 'v1.1.0' },
    });
    const before = stateOf(reference);
    const requests = github.requests.length;
    expect(await updateRemote(client, reference)).toMatchObject({ release: { tag: 'v1.1.0' }, outcome: null });
    expect(github.requests).toHaveLength(requests + 1);
    expect(stateOf(reference)).toEqual(before);
    expect(before.downloads).toEqual([]);
  });

  test('may go back to an older release, where that is named', async () => {
    const { publish, client, reference, otus } = await followed();
    publish('v1.1.0', renamed(otus, 0, 'Newer'));
    await updateRemote(client, reference);
    expect(await updateRemote(client, reference, { tag: 'v1.0.0' })).toMatchObject({
      outcome: { summary: { changed: 1 } },
    });
    expect((await reference.otu(otus[0]!.id)).name).toBe(otus[0]!.name);
    const list = await (await reference.upstream()).list();
    expect(list.map(({ tag }) => tag)).toEqual(['v1.0.0', 'v1.1.0', 'v1.0.0']);
    expect(await updateRemote(client, reference, { tag: 'v1.0.0' })).toMatchObject({ outcome: null });
    expect(await updateRemote(client, reference)).toMatchObject({
      release: { tag: 'v1.1.0' },
      outcome: { conflicts: [] },
    });
  });

  test('does not take a version that is lower for a newer one because it came later', async () => {
    const { publish, client, reference, otus } = await followed();
    publish('v0.9.1', renamed(otus, 0, 'Old line'));
    expect(await updateRemote(client, reference)).toMatchObject({ outcome: null });
  });

  test('takes a file that was replaced', async () => {
    const { repository, client, reference, otus } = await followed();
    const [release] = repository.releases;
    release!.assets.length = 0;
    const bytes = releaseFile(renamed(otus, 0, 'Replaced'));
    repository.addAsset(release!, {
      ...{ name: 'reference.json.gz', bytes, content_type: 'application/gzip', uploader: repository.owner },
    });
    await updateRemote(client, reference);
    expect((await reference.otu(otus[0]!.id)).name).toBe('Replaced');
  });

  test('leaves what it has downloaded for the next one where there are conflicts', async () => {
    const { github, publish, client, reference, otus } = await followed();
    await reference.editOtu(otus[0]!.id, editOtu({ name: 'Ours' }));
    publish('v1.1.0', renamed(otus, 0, 'Theirs'));
    expect(await failureOf(updateRemote(client, reference))).toMatchObject({ code: 'UPDATE_CONFLICT' });
    const dry = await updateRemote(client, reference, { dryRun: true });
    expect(dry.outcome!.conflicts).toMatchObject([{ path: 'name', ours: 'Ours', theirs: 'Theirs' }]);
    await updateRemote(client, reference, { decide: 'theirs' });
    expect((await reference.otu(otus[0]!.id)).name).toBe('Theirs');
    expect(github.seen('assets')).toHaveLength(2);
  });
});

describe('an update that fails leaves the reference as it was, and says what to do', () => {
  const download = /^\/\d+\/reference/;
  const cases: [what: string, failure: { path: RegExp; how: How; times?: number }, code: string][] = [
    ['GitHub is down', { path: /releases/, how: 'status 502', times: 9 }, 'GITHUB_FAILED'],
    ['the connection is cut', { path: /releases/, how: 'cut', times: 9 }, 'UNREACHABLE'],
    ['the limit is used up', { path: /releases/, how: 'rate limit', times: 9 }, 'GITHUB_RATE_LIMIT'],
    ['the token is not accepted', { path: /releases/, how: 'status 401' }, 'GITHUB_AUTHENTICATION'],
    ['a page is in the way', { path: /releases/, how: 'page' }, 'GITHUB_UNEXPECTED_ANSWER'],
    ['the host of downloads is down', { path: download, how: 'status 503', times: 99 }, 'GITHUB_FAILED'],
    ['the download is cut again and again', { path: download, how: 'cut', times: 99 }, 'UNREACHABLE'],
    ['the download is too long', { path: download, how: 'long', times: 99 }, 'DOWNLOAD_FAILED'],
    ['the download is garbled', { path: download, how: 'garbled', times: 99 }, 'DOWNLOAD_FAILED'],
  ];
  test.each(cases)('%s', async (_, failure, code) => {
    const { github, publish, client, reference, otus } = await followed();
    publish('v1.1.0', renamed(otus, 0, 'Newer'));
    await updateRemote(client, reference, { dryRun: true });
    const before = stateOf(reference);
    github.fail(failure);
    const error = await failureOf(updateRemote(client, reference));
    expect(error.code).toBe(code);
    expect(error).toMatchObject({ kind: 'network' });
    expect(error.suggestions.length).toBeGreaterThan(0);
    expect(stateOf(reference)).toEqual(before);
  });

  const contents: [what: string, bytes: () => Buffer, code: string][] = [
    ['the file is no gzip', () => Buffer.from('hello'), 'IMPORT_FORMAT'],
    ['the file is cut', () => releaseFile(otusOf(9)).subarray(0, 500), 'IMPORT_FORMAT'],
    ['OTUs stand in it twice', () => releaseFile([...otusOf(3), ...otusOf(1)]), 'IMPORT_REFUSED'],
    ['an id leads out of the folder', () => releaseFile([{ ...otusOf(1)[0]!, id: '../../x' }]), 'IMPORT_REFUSED'],
  ];
  test.each(contents)('%s', async (_, bytes, code) => {
    const { repository, client, reference } = await followed();
    await checkRemote(client, reference);
    const before = stateOf(reference);
    repository.release({ tag: 'v1.1.0', assets: { 'reference.json.gz': bytes() } });
    expect((await failureOf(updateRemote(client, reference))).code).toBe(code);
    expect(stateOf(reference)).toEqual(before);
  });

  test('a release without the file, or that is not there', async () => {
    const { repository, client, reference } = await followed();
    repository.release({ tag: 'v1.1.0', assets: { 'viruses.json.gz': Buffer.from('x') } });
    expect(await failureOf(updateRemote(client, reference, { tag: 'v1.1.0' }))).toMatchObject({
      code: 'ASSET_MISSING',
    });
    expect(await failureOf(updateRemote(client, reference, { tag: 'v9' }))).toMatchObject({
      code: 'RELEASE_NOT_FOUND',
    });
    expect(await updateRemote(client, reference)).toMatchObject({ release: { tag: 'v1.0.0' }, outcome: null });
  });

  test('uncommitted work in its way', async () => {
    const { publish, client, reference, otus } = await followed();
    publish('v1.1.0', renamed(otus, 0, 'Newer'));
    const file = join(reference.directory, 'otus', otus[0]!.id.slice(0, 2), `${otus[0]!.id}.json`);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"taxid": null', '"taxid": 7'));
    const head = git(reference.directory, 'rev-parse', 'HEAD');
    expect(await failureOf(updateRemote(client, reference))).toMatchObject({ code: 'UNCOMMITTED_CHANGES' });
    expect(readFileSync(file, 'utf8')).toContain('"taxid": 7');
    expect(git(reference.directory, 'rev-parse', 'HEAD')).toBe(head);
    expect(existsSync(join(reference.directory, '.git', 'MERGE_HEAD'))).toBe(false);
  });
});
