import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
  InvalidRefNameError,
  NotARepositoryError,
  ObjectNotFoundError,
  RepositoryExistsError,
  TagExistsError,
  UnsupportedRepositoryError,
} from '../../src/store/errors.js';
import { Repository } from '../../src/store/repository.js';
import { git, gitRepository, gitVerdict, temporaryFolder, writeFiles } from '../support/repository.js';

/** Where git says the parts of the repository that a folder is in are. */
function layoutByGit(folder: string) {
  const [gitDir, commonDir, bare] = git(
    folder,
    'rev-parse',
    '--path-format=absolute',
    '--git-dir',
    '--git-common-dir',
    '--is-bare-repository',
  ).split('\n') as [string, string, string];
  const top = bare === 'true' ? null : git(folder, 'rev-parse', '--show-toplevel');
  return { gitDir: onDisk(gitDir), commonDir: onDisk(commonDir), workTree: top && onDisk(top) };
}

/** A path as the system itself spells it: git writes `/` on Windows, and temporary folders have short names there. */
function onDisk(path: string): string {
  return realpathSync.native(path);
}

function layoutByUs(folder: string) {
  const { gitDir, commonDir, workTree } = Repository.open(folder);
  return { gitDir: onDisk(gitDir), commonDir: onDisk(commonDir), workTree: workTree && onDisk(workTree) };
}

describe('a repository is found', () => {
  it('from its top folder and from any below', () => {
    const folder = gitRepository({ 'otus/ab/x.json': '{}' });
    for (const below of ['', 'otus', 'otus/ab']) {
      expect(layoutByUs(join(folder, below))).toEqual(layoutByGit(join(folder, below)));
    }
  });

  it('in a path with spaces and letters of any alphabet, and through a symbolic link', () => {
    const folder = join(temporaryFolder('refkit 漢字 ü '), 'with space');
    mkdirSync(folder);
    git(folder, 'init', '--quiet');
    expect(layoutByUs(folder)).toEqual(layoutByGit(folder));
    const link = join(temporaryFolder(), 'link');
    symlinkSync(folder, link, 'junction');
    expect(layoutByUs(link).workTree).toBe(realpathSync(folder));
  });

  it('bare', () => {
    const folder = join(temporaryFolder(), 'bare.git');
    git('.', 'init', '--quiet', '--bare', folder);
    expect(layoutByUs(folder)).toEqual(layoutByGit(folder));
    expect(layoutByUs(join(folder, 'refs/heads'))).toEqual(layoutByGit(folder));
    expect(Repository.open(folder).workTree).toBeNull();
  });

  it('from a linked worktree, also one of a bare repository', () => {
    const folder = gitRepository({ 'a.txt': 'a' });
    const linked = join(temporaryFolder(), 'linked');
    git(folder, 'worktree', 'add', '--quiet', linked);
    expect(layoutByUs(linked)).toEqual(layoutByGit(linked));
    expect(layoutByUs(linked).gitDir).not.toBe(layoutByUs(linked).commonDir);
    const bare = join(temporaryFolder(), 'bare.git');
    git('.', 'clone', '--quiet', '--bare', folder, bare);
    const ofBare = join(temporaryFolder(), 'of-bare');
    git(bare, 'worktree', 'add', '--quiet', '-b', 'other', ofBare);
    expect(layoutByUs(ofBare)).toEqual(layoutByGit(ofBare));
    expect(Repository.open(ofBare).head().ref).toBe('refs/heads/other');
    expect(Repository.open(bare).head().ref).toBe('refs/heads/main');
  });

  it('from a submodule', () => {
    const inner = gitRepository({ 'inner.txt': 'i' });
    const outer = gitRepository({ 'outer.txt': 'o' });
    git(outer, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'sub');
    expect(layoutByUs(join(outer, 'sub'))).toEqual(layoutByGit(join(outer, 'sub')));
  });

  it('with its git folder elsewhere', () => {
    const folder = gitRepository({ 'a.txt': 'a' });
    const elsewhere = join(temporaryFolder(), 'elsewhere');
    renameSync(join(folder, '.git'), elsewhere);
    writeFileSync(join(folder, '.git'), `gitdir: ${elsewhere}\n`);
    expect(layoutByUs(folder)).toEqual(layoutByGit(folder));
  });

  it('whatever GIT_DIR says', () => {
    const folder = gitRepository();
    vi.stubEnv('GIT_DIR', join(gitRepository(), '.git'));
    expect(Repository.open(folder).workTree).toBe(realpathSync(folder));
    vi.unstubAllEnvs();
  });
});

describe('a repository is refused', () => {
  it('where there is none', () => {
    const folder = temporaryFolder();
    expect(Repository.discover(folder)).toBeNull();
    expect(() => Repository.open(folder)).toThrow(NotARepositoryError);
    expect(() => Repository.open(join(folder, 'not/there'))).toThrow(NotARepositoryError);
    mkdirSync(join(folder, '.git'));
    expect(() => Repository.open(folder)).toThrow(NotARepositoryError);
  });

  it('where a `.git` file leads nowhere, saying where to', () => {
    const folder = gitRepository({ 'a.txt': 'a' });
    const linked = join(temporaryFolder(), 'linked');
    git(folder, 'worktree', 'add', '--quiet', linked);
    rmSync(join(folder, '.git/worktrees'), { recursive: true });
    expect(() => Repository.open(linked)).toThrow(NotARepositoryError);
    expect(() => Repository.open(linked)).toThrow('worktrees/linked');
    writeFileSync(join(linked, '.git'), 'something else');
    expect(() => Repository.open(linked)).toThrow(NotARepositoryError);
  });

  it('where its format is unknown', () => {
    const cases: [string, string, string][] = [
      ['extensions.objectFormat', 'sha256', 'sha256'],
      ['extensions.refStorage', 'reftable', 'reftable'],
      ['extensions.somethingNew', 'true', 'somethingnew'],
      ['core.repositoryFormatVersion', '2', 'version 2'],
    ];
    for (const [key, value, says] of cases) {
      const folder = gitRepository();
      const config = join(folder, '.git/config');
      git('.', 'config', '--file', config, 'core.repositoryFormatVersion', '1');
      git('.', 'config', '--file', config, key, value);
      expect(() => Repository.open(folder)).toThrow(UnsupportedRepositoryError);
      expect(() => Repository.open(folder)).toThrow(says);
    }
    const sha256 = join(temporaryFolder(), 'sha256');
    git('.', 'init', '--quiet', '--object-format=sha256', sha256);
    expect(() => Repository.open(sha256)).toThrow(UnsupportedRepositoryError);
  });

  it('but not for extensions that change nothing', () => {
    const folder = gitRepository();
    git(folder, 'config', 'core.repositoryFormatVersion', '1');
    for (const name of ['noop', 'worktreeConfig', 'preciousObjects'])
      git(folder, 'config', `extensions.${name}`, 'true');
    git(folder, 'config', 'extensions.objectFormat', 'sha1');
    expect(Repository.open(folder).head().oid).toBeNull();
  });
});

describe('HEAD', () => {
  it('names a branch, one without a commit, or a commit', () => {
    const folder = gitRepository();
    expect(Repository.open(folder).head()).toEqual({ ref: 'refs/heads/main', oid: null });
    git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'one');
    const oid = git(folder, 'rev-parse', 'HEAD');
    expect(Repository.open(folder).head()).toEqual({ ref: 'refs/heads/main', oid });
    git(folder, 'pack-refs', '--all');
    expect(Repository.open(folder).head()).toEqual({ ref: 'refs/heads/main', oid });
    git(folder, 'checkout', '--quiet', '--detach');
    expect(Repository.open(folder).head()).toEqual({ ref: null, oid });
  });
});

describe('a clone of a part', () => {
  it('that is shallow says so, until it is whole', () => {
    const folder = gitRepository({ 'a.txt': 'a' });
    git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'two');
    const clone = join(temporaryFolder(), 'clone');
    git('.', 'clone', '--quiet', '--depth=1', `file://${folder}`, clone);
    const repo = Repository.open(clone);
    expect([...repo.shallowCommits()]).toEqual([git(folder, 'rev-parse', 'HEAD')]);
    expect(repo.isShallow()).toBe(true);
    git(clone, 'fetch', '--quiet', '--unshallow');
    expect(repo.isShallow()).toBe(false);
    expect(Repository.open(folder).isShallow()).toBe(false);
  });

  it('that lacks blobs says why one is missing', () => {
    const folder = gitRepository({ 'a.txt': 'a' });
    git(folder, 'config', 'uploadpack.allowFilter', 'true');
    const clone = join(temporaryFolder(), 'clone');
    git('.', 'clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${folder}`, clone);
    const oid = git(folder, 'rev-parse', 'HEAD:a.txt');
    const repo = Repository.open(clone);
    expect(repo.objects.readCommit(repo.head().oid!).parents).toEqual([]);
    expect(() => repo.objects.readBlob(oid)).toThrow(ObjectNotFoundError);
    expect(() => repo.objects.readBlob(oid)).toThrow('partial clone');
  });
});

describe('init', () => {
  it.each([false, true])('makes a repository that git works in (bare: %s)', (bare) => {
    const folder = join(temporaryFolder(), 'new folder');
    const repo = Repository.init(folder, { bare, branch: 'trunk' });
    expect(layoutByUs(folder)).toEqual(layoutByGit(folder));
    expect(repo.head()).toEqual({ ref: 'refs/heads/trunk', oid: null });
    expect(git(folder, 'rev-parse', '--is-bare-repository')).toBe(`${bare}`);
    if (bare) {
      const clone = join(temporaryFolder(), 'clone');
      git('.', 'clone', '--quiet', folder, clone);
      git(clone, 'commit', '--quiet', '--allow-empty', '-m', 'one');
      git(clone, 'push', '--quiet', 'origin', 'HEAD:trunk');
    } else {
      writeFiles(folder, { 'a.txt': 'a' });
      git(folder, 'add', '.');
      git(folder, 'commit', '--quiet', '-m', 'one');
      expect(gitVerdict(folder)).toEqual({ fsck: '', status: '' });
      expect(git(folder, 'reflog')).toContain('one');
    }
    expect(repo.head().oid).toBe(git(folder, 'rev-parse', 'trunk'));
  });

  it('sets what git sets', () => {
    const [ours, theirs] = [join(temporaryFolder(), 'ours'), join(temporaryFolder(), 'theirs')];
    Repository.init(ours, { bare: false });
    git('.', 'init', '--quiet', theirs);
    const config = (folder: string) => git(folder, 'config', '--local', '--list').split('\n').sort();
    expect(config(ours)).toEqual(config(theirs));
    expect(readFileSync(join(ours, '.git/HEAD'))).toEqual(readFileSync(join(theirs, '.git/HEAD')));
  });

  it('refuses where there is a repository, and names git does not allow', () => {
    const folder = gitRepository();
    expect(() => Repository.init(folder, { bare: false })).toThrow(RepositoryExistsError);
    const bad = join(temporaryFolder(), 'bad');
    expect(() => Repository.init(bad, { bare: false, branch: 'a..b' })).toThrow(InvalidRefNameError);
    expect(existsSync(bad)).toBe(false);
  });
});

describe('createTag', () => {
  const tagger = { name: 'Ada', email: 'ada@example.org', timestamp: 1_700_000_000, offset: -480 };

  it('makes an annotated tag as git makes it', () => {
    const folder = gitRepository({ 'a.txt': 'a' });
    const repo = Repository.open(folder);
    const target = repo.head().oid!;
    const oid = repo.createTag('index/0', { target, message: 'Index 0', tagger });
    expect(git(folder, 'rev-parse', 'index/0^{tag}')).toBe(oid);
    expect(git(folder, 'rev-parse', 'index/0^{commit}')).toBe(target);
    vi.stubEnv('GIT_COMMITTER_NAME', tagger.name);
    vi.stubEnv('GIT_COMMITTER_EMAIL', tagger.email);
    vi.stubEnv('GIT_COMMITTER_DATE', '1700000000 -0800');
    git(folder, 'update-ref', '-d', 'refs/tags/index/0');
    git(folder, 'tag', '-a', 'index/0', '-m', 'Index 0', target);
    vi.unstubAllEnvs();
    expect(git(folder, 'rev-parse', 'index/0')).toBe(oid);
    expect(repo.objects.readTag(oid)).toEqual({
      oid,
      target,
      type: 'commit',
      name: 'index/0',
      tagger,
      message: 'Index 0\n',
    });
    expect(git(folder, 'fsck', '--strict')).toBe('');
  });

  it('refuses to move a tag, loose or packed, and a name git does not allow', () => {
    const folder = gitRepository({ 'a.txt': 'a' });
    const repo = Repository.open(folder);
    const tag = { target: repo.head().oid!, message: 'm', tagger };
    repo.createTag('v1', tag);
    expect(() => repo.createTag('v1', tag)).toThrow(TagExistsError);
    git(folder, 'pack-refs', '--all');
    expect(() => repo.createTag('v1', tag)).toThrow(TagExistsError);
    expect(() => repo.createTag('v 1', tag)).toThrow(InvalidRefNameError);
    expect(() => repo.createTag('v2', { ...tag, target: '0'.repeat(40) })).toThrow(ObjectNotFoundError);
    expect(git(folder, 'tag')).toBe('v1');
  });
});

describe('what refkit keeps for itself', () => {
  it('is in the git folder of each worktree, where git does not look', () => {
    const folder = gitRepository({ 'a.txt': 'a' });
    const linked = join(temporaryFolder(), 'linked');
    git(folder, 'worktree', 'add', '--quiet', linked);
    const dirs = [folder, linked].map((one) => Repository.open(one).localDir());
    expect(dirs[0]).toBe(join(realpathSync(folder), '.git', 'refkit'));
    expect(dirname(dirs[1]!)).toBe(join(realpathSync(folder), '.git', 'worktrees', 'linked'));
    expect(dirs.every((dir) => existsSync(dir))).toBe(true);
    expect(gitVerdict(folder)).toEqual({ fsck: '', status: '' });
  });
});
