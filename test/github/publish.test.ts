import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifyIndex } from '../../src/builds/builds.js';
import { openedReference } from '../support/reference.js';
import { git, gitVerdict, temporaryFolder } from '../support/repository.js';
import { type Clone, cloneOfGitHub, gitAside, headOf, release, SLUG } from './support/releasing.js';

const FILES = ['reference.json.gz', 'SHA256SUMS', 'index.json', 'manifest.json', 'reference.fa.gz'];

/** What somebody gets who clones the repository from GitHub. */
async function clonedFrom({ github }: Clone): Promise<string> {
  const folder = join(temporaryFolder(), 'clone');
  await gitAside('/', 'clone', '--quiet', `${github.serverUrl}/${SLUG}.git`, folder);
  return folder;
}

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
    expect(published).toMatchObject({
      tag: 'v1.0.0',
      name: 'v1.0.0',
      draft: false,
      prerelease: false,
      body: report.notes,
    });
    expect(published!.mayBeLatest).toBe(true);
    expect(published!.assets.map(({ name }) => name)).toEqual(FILES);
    const directory = reference.indexes.directory(0);
    for (const { name, bytes } of published!.assets) expect(bytes).toEqual(readFileSync(join(directory, name)));
    for (const { sha256 } of report.assets) expect(report.notes).toContain(`${sha256}`);
  });

  test('gives those who clone it the branch and the tags, as git likes them, and the files that they verify', async () => {
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
});
