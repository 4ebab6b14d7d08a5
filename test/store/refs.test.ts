import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { InvalidRefNameError, RefLockedError, RefMovedError } from '../../src/store/errors.js';
import type { Signature } from '../../src/store/object-format.js';
import { isRefName } from '../../src/store/ref-names.js';
import { prepareRefUpdate, updateRef } from '../../src/store/refs.js';
import { Repository } from '../../src/store/repository.js';
import { git, gitRepository, temporaryFolder, writeFiles } from '../support/repository.js';

const signature: Signature = { name: 'Ada', email: 'ada@example.org', timestamp: 1_700_000_000, offset: 90 };
const reflog = { signature, message: 'commit: something' };

/** A repository with three commits, oldest first. */
function history(): { folder: string; commits: [string, string, string] } {
  const folder = gitRepository({ 'a.txt': 'a' });
  for (const message of ['two', 'three']) git(folder, 'commit', '--quiet', '--allow-empty', '-m', message);
  const commits = git(folder, 'rev-list', '--reverse', 'HEAD').split('\n') as [string, string, string];
  return { folder, commits };
}

/** What is left in `refkit/` by an update of a ref. */
function leftovers(folder: string): string[] {
  return readdirSync(join(folder, '.git/refkit')).filter((name) => name.startsWith('ref-'));
}

describe('updateRef', () => {
  it('moves a branch, and git sees it with its reflog and that of HEAD', () => {
    const { folder, commits } = history();
    updateRef(Repository.open(folder), 'refs/heads/main', { from: commits[2], to: commits[0], reflog });
    expect(git(folder, 'rev-parse', 'main')).toBe(commits[0]);
    for (const ref of ['main', 'HEAD']) {
      expect(git(folder, 'log', '-g', '-1', '--date=raw', '--format=%H %gd %gn %ge %gs', ref)).toBe(
        `${commits[0]} ${ref}@{1700000000 +0130} Ada ada@example.org commit: something`,
      );
      expect(git(folder, 'rev-parse', `${ref}@{1}`)).toBe(commits[2]);
    }
    expect(leftovers(folder)).toEqual([]);
    expect(git(folder, 'fsck', '--strict')).toBe('');
  });

  it('moves what HEAD names, and HEAD itself when it is detached', () => {
    const { folder, commits } = history();
    updateRef(Repository.open(folder), 'HEAD', { from: commits[2], to: commits[1], reflog });
    expect(git(folder, 'symbolic-ref', 'HEAD')).toBe('refs/heads/main');
    expect(git(folder, 'rev-parse', 'main')).toBe(commits[1]);
    git(folder, 'checkout', '--quiet', '--detach');
    updateRef(Repository.open(folder), 'HEAD', { from: commits[1], to: commits[0], reflog });
    expect(git(folder, 'rev-parse', 'HEAD')).toBe(commits[0]);
    expect(git(folder, 'rev-parse', 'main')).toBe(commits[1]);
  });

  it('makes a ref that is not there, and moves one that is packed', () => {
    const { folder, commits } = history();
    const repo = Repository.open(folder);
    updateRef(repo, 'refs/heads/deep/new/branch', { from: null, to: commits[0], reflog });
    git(folder, 'pack-refs', '--all', '--prune');
    expect(existsSync(join(folder, '.git/refs/heads/deep'))).toBe(false);
    expect(repo.resolveRef('refs/heads/deep/new/branch')).toBe(commits[0]);
    updateRef(repo, 'refs/heads/deep/new/branch', { from: commits[0], to: commits[1], reflog });
    expect(git(folder, 'rev-parse', 'deep/new/branch')).toBe(commits[1]);
    expect(repo.resolveRef('refs/heads/deep/new/branch')).toBe(commits[1]);
  });

  it('makes a branch where empty folders of others are left', () => {
    const { folder, commits } = history();
    mkdirSync(join(folder, '.git/refs/heads/old/er'), { recursive: true });
    updateRef(Repository.open(folder), 'refs/heads/old', { from: null, to: commits[0], reflog });
    expect(git(folder, 'rev-parse', 'old')).toBe(commits[0]);
  });

  it('refuses when the ref is elsewhere than the caller thinks, and changes nothing', () => {
    const { folder, commits } = history();
    const repo = Repository.open(folder);
    for (const from of [commits[0], null]) {
      expect(() => updateRef(repo, 'refs/heads/main', { from, to: commits[1], reflog })).toThrow(RefMovedError);
    }
    expect(() => updateRef(repo, 'refs/heads/none', { from: commits[0], to: commits[1], reflog })).toThrow(
      RefMovedError,
    );
    expect(git(folder, 'rev-parse', 'main')).toBe(commits[2]);
    expect(existsSync(join(folder, '.git/refs/heads/main.lock'))).toBe(false);
    expect(leftovers(folder)).toEqual([]);
  });

  it('refuses names that git refuses, and names that another ref is in the way of', () => {
    const { folder, commits } = history();
    const repo = Repository.open(folder);
    const make = (name: string) => () => updateRef(repo, name, { from: null, to: commits[0], reflog });
    for (const name of ['refs/heads/a..b', 'refs/heads/a.lock', '../x', 'refs/heads/', 'refs/heads/a b', '']) {
      expect(make(name), name).toThrow(InvalidRefNameError);
    }
    expect(make('refs/heads/main/below')).toThrow(InvalidRefNameError);
    git(folder, 'branch', 'over/loose');
    expect(make('refs/heads/over')).toThrow(InvalidRefNameError);
    git(folder, 'pack-refs', '--all', '--prune');
    expect(make('refs/heads/over')).toThrow(InvalidRefNameError);
    expect(make('refs/heads/main/below')).toThrow(InvalidRefNameError);
    git(folder, 'fsck', '--strict');
    expect(leftovers(folder)).toEqual([]);
  });

  it('keeps reflogs where git does: never in a bare repository unless told to', () => {
    const { folder, commits } = history();
    const bare = join(temporaryFolder(), 'bare.git');
    git('.', 'clone', '--quiet', '--bare', folder, bare);
    const main = { from: commits[2], to: commits[1], reflog };
    updateRef(Repository.open(bare), 'refs/heads/main', main);
    expect(existsSync(join(bare, 'logs'))).toBe(false);
    git(bare, 'config', 'core.logAllRefUpdates', 'always');
    updateRef(Repository.open(bare), 'refs/tags/light', { from: null, to: commits[1], reflog });
    expect(git(bare, 'reflog', 'refs/tags/light')).toContain('commit: something');
  });

  it('moves the branch of a linked worktree, and writes its own HEAD reflog', () => {
    const { folder, commits } = history();
    const linked = join(temporaryFolder(), 'linked tree');
    git(folder, 'worktree', 'add', '--quiet', '-b', 'topic', linked);
    updateRef(Repository.open(linked), 'HEAD', { from: commits[2], to: commits[0], reflog });
    expect(git(folder, 'rev-parse', 'topic')).toBe(commits[0]);
    expect(git(linked, 'rev-parse', 'HEAD')).toBe(commits[0]);
    expect(git(linked, 'rev-parse', 'HEAD@{1}')).toBe(commits[2]);
    expect(git(folder, 'rev-parse', 'HEAD')).toBe(commits[2]);
  });
});

describe("a ref's lock", () => {
  it('keeps git out between the two halves of a move', () => {
    const { folder, commits } = history();
    const move = prepareRefUpdate(Repository.open(folder), 'refs/heads/main', {
      from: commits[2],
      to: commits[1],
      reflog,
    });
    expect(() => git(folder, 'update-ref', 'refs/heads/main', commits[0])).toThrow('main.lock');
    move.commit();
    expect(git(folder, 'rev-parse', 'main')).toBe(commits[1]);
    const other = prepareRefUpdate(Repository.open(folder), 'refs/heads/main', {
      from: commits[1],
      to: commits[0],
      reflog,
    });
    other.release();
    git(folder, 'update-ref', 'refs/heads/main', commits[2]);
  });

  it('that another program holds and keeps is respected, with a clear message', () => {
    const { folder, commits } = history();
    const lock = join(folder, '.git/refs/heads/main.lock');
    writeFileSync(lock, '');
    const move = () =>
      updateRef(Repository.open(folder), 'refs/heads/main', { from: commits[2], to: commits[1], reflog });
    expect(move).toThrow(/refs\/heads\/main is locked by another program.*main.lock/);
    expect(readFileSync(lock, 'utf8')).toBe('');
    rmSync(lock);
    move();
  });

  it('that another program holds for a moment is waited for', async () => {
    const { folder, commits } = history();
    const lock = join(folder, '.git/refs/heads/main.lock');
    writeFileSync(lock, '');
    const remover = spawn(process.execPath, [
      '-e',
      `setTimeout(() => require('fs').rmSync(${JSON.stringify(lock)}), 300)`,
    ]);
    updateRef(Repository.open(folder), 'refs/heads/main', { from: commits[2], to: commits[1], reflog });
    expect(git(folder, 'rev-parse', 'main')).toBe(commits[1]);
    await new Promise((resolve) => remover.on('exit', resolve));
  });

  it('that a killed refkit left is removed, one that a live refkit holds is not', () => {
    const { folder, commits } = history();
    const script = bundle(`
      import { Repository } from ${source('repository')};
      import { prepareRefUpdate } from ${source('refs')};
      const [folder, from, to] = process.argv.slice(2);
      const signature = { name: 'A', email: 'a@b', timestamp: 1, offset: 0 };
      prepareRefUpdate(Repository.open(folder), 'refs/heads/main', { from, to, reflog: { signature, message: 'x' } });
      process.kill(process.pid, 'SIGKILL');
    `);
    expect(spawnSync(process.execPath, [script, folder, commits[2], commits[0]]).signal).toBe('SIGKILL');
    expect(existsSync(join(folder, '.git/refs/heads/main.lock'))).toBe(true);
    expect(leftovers(folder).length).toBe(1);
    updateRef(Repository.open(folder), 'refs/heads/main', { from: commits[2], to: commits[1], reflog });
    expect(git(folder, 'rev-parse', 'main')).toBe(commits[1]);
    expect(leftovers(folder)).toEqual([]);
    const repo = Repository.open(folder);
    const held = prepareRefUpdate(repo, 'refs/heads/main', { from: commits[1], to: commits[2], reflog });
    expect(() => updateRef(repo, 'refs/heads/main', { from: commits[1], to: commits[0], reflog })).toThrow(
      RefLockedError,
    );
    held.commit();
    expect(git(folder, 'rev-parse', 'main')).toBe(commits[2]);
  });

  it('loses no update between several refkits and git (slow)', async () => {
    const { folder, commits } = history();
    const ROUNDS = 40;
    // Each adds its own commits on top of wherever the branch is, again and again until nobody was faster.
    const script = bundle(`
      import { Repository } from ${source('repository')};
      import { updateRef } from ${source('refs')};
      import { encodeCommit } from ${source('object-format')};
      const [folder, name, rounds] = process.argv.slice(2);
      const repo = Repository.open(folder);
      for (let i = 0; i < Number(rounds); i++) {
        for (;;) {
          const from = repo.resolveRef('refs/heads/main');
          const { tree } = repo.objects.readCommit(from);
          const signature = { name, email: 'a@b', timestamp: i, offset: 0 };
          const commit = { tree, parents: [from], author: signature, committer: signature, message: name + ' ' + i };
          const to = repo.objects.write('commit', encodeCommit(commit));
          try {
            updateRef(repo, 'refs/heads/main', { from, to, reflog: { signature, message: 'x' } });
            break;
          } catch (error) {
            if (error.code !== 'REF_MOVED') throw error;
          }
        }
      }
    `);
    const workers = ['a', 'b', 'c'].map(
      (name) =>
        new Promise<number | null>((resolve) => {
          const child = spawn(process.execPath, [script, folder, name, `${ROUNDS}`], {
            stdio: ['ignore', 'ignore', 'inherit'],
          });
          child.on('exit', resolve);
        }),
    );
    let byGit = 0;
    let finished = false;
    const all = Promise.all(workers).then((codes) => {
      finished = true;
      return codes;
    });
    while (!finished) {
      try {
        git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'git');
        byGit++;
      } catch {
        // The branch moved, or was locked: git says so, and its commit is not counted.
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await all).toEqual([0, 0, 0]);
    const subjects = git(folder, 'log', '--format=%s').split('\n');
    for (const name of ['a', 'b', 'c']) {
      expect(subjects.filter((subject) => subject.startsWith(`${name} `)).length).toBe(ROUNDS);
    }
    expect(subjects.filter((subject) => subject === 'git').length).toBe(byGit);
    expect(subjects.length).toBe(3 * ROUNDS + byGit + commits.length);
    expect(git(folder, 'fsck', '--strict', '--no-dangling')).toBe('');
    expect(leftovers(folder)).toEqual([]);
  });
});

/** A module of the store, as a text to import it by. */
function source(name: string): string {
  return JSON.stringify(join(import.meta.dirname, `../../src/store/${name}.ts`));
}

/** A program for another process, made of TypeScript that imports the store. */
function bundle(code: string): string {
  const folder = temporaryFolder();
  writeFiles(folder, { 'program.ts': code });
  const output = join(folder, 'program.mjs');
  buildSync({
    entryPoints: [join(folder, 'program.ts')],
    outfile: output,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return output;
}

describe('a ref name', () => {
  it('is allowed exactly when git allows it', () => {
    const folder = gitRepository();
    const bad = [
      'a..b',
      'a b',
      'a~',
      'a^',
      'a:',
      'a?',
      'a*',
      'a[',
      'a\\b',
      '.a',
      'a/.b',
      'a.lock',
      'a.lock/b',
      'a.',
      'a//b',
    ];
    bad.push('a/', '/a', 'a@{b', 'a\x7f', 'a\tb', '@{');
    const good = ['a', 'a/b', 'a.b', 'a@b', '@a', 'a-b', '-a', 'ä', 'a]', '{a}', 'a!', "a'b", 'a"b', 'a.locks', 'A'];
    for (const name of [...bad, ...good]) {
      let byGit = true;
      try {
        git(folder, 'check-ref-format', `refs/heads/${name}`);
      } catch {
        byGit = false;
      }
      expect([name, isRefName(`refs/heads/${name}`)]).toEqual([name, byGit]);
    }
  });
});

describe('reading refs', () => {
  it('lists what git for-each-ref lists, loose and packed', () => {
    const { folder, commits } = history();
    git(folder, 'tag', '-a', 'v1', '-m', 'v1');
    git(folder, 'branch', 'topic/one', commits[0]);
    git(folder, 'pack-refs', '--all');
    git(folder, 'update-ref', 'refs/heads/topic/one', commits[1]);
    git(folder, 'tag', 'v0', commits[0]);
    git(folder, 'branch', 'topic/two');
    git(folder, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/heads/main');
    git(folder, 'symbolic-ref', 'refs/remotes/broken/HEAD', 'refs/heads/nowhere');
    const repo = Repository.open(folder);
    const byGit = (prefix: string) =>
      git(folder, 'for-each-ref', '--format=%(refname) %(objectname)', prefix).split('\n').filter(Boolean);
    for (const prefix of ['refs/', 'refs/tags/', 'refs/heads/topic/', 'refs/none/', 'refs/remotes/']) {
      expect(repo.listRefs(prefix).map(({ name, oid }) => `${name} ${oid}`)).toEqual(byGit(prefix));
    }
    git(folder, 'tag', 'v2');
    git(folder, 'pack-refs', '--all', '--prune');
    expect(repo.listRefs('refs/tags/').map(({ name, oid }) => `${name} ${oid}`)).toEqual(byGit('refs/tags/'));
    expect(repo.resolveRef('refs/tags/v2')).toBe(commits[2]);
  });

  it('tells a broken ref and one that leads in a circle', () => {
    const { folder } = history();
    writeFileSync(join(folder, '.git/refs/heads/broken'), 'garbage\n');
    expect(() => Repository.open(folder).resolveRef('refs/heads/broken')).toThrow('refs/heads/broken');
    git(folder, 'symbolic-ref', 'refs/heads/one', 'refs/heads/two');
    git(folder, 'symbolic-ref', 'refs/heads/two', 'refs/heads/one');
    expect(() => Repository.open(folder).resolveRef('refs/heads/one')).toThrow('circle');
  });
});
