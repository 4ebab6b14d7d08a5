import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RepositoryBuilder } from '../../src/store/creation.js';
import { newStamp } from '../../src/store/process-stamp.js';
import { DirectoryNotEmptyError } from '../../src/store/write-errors.js';
import { withWriter } from '../../src/store/writer.js';
import { git, gitVerdict, temporaryFolder, writeFiles } from '../support/repository.js';

const WHO = { name: 'Grace', email: 'grace@example.org', timestamp: 1_700_000_000, offset: 0 };
const COMMIT = { message: 'Imported it\n\nRefkit-Method: import\n', author: WHO, committer: WHO };
const FILES = { 'reference.yaml': 'name: x\n', 'otus/bb/bbbbbbbb.json': '{}\n', 'otus/aa/aaaaaaaa.json': '[]\n' };

function create(dir: string, files: Record<string, string | Buffer> = FILES, bare = false) {
  const builder = new RepositoryBuilder(dir, { bare, branch: 'main' });
  for (const [path, content] of Object.entries(files)) builder.add(path, content);
  return builder.finish(COMMIT);
}

describe('a new repository', () => {
  test('is one that git finds nothing wrong with, and nothing to do in', () => {
    const dir = join(temporaryFolder(), 'with spaces', 'ü');
    const repo = create(dir);
    expect(gitVerdict(dir)).toEqual({ fsck: '', status: '' });
    expect(git(dir, 'log', '--format=%an %s %(trailers:key=Refkit-Method,valueonly)')).toBe('Grace Imported it import');
    expect(git(dir, 'reflog')).toMatch(/HEAD@\{0\}: commit \(initial\): Imported it$/);
    expect(git(dir, 'symbolic-ref', 'HEAD')).toBe('refs/heads/main');
    expect(git(dir, 'count-objects')).toBe('0 objects, 0 kilobytes');
    for (const [path, content] of Object.entries(FILES)) expect(readFileSync(join(dir, path), 'utf8')).toBe(content);
    expect(repo.head()).toEqual({ ref: 'refs/heads/main', oid: git(dir, 'rev-parse', 'HEAD') });
    expect(readdirSync(join(dir, '..'))).toEqual(['ü']);
  });

  test('has the index that git would have made', () => {
    const dir = join(temporaryFolder(), 'new');
    create(dir);
    expect(git(dir, 'write-tree')).toBe(git(dir, 'rev-parse', 'HEAD^{tree}'));
    // No file needs a look inside: what is remembered of it is what is there.
    expect(git(dir, 'diff-files')).toBe('');
    const ours = readFileSync(join(dir, '.git', 'index'));
    git(dir, 'update-index', '--force-write-index');
    expect(readFileSync(join(dir, '.git', 'index')).equals(ours)).toBe(true);
  });

  test('may be bare', () => {
    const dir = join(temporaryFolder(), 'bare.git');
    create(dir, FILES, true);
    expect(git(dir, 'fsck', '--strict')).toBe('');
    expect(git(dir, 'rev-parse', '--is-bare-repository')).toBe('true');
    expect(git(dir, 'ls-tree', '-r', '--name-only', 'HEAD').split('\n')).toEqual(Object.keys(FILES).sort());
    expect(existsSync(join(dir, 'index'))).toBe(false);
  });

  test('may be made in an empty folder, which stays the same folder', () => {
    const dir = temporaryFolder();
    const { ino } = statSync(dir);
    create(dir);
    expect(statSync(dir).ino).toBe(ino);
    expect(gitVerdict(dir)).toEqual({ fsck: '', status: '' });
    expect(readdirSync(dir).sort()).toEqual(['.git', 'otus', 'reference.yaml']);
    const bare = temporaryFolder();
    create(bare, FILES, true);
    expect(git(bare, 'fsck', '--strict')).toBe('');
  });

  test('can be edited at once', async () => {
    const dir = join(temporaryFolder(), 'new');
    const repo = create(dir);
    await withWriter(repo, { waitSeconds: 0 }, (writer) => {
      const files = [{ path: 'otus/aa/aaaaaaaa.json', content: '{"changed": true}\n' }];
      writer.commit({ files, message: 'Edit\n', author: WHO, committer: WHO });
    });
    expect(gitVerdict(dir)).toEqual({ fsck: '', status: '' });
    expect(git(dir, 'write-tree')).toBe(git(dir, 'rev-parse', 'HEAD^{tree}'));
  });

  test('is right for any set of paths, in any order', () => {
    const name = fc.constantFrom('a', 'b', 'a-', 'a.b', 'a0', 'é', '𝕏', '\ue000', 'Z');
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `${names.join('/')}.json`);
    fc.assert(
      fc.property(fc.uniqueArray(path, { minLength: 1, maxLength: 12 }), (paths) => {
        const dir = join(temporaryFolder(), 'new');
        create(dir, Object.fromEntries(paths.map((path, i) => [path, `${i % 3}\n`])));
        expect(gitVerdict(dir)).toEqual({ fsck: '', status: '' });
        expect(git(dir, '-c', 'core.quotePath=false', 'ls-files').split('\n').sort()).toEqual([...paths].sort());
      }),
      { numRuns: 10 },
    );
  });

  test('without files is an empty commit', () => {
    const dir = join(temporaryFolder(), 'new');
    create(dir, {});
    expect(gitVerdict(dir)).toEqual({ fsck: '', status: '' });
  });
});

describe('a place that is taken', () => {
  test.each([
    ['a folder with something in it', (dir: string) => writeFiles(dir, { mine: '1' })],
    ['a file', (dir: string) => writeFileSync(dir, '1')],
    ['a repository', (dir: string) => create(dir)],
  ])('is refused: %s', (_, make) => {
    const parent = temporaryFolder();
    const dir = join(parent, 'taken');
    make(dir);
    expect(() => new RepositoryBuilder(dir, { bare: false })).toThrow(DirectoryNotEmptyError);
    expect(readdirSync(parent)).toEqual(['taken']);
  });

  test('is refused when it was taken meanwhile', () => {
    const parent = temporaryFolder();
    const dir = join(parent, 'new');
    const builder = new RepositoryBuilder(dir, { bare: false });
    builder.add('a', '1');
    writeFiles(dir, { a: 'mine' });
    expect(() => builder.finish(COMMIT)).toThrow(DirectoryNotEmptyError);
    builder.abort();
    expect(readdirSync(parent)).toEqual(['new']);
    expect(readFileSync(join(dir, 'a'), 'utf8')).toBe('mine');
  });
});

describe('a creation that fails', () => {
  test('leaves nothing, not even the folders above', () => {
    const parent = temporaryFolder();
    const builder = new RepositoryBuilder(join(parent, 'a', 'b', 'new'), { bare: false });
    builder.add('x', '1');
    builder.abort();
    expect(readdirSync(parent)).toEqual([]);
    builder.abort();
  });

  test('leaves an empty folder as it was', () => {
    const dir = temporaryFolder();
    const builder = new RepositoryBuilder(dir, { bare: false });
    builder.add('x', '1');
    builder.abort();
    expect(readdirSync(dir)).toEqual([]);
  });

  test.each(['../x', '/x', 'a/../x', '.git/hooks/x', 'a/.Git/x', 'git~1', '', 'a//b'])(
    'is one with the path %j',
    (path) => {
      const parent = temporaryFolder();
      const builder = new RepositoryBuilder(join(parent, 'new'), { bare: false });
      expect(() => builder.add(path, 'x')).toThrow(expect.objectContaining({ code: expect.stringMatching(/_PATH$/) }));
      builder.abort();
      expect(readdirSync(parent)).toEqual([]);
    },
  );

  test.each([false, true])('is one where two files want one place (bare: %s)', (bare) => {
    const builder = new RepositoryBuilder(join(temporaryFolder(), 'new'), { bare });
    builder.add('a/b', '1');
    for (const path of ['a/b', 'a', 'a/b/c']) expect(() => builder.add(path, '2')).toThrow('is there twice');
    builder.abort();
  });
});

describe('what a killed creation left', () => {
  function leave(site: string, pid: number): void {
    writeFiles(site, { '.git/refkit/lock': JSON.stringify({ ...newStamp(), pid }), 'otus/x': '1' });
  }
  const dead = () => Number(execFileSync(process.execPath, ['-e', 'console.log(process.pid)'], { encoding: 'utf8' }));

  test('is removed by the next one in the same place, and only that', () => {
    const parent = temporaryFolder();
    leave(join(parent, '.new.refkit-create-1'), dead());
    leave(join(parent, '.new.refkit-create-2'), process.pid);
    leave(join(parent, '.other.refkit-create-3'), dead());
    create(join(parent, 'new'));
    expect(readdirSync(parent).sort()).toEqual(['.new.refkit-create-2', '.other.refkit-create-3', 'new']);
  });

  test('does not make an empty folder count as taken', () => {
    const dir = join(temporaryFolder(), 'new');
    leave(join(dir, '.new.refkit-create-1'), dead());
    create(dir);
    expect(readdirSync(dir).sort()).toEqual(['.git', 'otus', 'reference.yaml']);
  });
});

test.runIf(process.platform !== 'win32')('a link to an empty folder is as good as the folder', () => {
  const parent = temporaryFolder();
  mkdirSync(join(parent, 'real'));
  symlinkSync('real', join(parent, 'link'));
  create(join(parent, 'link'));
  expect(gitVerdict(join(parent, 'real'))).toEqual({ fsck: '', status: '' });
});
