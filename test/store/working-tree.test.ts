import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Repository } from '../../src/store/repository.js';
import { stagedTree, status, workingFiles } from '../../src/store/working-tree.js';
import { git, gitRepository, temporaryFolder, writeFiles } from '../support/repository.js';

const unix = process.platform !== 'win32';

/** What `git status` says, in our words; it tells less of files that are in conflict. */
function gitStatus(folder: string): unknown[] {
  const text = execFileSync('git', ['status', '--porcelain', '-z', '-uall', '--no-renames'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return text
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => ({
      path: line.slice(3).replace(/\/$/, ''),
      staged: !' ?'.includes(line[0]!),
      unstaged: !' ?'.includes(line[1]!),
      untracked: line.startsWith('??'),
    }));
}

/** Files that are staged as removed and there again are two lines for git and one for us. */
function joined(lines: unknown[]): Map<string, unknown> {
  const byPath = new Map<string, Record<string, unknown>>();
  for (const line of lines as Record<string, unknown>[]) {
    const known = byPath.get(line.path as string);
    const entries = Object.entries(line).map(([key, value]) => [key, known?.[key] || value]);
    byPath.set(line.path as string, Object.fromEntries(entries));
  }
  return byPath;
}

function expectAsGit(folder: string): void {
  const before = git(folder, 'ls-files', '--stage', '--debug');
  const ours = status(Repository.open(folder));
  expect(git(folder, 'ls-files', '--stage', '--debug')).toBe(before);
  expect(joined(ours)).toEqual(joined(gitStatus(folder)));
}

describe('the state of the working tree', () => {
  test('is empty after a commit', () => {
    const folder = gitRepository({ a: '1', 'b/c': '2' });
    expect(status(Repository.open(folder))).toEqual([]);
  });

  test('is what git says, for each kind of change', () => {
    const names = ['same', 'changed', 'staged', 'both', 'gone', 'removed', 'kept', 'touched', 'd/e/f', 'd/g'];
    const folder = gitRepository(Object.fromEntries(names.map((name) => [name, `${name}\n`])));
    writeFiles(folder, { changed: '!', staged: '!', both: '!', new: '!', announced: '!', 'n/m/o': '!', 'n/p': '!' });
    git(folder, 'add', 'staged', 'both', 'new');
    git(folder, 'add', '--intent-to-add', 'announced');
    writeFiles(folder, { both: '?' });
    unlinkSync(join(folder, 'gone'));
    git(folder, 'rm', '--quiet', 'removed');
    git(folder, 'rm', '--quiet', '--cached', 'kept');
    utimesSync(join(folder, 'touched'), 1, 1);
    rmSync(join(folder, 'd'), { recursive: true });
    writeFiles(folder, { d: 'a file now' });
    expectAsGit(folder);
    expect(status(Repository.open(folder), 'n').map(({ path }) => path)).toEqual(['n/m/o', 'n/p']);
    expect(status(Repository.open(folder), 'd').map(({ path }) => path)).toEqual(['d/e/f', 'd/g']);
  });

  test('sees a change that left size and time as they were', () => {
    const folder = gitRepository({ a: 'one' });
    const { mtime } = statSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a'), 'two');
    utimesSync(join(folder, 'a'), mtime, mtime);
    expectAsGit(folder);
    expect(status(Repository.open(folder))).toHaveLength(1);
  });

  test('of a branch without a commit is all that is there', () => {
    const folder = gitRepository();
    writeFiles(folder, { a: '1', b: '2' });
    git(folder, 'add', 'a');
    expectAsGit(folder);
  });

  test('in the middle of a conflict names the file', () => {
    const folder = gitRepository({ a: '1\n', b: '1\n' });
    git(folder, 'switch', '--quiet', '-c', 'side');
    writeFiles(folder, { a: '2\n' });
    git(folder, 'commit', '--quiet', '-am', 'side');
    git(folder, 'switch', '--quiet', 'main');
    writeFiles(folder, { a: '3\n' });
    git(folder, 'commit', '--quiet', '-am', 'main');
    expect(() => git(folder, 'merge', 'side')).toThrow();
    expectAsGit(folder);
    expect([...stagedTree(Repository.open(folder)).keys()]).toEqual(['b']);
  });

  test('passes over what git ignores', () => {
    const folder = gitRepository({
      '.gitignore': '*.log\n!keep.log\n/top\nbuild/\n\\#hash\n',
      'sub/.gitignore': 'keep.log\n!debug.log\n/only\n',
      'tracked.log': 'was added with force',
    });
    git(folder, 'add', '--force', 'tracked.log');
    writeFiles(folder, {
      'a.log': '',
      'keep.log': '',
      top: '',
      'sub/top': '',
      'build/x': '',
      'sub/build/y': '',
      '#hash': '',
      'build.txt': '',
      'sub/keep.log': '',
      'sub/debug.log': '',
      'sub/only': '',
      'sub/deep/only': '',
      'sub/deep/a.log': '',
      'x.mine': '',
      'y.global': '',
    });
    writeFiles(folder, { '.git/info/exclude': '*.mine\n' });
    const excludes = join(temporaryFolder(), 'excludes');
    writeFileSync(excludes, '*.global\n');
    git(folder, 'config', 'core.excludesFile', excludes);
    expectAsGit(folder);
    expect(status(Repository.open(folder)).map(({ path }) => path)).toContain('sub/debug.log');
  });

  test('names a repository inside without looking into it', () => {
    const folder = gitRepository({ a: '1' });
    mkdirSync(join(folder, 'inner'));
    git(join(folder, 'inner'), 'init', '--quiet');
    writeFiles(folder, { 'inner/file': '1' });
    expectAsGit(folder);
  });

  test.runIf(unix)('knows links and permissions', () => {
    const folder = gitRepository({ a: '1', b: '2', 'd/e': '3' });
    symlinkSync('a', join(folder, 'link'));
    symlinkSync('b', join(folder, 'other'));
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '-m', 'links');
    expectAsGit(folder);
    chmodSync(join(folder, 'a'), 0o755);
    unlinkSync(join(folder, 'link'));
    symlinkSync('b', join(folder, 'link'));
    unlinkSync(join(folder, 'b'));
    symlinkSync('a', join(folder, 'b'));
    renameSync(join(folder, 'd'), join(folder, 'moved'));
    symlinkSync('moved', join(folder, 'd'));
    expectAsGit(folder);
    expect(status(Repository.open(folder))).toHaveLength(6);
    git(folder, 'config', 'core.fileMode', 'false');
    expectAsGit(folder);
  });

  test('of a bare repository is nothing', () => {
    const folder = join(temporaryFolder(), 'bare.git');
    git('.', 'clone', '--quiet', '--bare', gitRepository({ a: '1' }), folder);
    const repo = Repository.open(folder);
    expect(status(repo)).toEqual([]);
    expect([...workingFiles(repo)]).toEqual([]);
    expect(stagedTree(repo).size).toBe(0);
  });

  test('is what git says after any sequence of changes', () => {
    const path = fc.constantFrom('a', 'b', 'd/a', 'd/b', 'd/e/a', 'f/a');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), path, content: fc.constantFrom('1', '2', '3') }),
      fc.record({ kind: fc.constantFrom('unlink' as const, 'add' as const, 'unstage' as const, 'rm' as const), path }),
      fc.record({ kind: fc.constantFrom('commit' as const, 'commit all' as const) }),
    );
    const attempt = (run: () => unknown): void => {
      try {
        run();
      } catch {
        // Such as adding what is not there.
      }
    };
    const folder = gitRepository({ a: '1', 'd/a': '1', 'd/e/a': '1' });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        for (const step of steps) {
          if (step.kind === 'write') attempt(() => writeFiles(folder, { [step.path]: step.content }));
          else if (step.kind === 'unlink') attempt(() => unlinkSync(join(folder, step.path)));
          else if (step.kind === 'add') attempt(() => git(folder, 'add', '--', step.path));
          else if (step.kind === 'unstage') attempt(() => git(folder, 'reset', '--quiet', '--', step.path));
          else if (step.kind === 'rm') attempt(() => git(folder, 'rm', '--quiet', '--cached', '--', step.path));
          else if (step.kind === 'commit') attempt(() => git(folder, 'commit', '--quiet', '-m', 'c'));
          else attempt(() => git(folder, 'commit', '--quiet', '-am', 'c'));
        }
        expectAsGit(folder);
      }),
      { numRuns: 12 },
    );
  });
});

describe('the files on disk', () => {
  test('are listed in the order of git, tracked or not', () => {
    const files = ['a', 'a-b', 'a.b', 'a0', 'b/c', 'b-c', 'b.c', 'ü/x'];
    const folder = gitRepository(Object.fromEntries(files.map((path) => [path, '1'])));
    writeFiles(folder, { 'b/new': '2', '.hidden': '3' });
    const listed = [...workingFiles(Repository.open(folder))].map(({ path }) => path);
    git(folder, 'add', '.');
    expect(listed).toEqual(git(folder, '-c', 'core.quotePath=false', 'ls-files').split('\n'));
    expect([...workingFiles(Repository.open(folder), 'b')].map(({ path }) => path)).toEqual(['b/c', 'b/new']);
    expect([...workingFiles(Repository.open(folder), 'nothing')]).toEqual([]);
  });

  test.runIf(unix)('are not looked for behind links', () => {
    const folder = gitRepository({ 'a/b': '1' });
    symlinkSync(temporaryFolder(), join(folder, 'a', 'link'));
    symlinkSync(join(folder, 'a'), join(folder, 'loop'));
    expect([...workingFiles(Repository.open(folder))]).toEqual([
      { path: 'a/b', symlink: false },
      { path: 'a/link', symlink: true },
      { path: 'loop', symlink: true },
    ]);
    expect([...workingFiles(Repository.open(folder), 'loop')]).toEqual([]);
  });
});

test('the staged tree is the index, and neither HEAD nor the disk', () => {
  const folder = gitRepository({ a: '1', b: '2' });
  writeFiles(folder, { a: 'staged', c: 'announced' });
  git(folder, 'add', 'a');
  git(folder, 'add', '--intent-to-add', 'c');
  writeFiles(folder, { a: 'changed again' });
  expect(Object.fromEntries(stagedTree(Repository.open(folder)))).toEqual({
    a: git(folder, 'rev-parse', ':a'),
    b: git(folder, 'rev-parse', ':b'),
  });
});
