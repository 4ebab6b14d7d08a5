import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Repository } from '../../src/store/repository.js';
import { cloneRepository, fetchRefs, listRemoteRefs, pushRefs } from '../../src/store/transport.js';
import { type StandInGitHub, startGitHub } from '../support/github/github.js';
import { git, gitRepository, gitVerdict, temporaryFolder, writeFiles } from '../support/repository.js';

const SLUG = 'virtool/reference';

/** Who asks, as the stand-in knows them. */
const asOwner = (github: StandInGitHub) => () => ({ username: 'x-access-token', password: github.token });

/** A GitHub with a repository that has a few commits, a branch and tags; and a clone of it by real git to work in. */
async function served({ isPrivate = false } = {}) {
  const github = await startGitHub();
  const work = gitRepository({ 'a.txt': 'one\n', 'otus/ab/abcd.json': { id: 'abcd' } });
  writeFiles(work, { 'a.txt': 'two\n' });
  git(work, 'commit', '--quiet', '--all', '-m', 'Second');
  git(work, 'tag', '-a', 'index/0', '-m', 'Index 0');
  git(work, 'tag', 'light');
  git(work, 'branch', 'side', 'HEAD~1');
  const gitDir = join(temporaryFolder(), 'bare.git');
  git(work, 'clone', '--quiet', '--bare', work, gitDir);
  github.repository(SLUG, { gitDir, private: isPrivate });
  const url = `${github.serverUrl}/${SLUG}.git`;
  return { github, work, gitDir, url };
}

const HEADS = { remote: 'refs/heads/*', local: 'refs/remotes/origin/*' };
const TAGS = { remote: 'refs/tags/*', local: 'refs/tags/*' };

describe('the refs of another repository', () => {
  test('are listed, with the branch that HEAD names', async () => {
    const { url, work } = await served();
    expect(await listRemoteRefs({ url })).toEqual({
      head: 'refs/heads/main',
      refs: expect.arrayContaining([
        { name: 'refs/heads/main', oid: git(work, 'rev-parse', 'main') },
        { name: 'refs/heads/side', oid: git(work, 'rev-parse', 'side') },
        { name: 'refs/tags/index/0', oid: git(work, 'rev-parse', 'index/0') },
        { name: 'refs/tags/light', oid: git(work, 'rev-parse', 'main') },
      ]),
    });
    expect((await listRemoteRefs({ url, prefixes: ['refs/tags/'] })).refs.map(({ name }) => name)).toEqual([
      'refs/tags/index/0',
      'refs/tags/light',
    ]);
  });
});

describe('fetching', () => {
  test('brings branches and tags that git finds whole', async () => {
    const { url, work } = await served();
    const folder = gitRepository();
    const repository = Repository.open(folder);
    const result = await fetchRefs(repository, { url, refs: [HEADS, TAGS] });
    expect(result.received).toBeGreaterThan(5);
    expect(result.refs.map(({ local, outcome }) => `${local} ${outcome}`).sort()).toEqual([
      'refs/remotes/origin/main new',
      'refs/remotes/origin/side new',
      'refs/tags/index/0 new',
      'refs/tags/light new',
    ]);
    expect(git(folder, 'rev-parse', 'origin/main')).toBe(git(work, 'rev-parse', 'main'));
    expect(gitVerdict(folder)).toEqual({ fsck: '', status: '' });
    expect(repository.objects.readBlob(git(folder, 'rev-parse', 'origin/main:a.txt')).toString()).toBe('two\n');
  });
});

describe('cloning', () => {
  test('gives what git would give', async () => {
    const { url, work } = await served();
    const directory = join(temporaryFolder(), 'clone');
    const repository = await cloneRepository({ url, directory });
    expect(repository.head()).toEqual({ ref: 'refs/heads/main', oid: git(work, 'rev-parse', 'main') });
    expect(gitVerdict(directory)).toEqual({ fsck: '', status: '' });
    expect(git(directory, 'status', '-sb')).toBe('## main...origin/main');
    expect(readFileSync(join(directory, 'a.txt'), 'utf8')).toBe('two\n');
    expect(existsSync(join(directory, '.git', 'refkit'))).toBe(false);
    expect(readdirSync(join(directory, '..'))).toEqual(['clone']);
  });
});

describe('pushing', () => {
  test('brings commits and tags over', async () => {
    const { github, url, work, gitDir } = await served();
    writeFiles(work, { 'otus/ab/abce.json': { id: 'abce' } });
    git(work, 'add', '.');
    git(work, 'commit', '--quiet', '-m', 'Third');
    git(work, 'tag', '-a', 'index/1', '-m', 'Index 1');
    const pushed = await pushRefs(Repository.open(work), {
      url,
      credentials: asOwner(github),
      refs: [
        { local: 'refs/heads/main', remote: 'refs/heads/main' },
        { local: 'refs/tags/index/1', remote: 'refs/tags/index/1' },
      ],
    });
    expect(pushed.map(({ outcome }) => outcome)).toEqual(['forward', 'new']);
    expect(git(gitDir, 'rev-parse', 'main', 'index/1')).toBe(git(work, 'rev-parse', 'main', 'index/1'));
    expect(git(gitDir, 'fsck', '--strict')).toBe('');
  });
});
