import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildIndex, verifyIndex } from '../../../src/builds/builds.js';
import { otuPath } from '../../../src/otu/ids.js';
import { newReference, openedReference, reopened } from '../../support/reference.js';
import { git, gitVerdict, temporaryFolder } from '../../support/repository.js';
import {
  type Clone,
  cloneOfGitHub,
  edited,
  FILES,
  gitAside,
  headOf,
  plan,
  release,
  SLUG,
} from '../support/releasing.js';

/** What somebody gets who clones the repository from GitHub. */
async function clonedFrom({ github }: Clone): Promise<string> {
  const folder = join(temporaryFolder(), 'clone');
  await gitAside('/', 'clone', '--quiet', `${github.serverUrl}/${SLUG}.git`, folder);
  return folder;
}

const idOf = async ({ reference }: Clone) => (await reference.findOtus()).documents[0]!.id;

describe('a first release', () => {
  test('is built, tagged, pushed, uploaded and published', async () => {
    const clone = await cloneOfGitHub();
    const { hosted, reference } = clone;
    const report = await release(clone);
    expect(report).toMatchObject({
      repository: SLUG,
      tag: 'v1.0.0',
      version: '1.0.0',
      previous: null,
      bump: null,
      planned: false,
      published: true,
      draft: false,
      index: { version: 0, commit: headOf(clone) },
    });
    expect(report.assets.map(({ name, state }) => [name, state])).toEqual(FILES.map((name) => [name, 'uploaded']));
    expect(report.steps.map(({ state }) => state)).toEqual(Array(6).fill('done'));

    expect(hosted.releases).toHaveLength(1);
    const [published] = hosted.releases;
    expect(published).toMatchObject({ tag: 'v1.0.0', name: 'v1.0.0', draft: false, prerelease: false });
    expect(published).toMatchObject({ body: report.notes, mayBeLatest: true });
    expect(published!.assets.map(({ name }) => name)).toEqual(FILES);
    const directory = reference.indexes.directory(0);
    for (const { name, bytes } of published!.assets) expect(bytes).toEqual(readFileSync(join(directory, name)));
    for (const { sha256 } of report.assets) expect(report.notes).toContain(sha256);
  });

  test('gives those who clone it the branch and the tags, as git likes them, and files that they can verify', async () => {
    const clone = await cloneOfGitHub();
    const { hosted } = clone;
    await release(clone);
    expect(gitVerdict(clone.reference.directory)).toEqual({ fsck: '', status: '' });
    const folder = await clonedFrom(clone);
    expect(gitVerdict(folder)).toEqual({ fsck: '', status: '' });
    expect(git(folder, 'rev-parse', 'HEAD', 'v1.0.0^{commit}', 'index/0^{commit}').split('\n')).toEqual(
      Array(3).fill(headOf(clone)),
    );
    expect(git(folder, 'cat-file', '-t', 'v1.0.0')).toBe('tag');
    const files = temporaryFolder();
    for (const { name, bytes } of hosted.releases[0]!.assets) writeFileSync(join(files, name), bytes);
    expect(await verifyIndex(await openedReference(folder), files)).toMatchObject({ ok: true, version: 0 });
    expect(execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: files, encoding: 'utf8' })).toBe('');
  });

  test('leaves copies of its files where they are asked for', async () => {
    const clone = await cloneOfGitHub();
    const outDir = join(temporaryFolder(), 'files');
    const { directory } = await release(clone, { outDir });
    expect(directory).toBe(outDir);
    expect(await verifyIndex(clone.reference, outDir)).toMatchObject({ ok: true });
  });
});

describe('a later release', () => {
  test('follows from the changes, and says them', async () => {
    const clone = await cloneOfGitHub();
    await release(clone);
    await edited(clone);
    const patch = await release(clone);
    expect(patch).toMatchObject({ tag: 'v1.0.1', previous: 'v1.0.0', bump: 'patch', reasons: ['1 OTU was changed'] });
    expect(patch.notes).toMatch(/Since v1\.0\.0: 1 OTU changed\.\n\n## Changed OTUs\n\n- .*: taxid none → 7\n/);
    expect(patch.notes).toContain('ada (1 commit).');
    const id = await idOf(clone);
    await clone.reference.removeOtu(id);
    const major = await release(clone);
    expect(major).toMatchObject({ tag: 'v2.0.0', previous: 'v1.0.1', bump: 'major', index: { version: 2 } });
    expect(major.notes).toContain(`\`${id}\``);
    expect(clone.hosted.releases.map(({ tag }) => tag)).toEqual(['v1.0.0', 'v1.0.1', 'v2.0.0']);
  });

  test('of an index that was built before is made from its commit, in any clone', async () => {
    const clone = await cloneOfGitHub();
    await buildIndex(clone.reference);
    await edited(clone);
    await buildIndex(clone.reference);
    const built = git(clone.reference.directory, 'rev-parse', 'HEAD~1');
    rmSync(clone.reference.indexes.directory(0), { recursive: true });
    expect(await release(clone, { index: 0 })).toMatchObject({ tag: 'v1.0.0', index: { version: 0, commit: built } });
    expect(git(clone.gitDir, 'rev-parse', 'v1.0.0^{commit}', 'main').split('\n')).toEqual([built, headOf(clone)]);
    const other = await openedReference(await clonedFrom(clone));
    git(other.directory, 'config', 'user.name', 'Ben');
    git(clone.reference.directory, 'push', '--quiet', clone.gitDir, 'index/1');
    git(other.directory, 'fetch', '--quiet', clone.gitDir, 'refs/tags/*:refs/tags/*');
    expect(await release({ ...clone, reference: await reopened(other) })).toMatchObject({
      tag: 'v1.0.1',
      published: true,
      index: { version: 1, commit: headOf(clone) },
    });
  });

  test('that is a prerelease is never the latest, nor is one of an older line', async () => {
    const clone = await cloneOfGitHub();
    await release(clone, { tag: 'v2.0.0' });
    await edited(clone);
    expect(await release(clone, { tag: 'v3.0.0-rc.1' })).toMatchObject({ prerelease: true, previous: 'v2.0.0' });
    git(clone.reference.directory, 'switch', '--quiet', '--orphan', 'older');
    git(clone.reference.directory, 'checkout', 'v2.0.0', '--', '.');
    git(clone.reference.directory, 'commit', '--quiet', '-m', 'Begin anew');
    const older = { ...clone, reference: await reopened(clone.reference) };
    expect(await release(older, { tag: 'v1.0.0' })).toMatchObject({ previous: null, published: true });
    expect(clone.hosted.releases.map(({ tag, prerelease, mayBeLatest }) => [tag, prerelease, mayBeLatest])).toEqual([
      ['v2.0.0', false, true],
      ['v3.0.0-rc.1', true, false],
      ['v1.0.0', false, false],
    ]);
  });
});

describe('a dry run', () => {
  test('says what would be done and does none of it, without a token too', async () => {
    const clone = await cloneOfGitHub();
    const before = git(clone.reference.directory, 'for-each-ref');
    const planned = await plan(clone, { readOnly: true });
    expect(planned).toMatchObject({
      tag: 'v1.0.0',
      makesTag: true,
      pushes: ['refs/heads/main', 'refs/tags/index/0', 'refs/tags/v1.0.0'],
      release: null,
      latest: true,
    });
    expect(JSON.parse(JSON.stringify(planned))).toEqual(planned);
    expect((await plan(clone, { readOnly: true, token: null })).warnings).toEqual([
      'without a token (GH_TOKEN) drafts at GitHub are not seen',
    ]);
    expect(git(clone.reference.directory, 'for-each-ref')).toBe(before);
    expect(clone.reference.indexes.files(0)).toEqual([]);
    expect(git(clone.gitDir, 'for-each-ref')).toBe('');
    // Git asks for refs by a POST, which changes nothing.
    const writes = clone.github.seen().filter((each) => !/^GET |^POST .*\/git-upload-pack$/.test(each));
    expect(writes).toEqual([]);
  });

  test('warns where a version promises less than what changed', async () => {
    const clone = await cloneOfGitHub();
    await release(clone);
    await clone.reference.removeOtu(await idOf(clone));
    expect((await plan(clone, { tag: 'v1.0.1' })).warnings).toEqual([
      'v1.0.1 promises less than what changed: 1 OTU was removed; the next version would be v2.0.0',
    ]);
    expect((await plan(clone, { tag: 'v2.0.0-rc.1' })).warnings).toEqual([]);
  });
});

describe('a release that is there', () => {
  test('is left alone where it is the same', async () => {
    const clone = await cloneOfGitHub();
    const { notes } = await release(clone);
    const seen = clone.github.requests.length;
    const state = JSON.stringify(clone.hosted.releases);
    const again = await release(clone);
    expect(again).toMatchObject({ tag: 'v1.0.0', published: false, draft: false, notes });
    expect(again.steps.map(({ state }) => state)).toEqual(Array(6).fill('kept'));
    expect(again.assets.map(({ state }) => state)).toEqual(Array(5).fill('kept'));
    expect(clone.github.requests.slice(seen).filter(({ method, host }) => host === 'api' && method !== 'GET')).toEqual(
      [],
    );
    expect(JSON.stringify(clone.hosted.releases)).toBe(state);
  });

  test('is checked by its bytes where GitHub says no digests', async () => {
    const clone = await cloneOfGitHub();
    await release(clone);
    for (const asset of clone.hosted.releases[0]!.assets) asset.digest = null;
    expect(await release(clone)).toMatchObject({ published: false });
    const [asset] = clone.hosted.releases[0]!.assets;
    asset!.bytes = Buffer.from(asset!.bytes.map((byte) => byte ^ 1));
    await expect(release(clone)).rejects.toMatchObject({ code: 'PUBLISHED_OTHERWISE' });
  });

  test.each<[string, (clone: Awaited<ReturnType<typeof cloneOfGitHub>>) => void]>([
    [
      'other bytes',
      ({ hosted }) => {
        const [asset] = hosted.releases[0]!.assets;
        asset!.digest = `sha256:${'0'.repeat(64)}`;
      },
    ],
    [
      'a file less',
      ({ hosted }) => {
        hosted.releases[0]!.assets.shift();
      },
    ],
  ])('is never changed: with %s it is refused', async (_, differ) => {
    const clone = await cloneOfGitHub();
    await release(clone);
    differ(clone);
    const state = JSON.stringify(clone.hosted.releases);
    await expect(release(clone)).rejects.toMatchObject({
      code: 'PUBLISHED_OTHERWISE',
      message: 'v1.0.0 is published, and its files are others: reference.json.gz',
      suggestions: expect.arrayContaining([expect.stringContaining('--tag')]),
    });
    expect(JSON.stringify(clone.hosted.releases)).toBe(state);
  });
});

describe('a draft', () => {
  test('stays one where that is asked for, and the next run publishes it with what somebody wrote into it', async () => {
    const clone = await cloneOfGitHub();
    const draft = await release(clone, { draft: true });
    expect(draft).toMatchObject({ draft: true, published: false });
    expect(draft.steps.map(({ step }) => step)).toEqual(['build', 'tag', 'push', 'draft', 'upload']);
    const [hosted] = clone.hosted.releases;
    expect(hosted).toMatchObject({ draft: true, body: draft.notes });
    Object.assign(hosted!, { body: 'My own words', name: 'Spring' });
    const report = await release(clone);
    expect(report).toMatchObject({ draft: false, published: true, notes: 'My own words' });
    expect(report.assets.map(({ state }) => state)).toEqual(Array(5).fill('kept'));
    expect(clone.hosted.releases).toHaveLength(1);
    expect(hosted).toMatchObject({ draft: false, name: 'Spring', body: 'My own words' });
  });

  test('keeps files that are whole and those of others; what is half there or different is uploaded again', async () => {
    const clone = await cloneOfGitHub();
    await release(clone, { draft: true });
    const [draft] = clone.hosted.releases;
    const [json, sums, index] = draft!.assets;
    Object.assign(json!, { state: 'starter', size: 0, digest: null });
    Object.assign(sums!, { bytes: Buffer.from('other'), size: 5, digest: `sha256:${'0'.repeat(64)}` });
    clone.hosted.addAsset(draft!, { ...index!, name: 'poster.pdf' });
    const report = await release(clone);
    expect(report.assets.map(({ state }) => state)).toEqual(['uploaded', 'uploaded', 'kept', 'kept', 'kept']);
    expect(draft!.assets.map(({ name }) => name).sort()).toEqual([...FILES, 'poster.pdf'].sort());
    expect(draft!.assets.find(({ name }) => name === FILES[0])!.bytes).toEqual(
      readFileSync(join(clone.reference.indexes.directory(0), FILES[0]!)),
    );
  });
});

const noBowtie2 = spawnSync('bowtie2-build', ['--version']).status !== 0;

test.skipIf(noBowtie2)('a release with the files of a mapper is known by them in any clone (bowtie2)', async () => {
  const clone = await cloneOfGitHub();
  const report = await release(clone, { mapper: 'bowtie2' });
  expect(report.assets.map(({ name }) => name)).toContain('reference.1.bt2');
  rmSync(clone.reference.indexes.directory(0), { recursive: true });
  expect(await release(clone)).toMatchObject({ published: false, tag: 'v1.0.0' });
  await expect(release(clone, { mapper: 'none' })).rejects.toMatchObject({
    code: 'PUBLISHED_OTHERWISE',
    message: expect.stringContaining('index.json'),
  });
});

describe('what is not released', () => {
  /** Fails with that code, and nothing is at GitHub or declared here. */
  async function refused(clone: Clone & { hosted: { releases: unknown[] } }, work: Promise<unknown>, code: string) {
    const before = git(clone.gitDir, 'for-each-ref');
    await expect(work).rejects.toMatchObject({ code });
    expect(git(clone.gitDir, 'for-each-ref')).toBe(before);
    expect(clone.hosted.releases).toEqual([]);
    expect(clone.reference.indexes.tags()).toEqual([]);
  }

  test('work that is not committed, unless an index that is built is meant', async () => {
    const clone = await cloneOfGitHub();
    appendFileSync(join(clone.reference.directory, otuPath(await idOf(clone))), ' ');
    await refused(clone, release(clone), 'UNCOMMITTED_RELEASE');
    await buildIndex(clone.reference);
    expect(await release(clone, { index: 0 })).toMatchObject({ published: true });
  });

  test('anything without a branch', async () => {
    const clone = await cloneOfGitHub();
    git(clone.reference.directory, 'checkout', '--quiet', '--detach');
    await refused(clone, release(clone), 'DETACHED_HEAD');
  });

  test('what validation finds errors in, committed by whoever', async () => {
    const clone = await cloneOfGitHub();
    const path = otuPath(await idOf(clone));
    const file = join(clone.reference.directory, path);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"abbreviation": ', '"x": 1, "abbreviation": '));
    git(clone.reference.directory, 'commit', '--quiet', '--all', '-m', 'Break it');
    const work = release({ ...clone, reference: await reopened(clone.reference) });
    await expect(work).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining(path) });
    await refused(clone, work, 'INVALID_RELEASE');
  });

  test('what is not verified', async () => {
    const clone = await cloneOfGitHub();
    await clone.reference.createOtu({ name: 'Empty virus' });
    await refused(clone, release(clone), 'UNVERIFIED_OTUS');
  });

  test('nothing', async () => {
    const clone = await cloneOfGitHub();
    const empty = await newReference();
    git(empty.directory, 'remote', 'add', 'origin', `${clone.github.serverUrl}/${SLUG}.git`);
    const nothing = { ...clone, reference: await reopened(empty) };
    await refused(nothing, release(nothing), 'NOTHING_TO_RELEASE');
  });

  test('what GitHub has newer commits of', async () => {
    const clone = await cloneOfGitHub();
    const { directory } = clone.reference;
    git(directory, 'commit', '--quiet', '--allow-empty', '-m', 'Theirs');
    git(directory, 'push', '--quiet', clone.gitDir, 'main');
    git(directory, 'reset', '--quiet', '--hard', 'HEAD~1');
    const behind = { ...clone, reference: await reopened(clone.reference) };
    await refused(behind, release(behind), 'BEHIND_REMOTE');
    git(directory, 'commit', '--quiet', '--allow-empty', '-m', 'Ours');
    const apart = { ...clone, reference: await reopened(clone.reference) };
    await refused(apart, release(apart), 'BEHIND_REMOTE');
  });

  test.each(['v1.0.0', 'index/0'])('what another commit has the tag of at GitHub: %s', async (tag) => {
    const clone = await cloneOfGitHub();
    const { directory } = clone.reference;
    git(directory, 'commit', '--quiet', '--allow-empty', '-m', 'Other');
    git(directory, 'push', '--quiet', clone.gitDir, `HEAD:refs/tags/${tag}`);
    git(directory, 'reset', '--quiet', '--hard', 'HEAD~1');
    await refused(clone, release(clone, { tag: 'v1.0.0' }), 'TAG_ELSEWHERE');
  });

  test('anything without a token, or with one that may not write', async () => {
    const clone = await cloneOfGitHub();
    await refused(clone, release(clone, { token: null }), 'CANNOT_PUBLISH');
    const guest = clone.github.addToken({ login: 'guest' });
    await refused(clone, release(clone, { token: guest }), 'CANNOT_PUBLISH');
    await refused(clone, release(clone, { token: 'ghp_wrong' }), 'GITHUB_AUTHENTICATION');
  });

  test('anything to a repository that is not there, or not known', async () => {
    const clone = await cloneOfGitHub();
    await refused(clone, release(clone, { repository: 'octo/nothing' }), 'GITHUB_NOT_FOUND');
    git(clone.reference.directory, 'remote', 'set-url', 'origin', 'https://example.org/octo/plants.git');
    const elsewhere = { ...clone, reference: await reopened(clone.reference) };
    await refused(elsewhere, release(elsewhere), 'NO_REPOSITORY');
    expect((await plan(elsewhere, { env: { GITHUB_REPOSITORY: SLUG } })).repository).toBe(SLUG);
    expect((await plan(elsewhere, { repository: SLUG })).repository).toBe(SLUG);
  });
});
