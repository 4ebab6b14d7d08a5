import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DetachedHeadError, UnbornBranchError, UncommittedChangesError } from '../../src/store/errors.js';
import { Repository } from '../../src/store/repository.js';
import { readWorkingFile, status, writeWorkingFile } from '../../src/store/working-tree.js';
import {
  FileChangedError,
  GitLockedError,
  OperationInProgressError,
  UnsafePathError,
} from '../../src/store/write-errors.js';
import { type CommitRequest, type FileChange, withWriter } from '../../src/store/writer.js';
import { git, gitRepository, gitVerdict, temporaryFolder, writeFiles } from '../support/repository.js';

const A = 'otus/aa/aaaaaaaa.json';
const B = 'otus/bb/bbbbbbbb.json';
const CLEAN = { fsck: '', status: '' };
const unix = process.platform !== 'win32';

function request(files: FileChange[], message = 'Edited something\n'): CommitRequest {
  const who = { name: 'Grace', email: 'grace@example.org', timestamp: 1_700_000_000, offset: 60 };
  return { files, message, author: who, committer: who };
}

function commit(folder: string, files: Record<string, string | null>, waitSeconds = 0) {
  const changes = Object.entries(files).map(([path, content]) => ({ path, content }));
  return withWriter(Repository.open(folder), { waitSeconds }, (writer) => writer.commit(request(changes)));
}

/** Everything that a refused write must leave as it was. */
function snapshot(folder: string): unknown {
  const files = git(folder, 'ls-files', '--cached', '--others').split('\n');
  return {
    head: git(folder, 'rev-parse', 'HEAD'),
    staged: git(folder, 'ls-files', '--stage'),
    status: git(folder, 'status', '--porcelain'),
    contents: files.map((path) => [
      path,
      existsSync(join(folder, path)) && statSync(join(folder, path)).isFile()
        ? readFileSync(join(folder, path), 'utf8')
        : null,
    ]),
  };
}

async function expectRefused(folder: string, files: Record<string, string | null>, error: unknown): Promise<void> {
  const before = snapshot(folder);
  await expect(commit(folder, files)).rejects.toThrow(error as Error);
  expect(snapshot(folder)).toEqual(before);
  expect(readdirSync(join(folder, '.git')).filter((name) => name.endsWith('.lock'))).toEqual([]);
  expect(existsSync(join(folder, '.git', 'refkit', 'pending.json'))).toBe(false);
  expect(existsSync(join(folder, '.git', 'refkit', 'lock'))).toBe(false);
}

describe('a commit', () => {
  test('changes, adds and removes files, at HEAD, on disk and in the index', async () => {
    const folder = gitRepository({ [A]: 'one\n', [B]: 'two\n', 'README.md': 'read me\n' });
    const parent = git(folder, 'rev-parse', 'HEAD');
    const done = await commit(folder, { [A]: 'changed\n', [B]: null, 'otus/cc/cccccccc.json': 'new\n' });
    expect(done).toEqual({ oid: git(folder, 'rev-parse', 'HEAD'), parent });
    expect(git(folder, 'show', '--name-status', '--format=%an <%ae> %ad|%s', '--date=iso', 'HEAD')).toBe(
      `Grace <grace@example.org> 2023-11-14 23:13:20 +0100|Edited something\n\nM\t${A}\nD\t${B}\nA\totus/cc/cccccccc.json`,
    );
    expect(readFileSync(join(folder, A), 'utf8')).toBe('changed\n');
    expect(existsSync(join(folder, 'otus/bb'))).toBe(false);
    expect(gitVerdict(folder)).toEqual(CLEAN);
    expect(git(folder, 'write-tree')).toBe(git(folder, 'rev-parse', 'HEAD^{tree}'));
    expect(git(folder, 'reflog', '-1', '--format=%gs')).toBe('commit: Edited something');
  });

  test('is told apart by nothing from one that git made: stat data, index version, recorded trees', async () => {
    const folder = gitRepository({ [A]: 'one\n', [B]: 'two\n' });
    await commit(folder, { [A]: 'changed\n' });
    const ours = git(folder, 'ls-files', '--stage', '--debug');
    git(folder, 'update-index', '--really-refresh');
    expect(ours).toBe(git(folder, 'ls-files', '--stage', '--debug'));
    // Nothing to refresh: git did not need to look into any file.
    expect(git(folder, 'diff-files')).toBe('');
  });

  test('sees what earlier ones of the same writer did', async () => {
    const folder = gitRepository({ [A]: '0\n' });
    await withWriter(Repository.open(folder), { waitSeconds: 0 }, (writer) => {
      for (let i = 1; i <= 3; i++) {
        expect(writer.read(A)?.toString()).toBe(`${i - 1}\n`);
        const { oid } = writer.commit(request([{ path: A, content: `${i}\n` }]));
        expect(writer.head).toBe(oid);
      }
      expect(writer.read('otus/none.json')).toBeNull();
      expect(writer.read('otus')).toBeNull();
    });
    expect(git(folder, 'rev-list', '--count', 'HEAD')).toBe('4');
    expect(gitVerdict(folder)).toEqual(CLEAN);
  });

  test('of hundreds of files is one pack, and as clean', async () => {
    const folder = gitRepository({ [A]: 'one\n' });
    const files: Record<string, string> = {};
    for (let i = 0; i < 300; i++) files[`otus/${String(i % 7).padStart(2, '0')}/file${i}.json`] = `${i}\n`;
    await commit(folder, files);
    expect(git(folder, 'count-objects', '-v')).toMatch(/^in-pack: 310$/m);
    expect(gitVerdict(folder)).toEqual(CLEAN);
    await commit(folder, Object.fromEntries(Object.keys(files).map((path) => [path, null])));
    expect(readdirSync(join(folder, 'otus'))).toEqual(['aa']);
    expect(gitVerdict(folder)).toEqual(CLEAN);
  });

  test('in a bare repository needs neither files nor index', async () => {
    const folder = join(temporaryFolder(), 'bare.git');
    git('.', 'clone', '--quiet', '--bare', gitRepository({ [A]: 'one\n' }), folder);
    const repo = Repository.open(folder);
    await withWriter(repo, { waitSeconds: 0 }, (writer) => writer.commit(request([{ path: A, content: 'two\n' }])));
    expect(git(folder, 'show', `HEAD:${A}`)).toBe('two');
    expect(git(folder, 'fsck', '--strict')).toBe('');
    expect(existsSync(join(folder, 'index'))).toBe(false);
  });

  test('in a linked worktree belongs to that one alone', async () => {
    const folder = gitRepository({ [A]: 'one\n' });
    const linked = join(temporaryFolder(), 'linked tree');
    git(folder, 'worktree', 'add', '--quiet', '-b', 'side', linked);
    await commit(join(linked, 'otus'), { [A]: 'two\n' });
    expect(gitVerdict(linked)).toEqual(CLEAN);
    expect(gitVerdict(folder)).toEqual(CLEAN);
    expect(git(folder, 'show', `side:${A}`)).toBe('two');
    expect(git(folder, 'show', `main:${A}`)).toBe('one');
  });

  test('works with spaces and letters of all kinds in paths', async () => {
    const folder = join(temporaryFolder(), 'Référence ü 🌱 x');
    mkdirSync(folder);
    git(folder, 'init', '--quiet');
    writeFiles(folder, { 'a b/ß 漢.json': 'one\n' });
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '-m', 'first');
    await commit(folder, { 'a b/ß 漢.json': 'two\n', 'ñ/𝕏 y.json': 'new\n' });
    expect(gitVerdict(folder)).toEqual(CLEAN);
    expect(git(folder, 'show', 'HEAD:a b/ß 漢.json')).toBe('two');
  });

  test.runIf(unix)('keeps the permissions of a file, in git and on disk', async () => {
    const folder = gitRepository({ [A]: 'one\n', [B]: 'two\n' });
    chmodSync(join(folder, A), 0o755);
    git(folder, 'commit', '--quiet', '-am', 'executable');
    chmodSync(join(folder, B), 0o640);
    await commit(folder, { [A]: 'changed\n', [B]: 'changed\n' });
    expect(git(folder, 'ls-tree', 'HEAD', A)).toMatch(/^100755/);
    expect(statSync(join(folder, A)).mode & 0o777).toBe(0o755);
    expect(statSync(join(folder, B)).mode & 0o777).toBe(0o640);
    expect(gitVerdict(folder)).toEqual(CLEAN);
  });

  test('with several parents is a merge', async () => {
    const folder = gitRepository({ [A]: 'one\n' });
    git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'other');
    const other = git(folder, 'rev-parse', 'HEAD');
    git(folder, 'reset', '--quiet', '--hard', 'HEAD~1');
    await withWriter(Repository.open(folder), { waitSeconds: 0 }, (writer) => {
      const files = [{ path: A, content: 'merged\n' }];
      writer.commit({ ...request(files), parents: [writer.head, other] });
      expect(() => writer.commit({ ...request(files), parents: [other] })).toThrow('first parent');
    });
    expect(git(folder, 'rev-parse', 'HEAD^2')).toBe(other);
    expect(gitVerdict(folder)).toEqual(CLEAN);
  });

  test('leaves alone what a person has staged, changed or not added elsewhere', async () => {
    const folder = gitRepository({ [A]: 'one\n', [B]: 'two\n', c: 'three\n' });
    writeFiles(folder, { [B]: 'staged\n', c: 'changed\n', d: 'new\n', e: 'announced\n' });
    git(folder, 'add', B);
    git(folder, 'add', '--intent-to-add', 'e');
    const before = git(folder, 'status', '--porcelain');
    await commit(folder, { [A]: 'changed\n' });
    expect(git(folder, 'status', '--porcelain')).toBe(before);
    expect(git(folder, 'show', '--name-only', '--format=', 'HEAD')).toBe(A);
    git(folder, 'commit', '--quiet', '-m', 'what was staged');
    expect(git(folder, 'show', '--name-only', '--format=', 'HEAD')).toBe(B);
    expect(git(folder, 'fsck', '--strict')).toBe('');
  });

  test('does not hide a change that was made in the moment in which the index was written', async () => {
    const folder = gitRepository({ [A]: 'one\n', [B]: 'two\n' });
    // The same size, and times that an index of whole seconds can't tell apart.
    const { mtime } = statSync(join(folder, B));
    writeFileSync(join(folder, B), 'owt\n');
    utimesSync(join(folder, B), mtime, mtime);
    await commit(folder, { [A]: 'changed\n' });
    expect(git(folder, 'status', '--porcelain')).toBe(` M ${B}`);
  });

  test('of nothing new is an empty commit', async () => {
    const folder = gitRepository({ [A]: 'one\n' });
    await commit(folder, { none: null });
    expect(git(folder, 'rev-list', '--count', 'HEAD')).toBe('2');
    expect(gitVerdict(folder)).toEqual(CLEAN);
  });

  test('does not write a file that a sparse checkout leaves out', async () => {
    const folder = gitRepository({ [A]: 'one\n', [B]: 'two\n' });
    git(folder, 'sparse-checkout', 'set', '--no-cone', 'otus/bb');
    await commit(folder, { [A]: 'changed\n' });
    expect(existsSync(join(folder, A))).toBe(false);
    expect(gitVerdict(folder)).toEqual(CLEAN);
    git(folder, 'sparse-checkout', 'disable');
    expect(readFileSync(join(folder, A), 'utf8')).toBe('changed\n');
  });

  test('takes a file for unchanged whose line ends git would convert', async () => {
    const folder = gitRepository({ [A]: '{\n}\n' });
    writeFileSync(join(folder, A), '{\r\n}\r\n');
    await expectRefused(folder, { [A]: 'changed\n' }, UncommittedChangesError);
    git(folder, 'config', 'core.autocrlf', 'true');
    git(folder, 'add', A);
    await commit(folder, { [A]: 'changed\n' });
    expect(git(folder, 'status', '--porcelain')).toBe('');
  });
});

const SHARED_MEMORY = '/dev/shm';
const otherDisk = existsSync(SHARED_MEMORY) && statSync(SHARED_MEMORY).dev !== statSync(tmpdir()).dev;

test.runIf(otherDisk)('a git folder on another disk than the files is no hindrance', async () => {
  const folder = mkdtempSync(join(SHARED_MEMORY, 'refkit-test-'));
  try {
    git(folder, 'init', '--quiet', '--separate-git-dir', join(temporaryFolder(), 'git'));
    writeFiles(folder, { [A]: 'one\n' });
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '-m', 'first');
    await commit(folder, { [A]: 'two\n', [B]: 'new\n' });
    expect(gitVerdict(folder)).toEqual(CLEAN);
    expect(git(folder, 'diff-files')).toBe('');
    writeWorkingFile(Repository.open(folder), A, 'three\n');
    expect(readdirSync(join(folder, 'otus/aa'))).toEqual(['aaaaaaaa.json']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('work that is not committed', () => {
  const cases: [name: string, state: string, make: (folder: string) => void][] = [
    ['a changed file', 'changed, but not committed', (folder) => writeFiles(folder, { [A]: 'mine\n' })],
    [
      'a changed file of the same size and time',
      'changed',
      (folder) => {
        const { mtime } = statSync(join(folder, A));
        writeFileSync(join(folder, A), 'eno\n');
        utimesSync(join(folder, A), mtime, mtime);
      },
    ],
    [
      'a staged file',
      'staged',
      (folder) => {
        writeFiles(folder, { [A]: 'mine\n' });
        git(folder, 'add', A);
      },
    ],
    [
      'a staged file that was changed back on disk',
      'staged',
      (folder) => {
        writeFiles(folder, { [A]: 'mine\n' });
        git(folder, 'add', A);
        writeFiles(folder, { [A]: 'one\n' });
      },
    ],
    ['a removed file', 'removed', (folder) => unlinkSync(join(folder, A))],
    ['a removal that is staged', 'staged', (folder) => git(folder, 'rm', '--quiet', A)],
    [
      'a removal that is staged of a file that stays',
      'staged',
      (folder) => git(folder, 'rm', '--quiet', '--cached', A),
    ],
    [
      'a file that git was told to take for unchanged',
      'changed',
      (folder) => {
        git(folder, 'update-index', '--assume-unchanged', A);
        writeFiles(folder, { [A]: 'mine\n' });
      },
    ],
    [
      'a folder in its place',
      'changed',
      (folder) => {
        unlinkSync(join(folder, A));
        mkdirSync(join(folder, A));
      },
    ],
    ['no git index', 'staged', (folder) => rmSync(join(folder, '.git', 'index'))],
  ];
  test.each(cases)('is not overwritten: %s', async (_, state, make) => {
    const folder = gitRepository({ [A]: 'one\n', [B]: 'two\n' });
    make(folder);
    await expectRefused(folder, { [A]: 'changed\n', [B]: 'changed\n' }, UncommittedChangesError);
    await expectRefused(folder, { [A]: null }, `${A} (${state}`);
    await expect(commit(folder, { [A]: 'x' })).rejects.toMatchObject({ data: { files: [A] }, kind: 'conflict' });
  });

  test.each([
    ['is there already', (folder: string) => writeFiles(folder, { 'otus/new.json': 'mine\n' }), 'not tracked by git'],
    [
      'is staged',
      (folder: string) => {
        writeFiles(folder, { 'otus/new.json': 'mine\n' });
        git(folder, 'add', '.');
      },
      'staged',
    ],
    [
      'is announced',
      (folder: string) => {
        writeFiles(folder, { 'otus/new.json': '' });
        git(folder, 'add', '--intent-to-add', '.');
      },
      'staged',
    ],
  ])('is not overwritten by a new file that %s', async (_, make, state) => {
    const folder = gitRepository({ [A]: 'one\n' });
    make(folder);
    await expectRefused(folder, { 'otus/new.json': 'new\n' }, state);
  });

  test('is not overwritten where a merge left a conflict', async () => {
    const folder = gitRepository({ [A]: 'one\n' });
    git(folder, 'switch', '--quiet', '-c', 'side');
    writeFiles(folder, { [A]: 'theirs\n' });
    git(folder, 'commit', '--quiet', '-am', 'theirs');
    git(folder, 'switch', '--quiet', 'main');
    writeFiles(folder, { [A]: 'ours\n' });
    git(folder, 'commit', '--quiet', '-am', 'ours');
    expect(() => git(folder, 'merge', 'side')).toThrow();
    await expectRefused(folder, { [A]: 'x' }, OperationInProgressError);
    rmSync(join(folder, '.git', 'MERGE_HEAD'));
    await expectRefused(folder, { [A]: 'x' }, 'in conflict');
  });

  test.runIf(unix)('is not reached through a symbolic link', async () => {
    const folder = gitRepository({ [A]: 'one\n', [B]: 'two\n' });
    const outside = temporaryFolder();
    writeFiles(outside, { 'aaaaaaaa.json': 'one\n' });
    rmSync(join(folder, 'otus/aa'), { recursive: true });
    symlinkSync(outside, join(folder, 'otus/aa'));
    await expectRefused(folder, { [A]: 'x' }, UnsafePathError);
    await expectRefused(folder, { 'otus/aa/new.json': 'x' }, 'otus/aa is a symbolic link');
    expect(readdirSync(outside)).toEqual(['aaaaaaaa.json']);
    rmSync(join(folder, 'otus/aa'));
    mkdirSync(join(folder, 'otus/aa'));
    symlinkSync(join(outside, 'aaaaaaaa.json'), join(folder, A));
    await expectRefused(folder, { [A]: 'x' }, UncommittedChangesError);
  });

  test('is not swept into a commit that a person has begun, nor lost with it', async () => {
    const folder = gitRepository({ [A]: 'one\n', [B]: 'two\n' });
    writeFiles(folder, { [B]: 'mine\n' });
    git(folder, 'add', B);
    // An editor that waits for us: git has read HEAD and the index by then.
    const script = join(temporaryFolder(), 'editor.sh');
    const go = `${script}.go`;
    writeFileSync(script, `touch '${script}.ready'; while [ ! -e '${go}' ]; do sleep 0.01; done; echo hello > "$1"`);
    const person = spawn('git', ['commit'], { cwd: folder, env: { ...process.env, GIT_EDITOR: `sh '${script}'` } });
    const ended = new Promise((resolve) => person.on('close', resolve));
    while (!existsSync(`${script}.ready`)) await new Promise((resolve) => setTimeout(resolve, 5));
    await commit(folder, { [A]: 'ours\n' }, 5);
    writeFileSync(go, '');
    expect(await ended).not.toBe(0);
    expect(git(folder, 'status', '--porcelain')).toBe(`M  ${B}`);
    git(folder, 'commit', '--quiet', '-m', 'again');
    expect(git(folder, 'show', `HEAD:${A}`)).toBe('ours');
    expect(git(folder, 'show', `HEAD:${B}`)).toBe('mine');
  });
});

describe('a state that is refused', () => {
  test('is a detached HEAD, with the ways to a branch', async () => {
    const folder = gitRepository({ [A]: 'one\n' });
    git(folder, 'checkout', '--quiet', '--detach');
    await expectRefused(folder, { [A]: 'x' }, DetachedHeadError);
    await expect(commit(folder, { [A]: 'x' })).rejects.toMatchObject({
      suggestions: [expect.stringContaining('git switch')],
    });
    // What does not move a branch works.
    await withWriter(Repository.open(folder), { waitSeconds: 0 }, (writer) => {
      expect(writer.read(A)?.toString()).toBe('one\n');
    });
  });

  test('is a branch without a commit', async () => {
    const folder = gitRepository();
    await expect(commit(folder, { [A]: 'x' })).rejects.toThrow(UnbornBranchError);
    expect(git(folder, 'status', '--porcelain')).toBe('');
  });

  test.each([
    ['merge', 'MERGE_HEAD'],
    ['cherry-pick', 'CHERRY_PICK_HEAD'],
    ['revert', 'REVERT_HEAD'],
  ])('is a %s in progress, with the ways out', async (operation, file) => {
    const folder = gitRepository({ [A]: 'one\n' });
    writeFileSync(join(folder, '.git', file), `${git(folder, 'rev-parse', 'HEAD')}\n`);
    await expectRefused(folder, { [A]: 'x' }, OperationInProgressError);
    await expect(commit(folder, { [A]: 'x' })).rejects.toMatchObject({
      suggestions: [expect.stringContaining(`git ${operation} --abort`)],
    });
  });

  test('is a rebase in progress', async () => {
    const folder = gitRepository({ [A]: 'one\n' });
    writeFiles(folder, { [A]: 'two\n' });
    git(folder, 'commit', '--quiet', '-am', 'two');
    expect(() => git(folder, 'rebase', '--quiet', '--exec', 'false', 'HEAD~1')).toThrow();
    await expectRefused(folder, { [A]: 'x' }, 'A rebase is in progress');
  });

  test.each([
    '../outside',
    'otus/../../x',
    '/etc/x',
    '.git/config',
    'a/.GIT/hooks/x',
    'a//b',
    '',
    '.',
    'git~1/x',
    '.git /x',
  ])('is the path %j', async (path) => {
    const folder = gitRepository({ [A]: 'one\n' });
    const refused = { code: expect.stringMatching(/^(INVALID|UNSAFE)_PATH$/) };
    await expect(commit(folder, { [path]: 'x' })).rejects.toMatchObject(refused);
    expect(gitVerdict(folder)).toEqual(CLEAN);
  });

  test('is a file where a folder is, or the other way round', async () => {
    const folder = gitRepository({ [A]: 'one\n', file: 'x\n' });
    await expectRefused(folder, { 'file/below.json': 'x' }, UnsafePathError);
    await expectRefused(folder, { 'otus/aa': 'x' }, UnsafePathError);
    await expectRefused(folder, { 'otus/aa': null }, UnsafePathError);
  });

  test('is an index that git holds for too long', async () => {
    const folder = gitRepository({ [A]: 'one\n' });
    writeFileSync(join(folder, '.git', 'index.lock'), '');
    await expect(commit(folder, { [A]: 'x' })).rejects.toThrow(GitLockedError);
    rmSync(join(folder, '.git', 'index.lock'));
    expect(gitVerdict(folder)).toEqual(CLEAN);
    expect((await commit(folder, { [A]: 'x\n' })).oid).toBe(git(folder, 'rev-parse', 'HEAD'));
  });

  test('is a branch whose lock is held, and nothing is left of the attempt', async () => {
    const folder = gitRepository({ [A]: 'one\n' });
    const lock = join(folder, '.git/refs/heads/main.lock');
    writeFileSync(lock, '');
    await expect(commit(folder, { [A]: 'x' })).rejects.toMatchObject({ code: 'REF_LOCKED' });
    rmSync(lock);
    expect(gitVerdict(folder)).toEqual(CLEAN);
  });

  test.runIf(unix && process.getuid?.() !== 0)('is a folder that cannot be written to', async () => {
    const folder = gitRepository({ [A]: 'one\n' });
    chmodSync(join(folder, '.git'), 0o555);
    await expect(commit(folder, { [A]: 'x' })).rejects.toMatchObject({ code: 'CANNOT_WRITE' });
    chmodSync(join(folder, '.git'), 0o755);
    expect(gitVerdict(folder)).toEqual(CLEAN);
  });
});

describe('beside a real git', () => {
  test('work is done again when git moved the branch in the same moment', async () => {
    const folder = gitRepository({ [A]: '1\n', [B]: 'two\n' });
    let runs = 0;
    await withWriter(Repository.open(folder), { waitSeconds: 5 }, (writer) => {
      const seen = Number(writer.read(A));
      if (++runs === 1) {
        writeFiles(folder, { [A]: '10\n' });
        git(folder, 'commit', '--quiet', '-am', 'in between');
      }
      writer.commit(request([{ path: A, content: `${seen + 1}\n` }]));
    });
    expect(runs).toBe(2);
    expect(git(folder, 'show', `HEAD:${A}`)).toBe('11');
    expect(gitVerdict(folder)).toEqual(CLEAN);
  });

  test('an index that git wrote back as it was before an edit is brought up to date', async () => {
    const folder = gitRepository({ [A]: 'one\n', [B]: 'two\n', c: 'three\n' });
    const index = join(folder, '.git', 'index');
    await commit(folder, { c: 'before\n' });
    const old = readFileSync(index);
    await commit(folder, { [A]: 'changed\n', [B]: null, 'otus/new.json': 'new\n' });
    writeFileSync(index, old);
    expect(git(folder, 'status', '--porcelain')).not.toBe('');
    await withWriter(Repository.open(folder), { waitSeconds: 0 }, () => {});
    expect(gitVerdict(folder)).toEqual(CLEAN);
    // Also when it comes back in the middle of the next edit.
    await withWriter(Repository.open(folder), { waitSeconds: 0 }, (writer) => {
      writeFileSync(index, old);
      writer.commit(request([{ path: A, content: 'again\n' }]));
    });
    expect(gitVerdict(folder)).toEqual(CLEAN);
  });

  test('an index in which a person staged an older version stays as it is', async () => {
    const folder = gitRepository({ [A]: 'one\n', [B]: 'two\n' });
    await commit(folder, { [A]: 'changed\n' });
    git(folder, 'checkout', '--quiet', 'HEAD~1', '--', A);
    await withWriter(Repository.open(folder), { waitSeconds: 0 }, () => {});
    expect(git(folder, 'status', '--porcelain')).toBe(`M  ${A}`);
    await expectRefused(folder, { [A]: 'x' }, UncommittedChangesError);
  });
});

describe('what a killed writer left', () => {
  /** Announces an edit as a writer does, and stops there. */
  function announce(folder: string, before: string, after: string): void {
    const text = JSON.stringify({ version: 1, before, after, token: 'dead' });
    writeFiles(join(folder, '.git', 'refkit'), { 'pending.json': text, 'tmp/dead-0': 'half', 'tmp/other-0': 'theirs' });
  }

  test('is taken back where the branch did not move', async () => {
    const folder = gitRepository({ [A]: 'one\n', [B]: 'two\n' });
    const before = git(folder, 'rev-parse', 'HEAD');
    const { oid } = await commit(folder, { [A]: 'changed\n', [B]: null, 'otus/new.json': 'new\n' });
    git(folder, 'update-ref', 'refs/heads/main', before);
    announce(folder, before, oid);
    await withWriter(Repository.open(folder), { waitSeconds: 0 }, () => {});
    expect(gitVerdict(folder)).toEqual(CLEAN);
    expect(existsSync(join(folder, 'otus/new.json'))).toBe(false);
    expect(readdirSync(join(folder, '.git/refkit/tmp'))).toEqual(['other-0']);
  });

  test('is completed where the branch did move', async () => {
    const folder = gitRepository({ [A]: 'one\n', [B]: 'two\n' });
    const before = git(folder, 'rev-parse', 'HEAD');
    const { oid } = await commit(folder, { [A]: 'changed\n', [B]: null, 'otus/new.json': 'new\n' });
    git(folder, 'reset', '--quiet', '--hard', before);
    git(folder, 'update-ref', 'refs/heads/main', oid);
    announce(folder, before, oid);
    await withWriter(Repository.open(folder), { waitSeconds: 0 }, () => {});
    expect(gitVerdict(folder)).toEqual(CLEAN);
    expect(readFileSync(join(folder, A), 'utf8')).toBe('changed\n');
  });

  test('is not mixed up with what a person did since', async () => {
    const folder = gitRepository({ [A]: 'one\n', [B]: 'two\n', c: 'three\n' });
    const before = git(folder, 'rev-parse', 'HEAD');
    const { oid } = await commit(folder, { [A]: 'changed\n', [B]: 'changed\n', c: 'changed\n' });
    git(folder, 'update-ref', 'refs/heads/main', before);
    writeFiles(folder, { [A]: 'mine\n', [B]: 'mine too\n' });
    git(folder, 'add', B);
    announce(folder, before, oid);
    await withWriter(Repository.open(folder), { waitSeconds: 0 }, () => {});
    expect(git(folder, 'status', '--porcelain')).toBe(` M ${A}\nM  ${B}`);
    expect(readFileSync(join(folder, A), 'utf8')).toBe('mine\n');
    expect(readFileSync(join(folder, 'c'), 'utf8')).toBe('three\n');
  });

  test('is dropped where it cannot be read', async () => {
    const folder = gitRepository({ [A]: 'one\n' });
    writeFiles(join(folder, '.git', 'refkit'), { 'pending.json': '{"version":1,"bef' });
    await commit(folder, { [A]: 'changed\n' });
    const gone = '0123456789012345678901234567890123456789';
    announce(folder, gone, gone);
    await commit(folder, { [A]: 'again\n' });
    expect(gitVerdict(folder)).toEqual(CLEAN);
  });
});

describe('a single working file', () => {
  test('is read and replaced whole, with its permissions', () => {
    const folder = gitRepository({ [A]: 'one\n' });
    const repo = Repository.open(folder);
    if (unix) chmodSync(join(folder, A), 0o600);
    writeWorkingFile(repo, A, 'two\n');
    writeWorkingFile(repo, 'otus/new/file.json', 'new\n');
    expect(readWorkingFile(repo, A)?.toString()).toBe('two\n');
    expect(readWorkingFile(repo, 'otus/new/file.json')?.toString()).toBe('new\n');
    if (unix) expect(statSync(join(folder, A)).mode & 0o777).toBe(0o600);
    expect(readWorkingFile(repo, 'otus')).toBeNull();
    expect(readWorkingFile(repo, 'nothing/here')).toBeNull();
    expect(status(repo).map(({ path }) => path)).toEqual([A, 'otus/new/file.json']);
  });

  test('is left alone where it is not what it should be', () => {
    const folder = gitRepository({ [A]: 'one\n' });
    const repo = Repository.open(folder);
    const write = () => writeWorkingFile(repo, A, 'two\n', { expected: Buffer.from('one\n') });
    appendFileSync(join(folder, A), 'mine\n');
    expect(write).toThrow(FileChangedError);
    expect(readWorkingFile(repo, A)?.toString()).toBe('one\nmine\n');
    expect(readdirSync(join(folder, '.git/refkit/tmp'))).toEqual([]);
  });

  test.runIf(unix)('is neither read nor written through a symbolic link', () => {
    const folder = gitRepository({ [A]: 'one\n' });
    const outside = temporaryFolder();
    writeFiles(outside, { 'secret.json': 'secret\n' });
    renameSync(join(folder, 'otus'), join(folder, 'elsewhere'));
    symlinkSync(outside, join(folder, 'otus'));
    symlinkSync(join(outside, 'secret.json'), join(folder, 'link.json'));
    const repo = Repository.open(folder);
    expect(readWorkingFile(repo, 'otus/secret.json')).toBeNull();
    expect(readWorkingFile(repo, 'link.json')).toBeNull();
    expect(() => writeWorkingFile(repo, 'otus/new.json', 'x')).toThrow(UnsafePathError);
    expect(readdirSync(outside)).toEqual(['secret.json']);
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(readWorkingFile(repo, 'pipe')).toBeNull();
  });
});
