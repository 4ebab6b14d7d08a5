import { execFile } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Repository } from '../../../src/store/repository.js';
import {
  cloneRepository,
  fetchRefs,
  listRemoteRefs,
  pushRefs,
  type RefPush,
} from '../../../src/store/transport/transport.js';
import { git, gitRepository, gitVerdict, temporaryFolder } from '../../support/repository.js';
import { asOwner, commit, HEADS, SLUG, served, stateOf, TAGS } from '../support/served.js';

describe('the refs of another repository', () => {
  test('are listed, with the branch that HEAD names', async () => {
    const { url, work } = await served();
    const main = git(work, 'rev-parse', 'main');
    expect(await listRemoteRefs({ url })).toEqual({
      head: 'refs/heads/main',
      refs: expect.arrayContaining([
        { name: 'refs/heads/main', oid: main },
        { name: 'refs/heads/side', oid: git(work, 'rev-parse', 'side') },
        { name: 'refs/tags/index/0', oid: git(work, 'rev-parse', 'index/0') },
        { name: 'refs/tags/light', oid: main },
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
    expect(result.received).toBe(Number(git(work, 'count-objects').split(' ')[0]));
    expect(result.refs.map(({ local, outcome }) => `${local} ${outcome}`).sort()).toEqual([
      'refs/remotes/origin/main new',
      'refs/remotes/origin/side new',
      'refs/tags/index/0 new',
      'refs/tags/light new',
    ]);
    expect(git(folder, 'rev-parse', 'origin/main')).toBe(git(work, 'rev-parse', 'main'));
    expect(gitVerdict(folder)).toEqual({ fsck: '', status: '' });
    expect(repository.objects.readBlob(git(folder, 'rev-parse', 'origin/main:a.txt')).toString()).toBe('two\n');
    expect(git(folder, 'reflog', 'show', 'origin/main')).toContain(`fetch ${url}: storing head`);
  });

  test('brings only what is new, and says how refs moved', async () => {
    const { url, work, gitDir } = await served();
    const folder = gitRepository();
    const repository = Repository.open(folder);
    await fetchRefs(repository, { url, refs: [HEADS] });
    commit(work, { 'a.txt': 'three\n' });
    git(work, 'push', '--quiet', gitDir, 'main');
    const { received, refs } = await fetchRefs(repository, { url, refs: [HEADS] });
    expect(received).toBe(3);
    expect(refs.map(({ local, outcome }) => [local, outcome])).toEqual([
      ['refs/remotes/origin/main', 'forward'],
      ['refs/remotes/origin/side', 'unchanged'],
    ]);
    expect((await fetchRefs(repository, { url, refs: [HEADS] })).received).toBe(0);
    expect(gitVerdict(folder)).toEqual({ fsck: '', status: '' });
  });

  test('needs little of a history that it shares with branches of another name', async () => {
    const { url, work, gitDir } = await served();
    const folder = join(temporaryFolder(), 'clone');
    git(work, 'clone', '--quiet', gitDir, folder);
    git(folder, 'remote', 'remove', 'origin');
    for (let number = 0; number < 5; number++) commit(folder, { 'local.txt': `${number}\n` });
    commit(work, { 'a.txt': 'three\n' });
    git(work, 'push', '--quiet', gitDir, 'main');
    expect((await fetchRefs(Repository.open(folder), { url, refs: [HEADS] })).received).toBe(3);
  });

  test('leaves a branch that went elsewhere, unless it is forced, and a tag always', async () => {
    const { url, work, gitDir } = await served();
    const folder = gitRepository();
    const repository = Repository.open(folder);
    await fetchRefs(repository, { url, refs: [HEADS, TAGS] });
    const before = stateOf(folder).refs;
    git(work, 'commit', '--quiet', '--amend', '-m', 'Another');
    git(work, 'tag', '--force', 'light');
    git(work, 'push', '--quiet', '--force', gitDir, 'main', 'light');
    const { refs } = await fetchRefs(repository, { url, refs: [HEADS, { ...TAGS, force: true }] });
    expect(refs.filter(({ outcome }) => outcome === 'refused').map(({ local }) => local)).toEqual([
      'refs/remotes/origin/main',
      'refs/tags/light',
    ]);
    expect(stateOf(folder).refs).toEqual(before);
    const forced = await fetchRefs(repository, { url, refs: [{ ...HEADS, force: true }] });
    expect(forced.refs[0]).toMatchObject({ outcome: 'forced', oid: git(work, 'rev-parse', 'main') });
  });

  test('never moves the branch that is checked out', async () => {
    const { url, work, gitDir } = await served();
    const folder = join(temporaryFolder(), 'clone');
    git(work, 'clone', '--quiet', gitDir, folder);
    commit(work, { 'a.txt': 'three\n' });
    git(work, 'push', '--quiet', gitDir, 'main');
    const refs = [{ remote: 'refs/heads/main', local: 'refs/heads/main', force: true }];
    expect((await fetchRefs(Repository.open(folder), { url, refs })).refs).toMatchObject([{ outcome: 'refused' }]);
    expect(git(folder, 'status', '--porcelain')).toBe('');
  });

  test('goes into an alternate’s borrower as well', async () => {
    const { url, work, gitDir } = await served();
    const folder = join(temporaryFolder(), 'borrower');
    git(work, 'clone', '--quiet', '--shared', gitDir, folder);
    commit(work, { 'a.txt': 'three\n' });
    git(work, 'push', '--quiet', gitDir, 'main');
    const { received, refs } = await fetchRefs(Repository.open(folder), { url, refs: [HEADS] });
    // All of it is in what the folder borrows from.
    expect([received, refs[0]!.outcome]).toEqual([0, 'forward']);
  });

  test('says how far it is', async () => {
    const { url } = await served();
    const phases = new Set<string>();
    const refs = [HEADS];
    await fetchRefs(Repository.open(gitRepository()), { url, refs, onProgress: ({ phase }) => phases.add(phase) });
    expect([...phases]).toEqual(['receiving', 'indexing']);
  });

  test('follows a repository to its new name', async () => {
    const { github, repository, url, work } = await served();
    github.rename(repository, 'virtool/renamed');
    const folder = gitRepository();
    await fetchRefs(Repository.open(folder), { url, refs: [HEADS] });
    expect(git(folder, 'rev-parse', 'origin/main')).toBe(git(work, 'rev-parse', 'main'));
    expect(github.seen('git').at(-1)).toBe('POST /virtool/renamed.git/git-upload-pack');
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
    expect(git(directory, 'branch', '--all')).toContain('remotes/origin/HEAD -> origin/main');
    expect(git(directory, 'tag')).toBe('index/0\nlight');
    expect(readFileSync(join(directory, 'a.txt'), 'utf8')).toBe('two\n');
    expect(existsSync(join(directory, '.git', 'refkit'))).toBe(false);
    expect(readdirSync(join(directory, '..'))).toEqual(['clone']);
    // Real git goes on from there.
    await promisify(execFile)('git', ['fetch', '--quiet'], { cwd: directory });
  });

  test('has files of all kinds as they are', async () => {
    const { url, work, gitDir } = await served();
    const blob = (text: string) => {
      commit(work, { 'content.txt': text });
      return git(work, 'rev-parse', 'HEAD:content.txt');
    };
    const entries = [
      `100755,${blob('#!/bin/sh\n')},run.sh`,
      `120000,${blob('a.txt')},link`,
      `120000,${blob('otus/ab')},z/link`,
    ];
    for (const entry of entries) git(work, 'update-index', '--add', '--cacheinfo', entry);
    git(work, 'commit', '--quiet', '-m', 'Kinds');
    git(work, 'push', '--quiet', gitDir, 'main');
    const directory = join(temporaryFolder(), 'clone');
    await cloneRepository({ url, directory });
    expect(lstatSync(join(directory, 'run.sh')).mode & 0o111).not.toBe(0);
    expect(readlinkSync(join(directory, 'z', 'link'))).toBe('otus/ab');
    expect(gitVerdict(directory)).toEqual({ fsck: '', status: '' });
  });

  test('may be bare, and of another branch', async () => {
    const { url, work } = await served();
    const bare = join(temporaryFolder(), 'bare.git');
    await cloneRepository({ url, directory: bare, bare: true });
    expect(git(bare, 'for-each-ref', '--format=%(refname)').split('\n')).toEqual([
      'refs/heads/main',
      'refs/heads/side',
      'refs/tags/index/0',
      'refs/tags/light',
    ]);
    expect(git(bare, 'fsck', '--strict')).toBe('');
    const side = join(temporaryFolder(), 'side');
    await cloneRepository({ url, directory: side, branch: 'side' });
    expect(git(side, 'rev-parse', 'HEAD')).toBe(git(work, 'rev-parse', 'side'));
  });

  test('of a private repository leaves no trace of the token', async () => {
    const { github, url } = await served({ isPrivate: true });
    const directory = join(temporaryFolder(), 'clone');
    await cloneRepository({ url, directory, credentials: asOwner(github) });
    const files = readdirSync(join(directory, '.git'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((text) => text.includes(github.token))).toEqual([]);
  });
});

describe('pushing', () => {
  const push = (...names: string[]): RefPush[] => names.map((name) => ({ local: name, remote: name }));

  test('brings commits and tags over, with exactly the objects that are missing', async () => {
    const { github, url, work, gitDir } = await served();
    commit(work, { 'otus/ab/abce.json': { id: 'abce' } });
    git(work, 'tag', '-a', 'index/1', '-m', 'Index 1');
    const wanted = git(work, 'rev-list', '--objects', 'main', 'index/1', '--not', 'index/0').split('\n').length;
    const pushed = await pushRefs(Repository.open(work), {
      url,
      credentials: asOwner(github),
      refs: push('refs/heads/main', 'refs/tags/index/1'),
    });
    expect(pushed.map(({ outcome }) => outcome)).toEqual(['forward', 'new']);
    expect(git(gitDir, 'rev-parse', 'main', 'index/1')).toBe(git(work, 'rev-parse', 'main', 'index/1'));
    expect(git(gitDir, 'fsck', '--strict')).toBe('');
    const { body } = github.requests.find(({ path }) => path.endsWith('/git-receive-pack'))!;
    expect(body.readUInt32BE(body.indexOf('PACK') + 8)).toBe(wanted);
    expect(stateOf(work).files.filter((name) => name.startsWith('tmp'))).toEqual([]);
  });

  test('says of what is there already that nothing moved, and sends nothing', async () => {
    const { github, url, work } = await served();
    const refs = push('refs/heads/main', 'refs/tags/index/0');
    const pushed = await pushRefs(Repository.open(work), { url, credentials: asOwner(github), refs });
    expect(pushed.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged']);
    expect(github.seen('git')).toEqual([`GET /${SLUG}.git/info/refs?service=git-receive-pack`]);
  });

  test('needs no new objects for a new name', async () => {
    const { github, url, work, gitDir } = await served();
    const refs = [{ local: git(work, 'rev-parse', 'side'), remote: 'refs/tags/v1.0.0' }];
    await pushRefs(Repository.open(work), { url, credentials: asOwner(github), refs });
    expect(git(gitDir, 'rev-parse', 'v1.0.0')).toBe(git(work, 'rev-parse', 'side'));
  });

  test('fills an empty repository, which may then be cloned', async () => {
    const { github, work } = await served();
    const gitDir = join(temporaryFolder(), 'empty.git');
    git(work, 'init', '--quiet', '--bare', gitDir);
    github.repository('virtool/empty', { gitDir });
    const url = `${github.serverUrl}/virtool/empty.git`;
    await pushRefs(Repository.open(work), { url, credentials: asOwner(github), refs: push('refs/heads/main') });
    const directory = join(temporaryFolder(), 'clone');
    await cloneRepository({ url, directory });
    expect(gitVerdict(directory)).toEqual({ fsck: '', status: '' });
  });

  test('may be forced where it is asked for', async () => {
    const { github, url, work, gitDir } = await served();
    git(work, 'commit', '--quiet', '--amend', '-m', 'Another');
    git(work, 'tag', '--force', 'light');
    const refs = push('refs/heads/main', 'refs/tags/light').map((each) => ({ ...each, force: true }));
    const pushed = await pushRefs(Repository.open(work), { url, credentials: asOwner(github), refs });
    expect(pushed.map(({ outcome }) => outcome)).toEqual(['forced', 'forced']);
    expect(git(gitDir, 'rev-parse', 'main', 'light')).toBe(git(work, 'rev-parse', 'main', 'light'));
  });

  test('follows a repository to its new name', async () => {
    const { github, repository, url, work, gitDir } = await served();
    github.rename(repository, 'virtool/renamed');
    const head = commit(work, { 'a.txt': 'three\n' });
    await pushRefs(Repository.open(work), { url, credentials: asOwner(github), refs: push('refs/heads/main') });
    expect(git(gitDir, 'rev-parse', 'main')).toBe(head);
  });
});
