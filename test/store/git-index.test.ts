import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GitIndex, type IndexChange, type IndexEntry } from '../../src/store/git-index.js';
import { BrokenIndexError, UnsupportedIndexError } from '../../src/store/write-errors.js';
import { git, gitRepository, temporaryFolder, writeFiles } from '../support/repository.js';

const VERSIONS = [2, 3, 4];
const BLOB = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';

function indexOf(folder: string): GitIndex {
  return GitIndex.read(join(folder, '.git', 'index'))!;
}

/** As `git ls-files --stage --debug` writes an entry. */
function asGitSays({ path, mode, oid, stage, stat }: IndexEntry): string {
  return [
    `${mode} ${oid} ${stage}\t${path}`,
    `  ctime: ${stat.ctimeS}:${stat.ctimeNs}`,
    `  mtime: ${stat.mtimeS}:${stat.mtimeNs}`,
    `  dev: ${stat.dev}\tino: ${stat.ino}`,
    `  uid: ${stat.uid}\tgid: ${stat.gid}`,
    `  size: ${stat.size}`,
  ].join('\n');
}

function allEntries(index: GitIndex): string {
  return [...index.entries()].map(asGitSays).join('\n');
}

function gitEntries(folder: string): string {
  return git(folder, '-c', 'core.quotePath=false', 'ls-files', '--stage', '--debug').replace(/\tflags: .*/g, '');
}

/** An index of this version with these paths, all of them empty files that need not exist. */
function indexWith(version: number, paths: string[]): string {
  const folder = temporaryFolder();
  git(folder, 'init', '--quiet');
  writeFiles(folder, { empty: '' });
  git(folder, 'hash-object', '-w', 'empty');
  git(folder, 'config', 'index.version', String(version));
  for (const path of paths) git(folder, 'update-index', '--add', '--cacheinfo', `100644,${BLOB},${path}`);
  git(folder, 'update-index', '--index-version', String(version));
  // Version 3 is what git writes when an entry needs the flags that version 2 has no place for.
  if (version === 3) git(folder, 'update-index', '--skip-worktree', paths[0]!);
  return folder;
}

const PATHS = [
  'a-b',
  'a0',
  'a/b',
  'a.b',
  'ab/c/d',
  'otus/aa/aaaaaaaa.json',
  'otus/aa/ab.json',
  'ü/ß é.json',
  'z'.repeat(5000),
];

describe.each(VERSIONS)('an index of version %i', (version) => {
  test('is read as git reads it', () => {
    const folder = indexWith(version, PATHS);
    const index = indexOf(folder);
    expect(index.version).toBe(version);
    expect(allEntries(index)).toBe(gitEntries(folder));
    expect(index.get('a-b')).toMatchObject({ path: 'a-b', skipWorktree: version === 3 });
    for (const path of PATHS) expect(index.get(path)?.path).toBe(path);
    for (const path of ['', '0', 'a', 'aa', 'a/', 'otus', 'zz']) expect(index.get(path)).toBeNull();
  });

  test('knows what lies below a folder', () => {
    const index = indexOf(indexWith(version, PATHS));
    expect([...index.entries('a')].map(({ path }) => path)).toEqual(['a/b']);
    expect([...index.entries('otus')].length).toBe(2);
    expect([...index.entries('nothing')]).toEqual([]);
    expect([...index.entries()].length).toBe(PATHS.length);
  });

  test('after any edit is what git would have made of it', () => {
    const name = fc.constantFrom('a', 'b', 'a-b', 'ab', 'abc', 'é', '0');
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `${names.join('/')}.json`);
    const changes = fc.dictionary(path, fc.boolean(), { minKeys: 1, maxKeys: 8, noNullPrototype: true });
    const first = indexWith(version, ['k.json', 'a/a/b.json', 'a/a/c.json', 'b/b.json', 'ab/a.json', 'zz.json']);
    const original = readFileSync(join(first, '.git', 'index'));
    fc.assert(
      fc.property(changes, fc.boolean(), (wanted, smudge) => {
        writeFileSync(join(first, '.git', 'index'), original);
        const index = indexOf(first);
        const edits = new Map<string, IndexChange>();
        for (const [path, stays] of Object.entries(wanted)) {
          edits.set(path, stays ? { mode: '100755', oid: BLOB, stat: null } : null);
        }
        const { pieces } = index.edit({ changes: edits, smudge: smudge ? [0, 2] : [] });
        writeFileSync(join(first, '.git', 'index'), Buffer.concat(pieces));
        const ours = gitEntries(first);
        writeFileSync(join(first, '.git', 'index'), original);
        for (const [path, change] of edits) {
          if (change) git(first, 'update-index', '--add', '--cacheinfo', `100755,${BLOB},${path}`);
          else git(first, 'update-index', '--force-remove', path);
        }
        expect(ours).toBe(gitEntries(first));
        // What we wrote is read back the same, from memory and from disk.
        writeFileSync(join(first, '.git', 'index'), Buffer.concat(pieces));
        expect(allEntries(indexOf(first))).toBe(ours);
        git(first, 'fsck', '--strict');
      }),
      { numRuns: 15 },
    );
  });
});

describe('the trees that an index has recorded', () => {
  test('make the next commit right, whatever happened to the files', () => {
    const folder = gitRepository({ 'a/x': '1', 'a/b/y': '2', 'c/z': '3' });
    const index = indexOf(folder);
    const changes = new Map<string, IndexChange>([
      ['a/b/new', { mode: '100644', oid: BLOB, stat: null }],
      ['c/z', null],
    ]);
    writeFiles(folder, { empty: '' });
    git(folder, 'hash-object', '-w', 'empty');
    writeFileSync(index.file, Buffer.concat(index.edit({ changes }).pieces));
    const written = git(folder, 'ls-tree', '-r', '--name-only', git(folder, 'write-tree'));
    expect(written.split('\n')).toEqual(['a/b/new', 'a/b/y', 'a/x']);
  });

  test('are kept where the caller knows what they are after the edit', () => {
    const folder = gitRepository({ 'a/x': '1', 'a/b/y': '2', 'c/z': '3' });
    const before = indexOf(folder);
    const tree = (revision: string) => (path: string) => {
      const oid = git(folder, 'rev-parse', '--quiet', `${revision}:${path}`);
      return oid === '' ? null : oid;
    };
    const original = readFileSync(before.file);
    writeFiles(folder, { 'a/b/y': 'new', 'a/b/n': 'new' });
    git(folder, 'commit', '--quiet', '--all', '-m', 'y');
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '-m', 'n');
    const added = git(folder, 'hash-object', 'a/b/n');
    const changes = new Map<string, IndexChange>([
      ['a/b/y', { mode: '100644', oid: added, stat: null }],
      ['a/b/n', { mode: '100644', oid: added, stat: null }],
    ]);
    writeFileSync(before.file, original);
    const edited = before.edit({ changes, trees: { before: tree('HEAD~2'), after: tree('HEAD') } });
    writeFileSync(before.file, Buffer.concat(edited.pieces));
    const after = indexOf(folder);
    expect(after.trees?.count).toBe(4);
    expect(Buffer.from(after.trees!.id, 'latin1').toString('hex')).toBe(git(folder, 'rev-parse', 'HEAD^{tree}'));
    expect(git(folder, 'write-tree')).toBe(git(folder, 'rev-parse', 'HEAD^{tree}'));
    git(folder, 'fsck', '--strict');
  });

  test('are given up where they were not what the caller says', () => {
    const folder = gitRepository({ 'a/x': '1' });
    const index = indexOf(folder);
    const changes = new Map<string, IndexChange>([['a/x', { mode: '100644', oid: BLOB, stat: null }]]);
    const wrong = () => BLOB;
    const { pieces } = index.edit({ changes, trees: { before: wrong, after: wrong } });
    writeFileSync(index.file, Buffer.concat(pieces));
    expect(indexOf(folder).trees?.count).toBe(-1);
  });
});

describe('an index that cannot be used', () => {
  test('is refused where it is split, with the command that joins it', () => {
    const folder = gitRepository({ a: '1' });
    git(folder, 'update-index', '--split-index');
    expect(() => indexOf(folder)).toThrow(UnsupportedIndexError);
    expect(() => indexOf(folder)).toThrow(
      expect.objectContaining({ suggestions: [expect.stringContaining('--no-split-index')] }),
    );
    git(folder, 'update-index', '--no-split-index');
    expect(indexOf(folder).size).toBe(1);
  });

  test('is refused where it is sparse, with the command that fills it', () => {
    const folder = gitRepository({ 'a/b/c': '1', 'd/e': '2' });
    git(folder, 'sparse-checkout', 'set', '--cone', '--sparse-index', 'd');
    expect(() => indexOf(folder)).toThrow(
      expect.objectContaining({ suggestions: [expect.stringContaining('--no-sparse-index')] }),
    );
    git(folder, 'sparse-checkout', 'reapply', '--no-sparse-index');
    expect(indexOf(folder).get('a/b/c')).toMatchObject({ skipWorktree: true });
  });

  test('is named where it is damaged, and nothing worse happens', () => {
    const folder = gitRepository({ a: '1', 'b/c': '2' });
    const file = join(folder, '.git', 'index');
    const good = readFileSync(file);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, flip, cut) => {
        const bad = Buffer.from(cut ? good.subarray(0, at) : good);
        if (!cut) bad[at]! ^= flip;
        writeFileSync(file, bad);
        expect(() => GitIndex.read(file)).toThrow(/git index/);
      }),
      { numRuns: 200 },
    );
    writeFileSync(file, Buffer.from('DIRC'));
    expect(() => GitIndex.read(file)).toThrow(BrokenIndexError);
  });

  test('is none at all where the file is missing', () => {
    expect(GitIndex.read(join(temporaryFolder(), 'index'))).toBeNull();
    expect(GitIndex.empty('nowhere').size).toBe(0);
  });
});

test('an index without a checksum is written without one', () => {
  const folder = gitRepository({ a: '1' });
  const file = join(folder, '.git', 'index');
  writeFileSync(file, Buffer.concat([readFileSync(file).subarray(0, -20), Buffer.alloc(20)]));
  const index = indexOf(folder);
  expect(index.hasChecksum).toBe(false);
  const changes = new Map<string, IndexChange>([['b', { mode: '100644', oid: BLOB, stat: null }]]);
  const { pieces } = index.edit({ changes });
  writeFileSync(file, Buffer.concat(pieces));
  expect(readFileSync(file).subarray(-20)).toEqual(Buffer.alloc(20));
  expect(indexOf(folder).size).toBe(2);
});

test('entries of the second in which the index was written are known to be in doubt', () => {
  const folder = gitRepository({ old: '1', young: '2' });
  utimesSync(join(folder, 'old'), 1_600_000_000, 1_600_000_000);
  git(folder, 'update-index', '--refresh');
  const index = indexOf(folder);
  utimesSync(index.file, index.get('young')!.stat.mtimeS, index.get('young')!.stat.mtimeS);
  const again = indexOf(folder);
  expect(again.racy().map((at) => again.entry(at).path)).toEqual(['young']);
});
