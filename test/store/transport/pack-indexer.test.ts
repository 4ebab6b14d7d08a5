import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CorruptObjectError } from '../../../src/store/errors.js';
import { encodeCommit, type ObjectType } from '../../../src/store/object-format.js';
import { placePack } from '../../../src/store/pack-files.js';
import { PackWriter } from '../../../src/store/pack-writer.js';
import { Repository } from '../../../src/store/repository.js';
import { checkArrival } from '../../../src/store/transport/connectivity.js';
import { PackRefusedError } from '../../../src/store/transport/errors.js';
import { indexPack } from '../../../src/store/transport/pack-indexer.js';
import { Quarantine } from '../../../src/store/transport/quarantine.js';
import { encodeEntry } from '../../../src/store/tree-format.js';
import { git, gitRepository, temporaryFolder } from '../../support/repository.js';
import { commit } from '../support/served.js';

/** A repository whose files change a little in each commit, so that git makes chains of deltas. */
function history(commits: number): string {
  const folder = gitRepository();
  const lines = Array.from({ length: 400 }, (_, at) => `line ${at} ${'acgt'.repeat((at * 7) % 13)}`);
  for (let number = 0; number < commits; number++) {
    lines[number * 3] = `changed ${number}`;
    commit(folder, { 'a.txt': lines.join('\n'), [`otus/${number % 3}/${number}.txt`]: lines.slice(number).join('\n') });
  }
  git(folder, 'tag', '-a', 'v1', '-m', 'One');
  return folder;
}

/** A pack with everything, as git writes it, and the index that git makes of it. */
function packed(folder: string, ...options: string[]): { file: string; index: Buffer } {
  const base = join(temporaryFolder(), 'pack');
  const name = execFileSync('git', ['pack-objects', '--quiet', '--all', ...options, base], {
    cwd: folder,
    input: '',
    encoding: 'utf8',
  }).trim();
  const file = `${base}-${name}.pack`;
  return { file, index: readFileSync(file.replace(/pack$/, 'idx')) };
}

describe('the index of a pack', () => {
  test.each([
    ['deltas that name bases by where they begin', ['--delta-base-offset', '--window=50', '--depth=50']],
    ['deltas that name bases by id', ['--window=50', '--depth=50']],
    ['no deltas', ['--window=0']],
  ])('is, byte for byte, the one that git makes: %s', (_what, options) => {
    const { file, index } = packed(history(25), ...options);
    const made = indexPack(file);
    expect(made.index.bytes.equals(index)).toBe(true);
  });

  test('knows the type of every object', () => {
    const folder = history(8);
    const { typeOf, count } = indexPack(packed(folder, '--delta-base-offset').file);
    const all = git(folder, 'cat-file', '--batch-check', '--batch-all-objects').split('\n');
    expect(all).toHaveLength(count);
    for (const line of all) {
      const [oid, type] = line.split(' ') as [string, string];
      expect(typeOf(Buffer.from(oid, 'hex'))).toBe(type);
    }
    expect(typeOf(Buffer.alloc(20))).toBeNull();
  });
});

describe('a damaged pack', () => {
  test('is seen, whichever byte it is', () => {
    const { file } = packed(history(6), '--delta-base-offset');
    const sound = readFileSync(file);
    const damaged = join(temporaryFolder(), 'damaged.pack');
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(sound);
        bytes[at]! ^= change;
        writeFileSync(damaged, bytes);
        expect(() => indexPack(damaged)).toThrow(CorruptObjectError);
      }),
      { numRuns: 150 },
    );
  });

  test('is seen, wherever it ends', () => {
    const { file } = packed(history(4), '--delta-base-offset');
    const sound = readFileSync(file);
    const cut = join(temporaryFolder(), 'cut.pack');
    for (let length = 0; length < sound.length; length += 97) {
      writeFileSync(cut, sound.subarray(0, length));
      expect(() => indexPack(cut)).toThrow(CorruptObjectError);
    }
    writeFileSync(cut, Buffer.concat([sound, Buffer.from('more')]));
    expect(() => indexPack(cut)).toThrow('the pack does not have the checksum that it says');
  });

  test('is one whose deltas are of objects that it lacks', () => {
    const folder = history(6);
    const thin = execFileSync('git', ['pack-objects', '--quiet', '--thin', '--stdout', '--revs'], {
      cwd: folder,
      input: 'HEAD\n^HEAD~1\n',
    });
    const file = join(temporaryFolder(), 'thin.pack');
    writeFileSync(file, thin);
    expect(() => indexPack(file)).toThrow('the pack has deltas of objects that it lacks');
  });
});

describe('what comes is refused', () => {
  const who = { name: 'Ada', email: 'ada@example.org', timestamp: 0, offset: 0 };

  /** Checks a pack of objects that `build` makes, and whose tip it gives. */
  function arrive(build: (add: (type: ObjectType, data: Buffer) => string) => string): void {
    const repository = Repository.open(gitRepository({ 'a.txt': 'a' }));
    const quarantine = new Quarantine(repository.objects.objectsDir);
    try {
      const writer = new PackWriter(quarantine.path);
      const tip = build((type, data) => writer.add(type, data));
      const pack = indexPack(`${writer.finish()}.pack`);
      const shallow = new Set<string>();
      checkArrival([tip], { pack, before: repository.objects, after: quarantine.objects, shallow, partial: false });
    } finally {
      quarantine.remove();
    }
  }
  const commitOf = (tree: string, parents: string[] = []) =>
    encodeCommit({ tree, parents, author: who, committer: who, message: 'x' });
  const nowhere = 'a'.repeat(40);

  test('where a commit lacks its tree', () => {
    expect(() => arrive((add) => add('commit', commitOf(nowhere)))).toThrow(`it lacks the tree ${nowhere}`);
  });

  test('where a commit lacks a parent', () => {
    const build = (add: (type: ObjectType, data: Buffer) => string) =>
      add('commit', commitOf(add('tree', Buffer.alloc(0)), [nowhere]));
    expect(() => arrive(build)).toThrow(`it lacks the commit ${nowhere}`);
  });

  test('where a tree lacks a blob', () => {
    const build = (add: (type: ObjectType, data: Buffer) => string) =>
      add('commit', commitOf(add('tree', encodeEntry('100644', 'a', nowhere))));
    expect(() => arrive(build)).toThrow(`it lacks the blob ${nowhere}`);
  });

  test('where a blob stands in the place of a tree', () => {
    const build = (add: (type: ObjectType, data: Buffer) => string) =>
      add('commit', commitOf(add('tree', encodeEntry('40000', 'a', add('blob', Buffer.from('x'))))));
    expect(() => arrive(build)).toThrow(/is a blob where a tree belongs$/);
  });

  test('where a tag or a commit is none', () => {
    for (const type of ['tag', 'commit'] as const) {
      expect(() => arrive((add) => add(type, Buffer.from('nonsense')))).toThrow(PackRefusedError);
    }
  });

  test('and nothing of it is left, and what is whole is taken', () => {
    const repository = Repository.open(gitRepository({ 'a.txt': 'a' }));
    const { file } = packed(history(3));
    const quarantine = new Quarantine(repository.objects.objectsDir);
    writeFileSync(quarantine.packFile, readFileSync(file));
    const pack = indexPack(quarantine.packFile);
    placePack(quarantine.packFile, pack.index, { durable: false });
    quarantine.adopt();
    quarantine.remove();
    repository.objects.refresh();
    expect(git(repository.workTree!, 'fsck', '--strict', '--no-dangling')).toBe('');
    expect(git(repository.workTree!, 'count-objects', '-v')).toContain(`in-pack: ${pack.count}`);
  });
});
