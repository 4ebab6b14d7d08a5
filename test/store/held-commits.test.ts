import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RefLockedError } from '../../src/store/errors.js';
import { Repository } from '../../src/store/repository.js';
import { type Writer, withWriter } from '../../src/store/writer.js';
import { git, gitRepository, temporaryFolder } from '../support/repository.js';

const PATHS = ['otus/aa/aaaaaaaa.json', 'otus/bb/bbbbbbbb.json'];

/** A bare repository that real git made. */
function bareRepository(): string {
  const source = gitRepository(Object.fromEntries(PATHS.map((path) => [path, 'one\n'])));
  const folder = join(temporaryFolder(), 'bare.git');
  git(source, 'clone', '--quiet', '--bare', '.', folder);
  return folder;
}

/** A commit that somebody makes of one file. */
function commit(writer: Writer, name: string, content: string | null, path = PATHS[0]!): string {
  const who = { name, email: `${name}@example.org`, timestamp: 1_700_000_000, offset: 0 };
  return writer.commit({ files: [{ path, content }], message: `By ${name}\n`, author: who, committer: who }).oid;
}

const subjects = (folder: string) => git(folder, 'log', '--reverse', '--format=%an %s', 'HEAD').split('\n').slice(1);
const packs = (folder: string) => readdirSync(join(folder, 'objects/pack')).filter((name) => name.endsWith('.pack'));

/** What has been written to a repository as loose objects. */
function looseObjects(folder: string): string[] {
  return readdirSync(join(folder, 'objects')).filter((name) => /^[0-9a-f]{2}$/.test(name));
}

describe('commits that are held back', () => {
  test('become commits of their own, one on the other, when they are published, with one pack', async () => {
    const folder = bareRepository();
    const before = { packs: packs(folder).length, loose: looseObjects(folder) };
    const head = git(folder, 'rev-parse', 'HEAD');
    await withWriter(Repository.open(folder), { waitSeconds: 1 }, (writer) => {
      writer.hold();
      commit(writer, 'ann', 'two\n');
      expect(writer.read(PATHS[0]!)?.toString()).toBe('two\n');
      commit(writer, 'bob', 'three\n');
      commit(writer, 'cyd', null, PATHS[1]);
      expect(writer.read(PATHS[1]!)).toBe(null);
      expect(git(folder, 'rev-parse', 'HEAD')).toBe(head);
      expect(looseObjects(folder)).toEqual(before.loose);
      writer.publish();
      expect(git(folder, 'rev-parse', 'HEAD')).toBe(writer.head);
    });
    expect(subjects(folder)).toEqual(['ann By ann', 'bob By bob', 'cyd By cyd']);
    expect(git(folder, 'log', '--format=%p', '-3').split('\n')).not.toContain('');
    expect(git(folder, 'show', `HEAD:${PATHS[0]}`)).toBe('three');
    expect(git(folder, 'ls-tree', '-r', '--name-only', 'HEAD')).toBe(PATHS[0]);
    expect(packs(folder).length).toBe(before.packs + 1);
    expect(looseObjects(folder)).toEqual(before.loose);
    expect(git(folder, 'fsck', '--strict', '--full', '--no-dangling')).toBe('');
  });

  test('are forgotten when something throws before they are published', async () => {
    const folder = bareRepository();
    const repo = Repository.open(folder);
    let forgotten = '';
    const failing = withWriter(repo, { waitSeconds: 1 }, (writer) => {
      writer.hold();
      forgotten = commit(writer, 'ann', 'two\n');
      throw new RangeError('no further');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(repo.objects.has(forgotten)).toBe(false);
    expect(subjects(folder)).toEqual([]);
    await withWriter(repo, { waitSeconds: 1 }, (writer) => commit(writer, 'bob', 'three\n'));
    expect(subjects(folder)).toEqual(['bob By bob']);
    expect(git(folder, 'fsck', '--strict', '--full', '--no-dangling')).toBe('');
  });

  test('are made again on what a real git put there meanwhile', async () => {
    const folder = bareRepository();
    let runs = 0;
    await withWriter(Repository.open(folder), { waitSeconds: 1 }, (writer) => {
      writer.hold();
      commit(writer, 'ann', 'two\n');
      if (runs++ === 0) {
        const tree = git(folder, 'rev-parse', 'HEAD^{tree}');
        git(folder, 'update-ref', 'HEAD', git(folder, 'commit-tree', tree, '-p', 'HEAD', '-m', 'pushed'));
      }
      commit(writer, 'bob', 'three\n');
      writer.publish();
    });
    expect(runs).toBe(2);
    expect(subjects(folder)).toEqual(['Ada Curator pushed', 'ann By ann', 'bob By bob']);
    expect(git(folder, 'fsck', '--strict', '--full', '--no-dangling')).toBe('');
  });

  test('are none of them made where the branch cannot move', async () => {
    const folder = bareRepository();
    const branch = git(folder, 'symbolic-ref', 'HEAD');
    git(folder, 'pack-refs', '--all');
    writeFileSync(join(folder, `${branch}.lock`), '');
    const publishing = withWriter(Repository.open(folder), { waitSeconds: 0 }, (writer) => {
      writer.hold();
      commit(writer, 'ann', 'two\n');
      commit(writer, 'bob', 'three\n');
      writer.publish();
    });
    await expect(publishing).rejects.toThrow(RefLockedError);
    expect(subjects(folder)).toEqual([]);
  });

  test('are no more than what they say: nothing is published where nothing was committed', async () => {
    const folder = bareRepository();
    const before = packs(folder);
    await withWriter(Repository.open(folder), { waitSeconds: 1 }, (writer) => {
      writer.hold();
      writer.publish();
    });
    expect(packs(folder)).toEqual(before);
    expect(subjects(folder)).toEqual([]);
  });

  test('are refused where there are working files', async () => {
    const folder = gitRepository({ [PATHS[0]!]: 'one\n' });
    const holding = withWriter(Repository.open(folder), { waitSeconds: 1 }, (writer) => writer.hold());
    await expect(holding).rejects.toThrow('one by one');
  });

  test('leave trees behind that take next to no room, however many entries they have', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`otus/${i}/file.json`, `${i}\n`]));
    const source = gitRepository(many);
    const folder = join(temporaryFolder(), 'bare.git');
    git(source, 'clone', '--quiet', '--bare', '.', folder);
    const known = packs(folder);
    await withWriter(Repository.open(folder), { waitSeconds: 1 }, (writer) => {
      writer.hold();
      for (let i = 0; i < 60; i++) commit(writer, 'ann', `changed ${i}\n`, `otus/${i * 5}/file.json`);
      writer.publish();
    });
    const added = packs(folder).find((name) => !known.includes(name))!;
    const listed = git(folder, 'verify-pack', '--verbose', join('objects/pack', added)).split('\n');
    const whole = listed.filter((line) => /^[0-9a-f]{40} tree +\d{4,} \d+ \d+$/.test(line));
    expect(whole.length).toBeLessThanOrEqual(2);
    expect(git(folder, 'fsck', '--strict', '--full', '--no-dangling')).toBe('');
  });
});

describe('a durable commit', () => {
  test('is a pack, which has been flushed to the disk, and no loose file', async () => {
    const folder = bareRepository();
    const before = { packs: packs(folder).length, loose: looseObjects(folder) };
    const writing = { waitSeconds: 1, durable: true };
    await withWriter(Repository.open(folder), writing, (writer) => commit(writer, 'ann', 'two\n'));
    expect(subjects(folder)).toEqual(['ann By ann']);
    expect(packs(folder).length).toBe(before.packs + 1);
    expect(looseObjects(folder)).toEqual(before.loose);
    expect(git(folder, 'fsck', '--strict', '--full', '--no-dangling')).toBe('');
  });

  test('leaves few packs behind, however many there were', async () => {
    const folder = bareRepository();
    const repo = Repository.open(folder);
    const writing = { waitSeconds: 1, durable: true };
    for (let i = 0; i < 70; i++) await withWriter(repo, writing, (writer) => commit(writer, 'ann', `version ${i}\n`));
    expect(packs(folder).length).toBeLessThan(25);
    expect(subjects(folder).length).toBe(70);
    expect(git(folder, 'fsck', '--strict', '--full', '--no-dangling')).toBe('');
  });

  test('changes working files and index like any other', async () => {
    const folder = gitRepository({ [PATHS[0]!]: 'one\n' });
    const writing = { waitSeconds: 1, durable: true };
    await withWriter(Repository.open(folder), writing, (writer) => commit(writer, 'ann', 'two\n'));
    expect(git(folder, 'status', '--porcelain')).toBe('');
    expect(git(folder, 'show', `HEAD:${PATHS[0]}`)).toBe('two');
    expect(existsSync(join(folder, PATHS[0]!))).toBe(true);
  });
});
