import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CorruptObjectError, InvalidPathError } from '../../src/store/errors.js';
import { ObjectStore } from '../../src/store/objects.js';
import { parseTree } from '../../src/store/tree-format.js';
import { diffTrees, editTree, entryAt, listTree, type TreeChange } from '../../src/store/trees.js';
import { git, gitRepository, temporaryFolder } from '../support/repository.js';

/** A store on a repository without commits, and blobs to put into trees. */
function emptyStore(): {
  folder: string;
  store: ObjectStore;
  blobs: string[];
  write: typeof ObjectStore.prototype.write;
} {
  const folder = gitRepository();
  const store = new ObjectStore(join(folder, '.git/objects'));
  const blobs = ['one', 'two', 'three'].map((text) => store.write('blob', Buffer.from(text)));
  return { folder, store, blobs, write: (type, data) => store.write(type, data) };
}

/** The tree of these files as real git makes it, through an index of its own. */
function treeByGit(folder: string, files: Map<string, { mode: string; oid: string }>): string {
  const env = { ...process.env, GIT_INDEX_FILE: join(temporaryFolder(), 'index') };
  const input = [...files].map(([path, { mode, oid }]) => `${mode} ${oid} 0\t${path}\0`).join('');
  execFileSync('git', ['update-index', '-z', '--index-info'], { cwd: folder, env, input });
  return execFileSync('git', ['write-tree'], { cwd: folder, env, encoding: 'utf8' }).trim();
}

/** Names that sort in odd ways beside each other, as files and as folders. */
const names = fc.constantFrom('a', 'a.b', 'a-b', 'a0', 'ab', 'b', 'ä', '漢字', 'a b', 'A', 'otus', 'z'.repeat(60));
const paths = fc.array(names, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const changes = (blobs: string[]): fc.Arbitrary<TreeChange> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ mode: fc.constantFrom('100644', '100755', '120000'), oid: fc.constantFrom(...blobs) }),
    },
    { weight: 1, arbitrary: fc.constant(null) },
  );

/** What a step of changes does to a plain list of files. A step never names both a path and one below it. */
function apply(files: Map<string, { mode: string; oid: string }>, step: Map<string, TreeChange>): void {
  for (const [path, change] of step) {
    for (const other of [...files.keys()]) {
      const below = other === path || other.startsWith(`${path}/`);
      if (below || (change !== null && path.startsWith(`${other}/`))) files.delete(other);
    }
    if (change) files.set(path, change);
  }
}

function steps(blobs: string[]) {
  return fc.array(
    fc
      .array(fc.tuple(paths, changes(blobs)), { minLength: 1, maxLength: 8 })
      .map((pairs) => new Map(pairs))
      .filter((step) => ![...step.keys()].some((a) => [...step.keys()].some((b) => b.startsWith(`${a}/`)))),
    { minLength: 1, maxLength: 5 },
  );
}

describe('editTree', () => {
  it('makes the trees that git write-tree makes, edit after edit', () => {
    const { folder, store, blobs, write } = emptyStore();
    fc.assert(
      fc.property(steps(blobs), (list) => {
        const files = new Map<string, { mode: string; oid: string }>();
        let tree: string | null = null;
        for (const step of list) {
          apply(files, step);
          tree = editTree(store, write, tree, step);
        }
        expect(tree).toBe(treeByGit(folder, files));
        const listed = [...listTree(store, tree)].map(({ path, mode, oid }) => `${mode} ${oid} ${path}`);
        expect(listed.sort()).toEqual([...files].map(([path, { mode, oid }]) => `${mode} ${oid} ${path}`).sort());
        for (const [path, { mode, oid }] of files) expect(entryAt(store, tree, path)).toEqual({ path, mode, oid });
      }),
      { numRuns: 60 },
    );
    expect(git(folder, 'fsck', '--strict', '--no-dangling')).toBe('');
  });

  it('reads and writes only the folders on the path', () => {
    const { store, blobs, write } = emptyStore();
    const file = (blob: number) => ({ mode: '100644', oid: blobs[blob]! });
    const files = new Map(['otus/aa/1', 'otus/aa/2', 'otus/bb/1', 'other/x'].map((path) => [path, file(0)]));
    const tree = editTree(store, write, null, files);
    const read: string[] = [];
    const written: string[] = [];
    const source = {
      readTreeData: (oid: string) => {
        read.push(oid);
        return store.readTreeData(oid);
      },
    };
    const counted = (type: Parameters<typeof write>[0], data: Buffer) => {
      const oid = write(type, data);
      written.push(oid);
      return oid;
    };
    const edited = editTree(source, counted, tree, new Map([['otus/aa/2', file(1)]]));
    expect(read).toEqual([tree, entryAt(store, tree, 'otus')!.oid, entryAt(store, tree, 'otus/aa')!.oid]);
    expect(written.length).toBe(3);
    expect(written.at(-1)).toBe(edited);
    expect(editTree(source, counted, edited, new Map([['otus/aa/2', file(1)]]))).toBe(edited);
    expect(written.length).toBe(3);
  });

  it('removes folders that get empty, up to the empty tree', () => {
    const { folder, store, blobs, write } = emptyStore();
    const tree = editTree(store, write, null, new Map([['a/b/c', { mode: '100644', oid: blobs[0]! }]]));
    expect(editTree(store, write, tree, new Map([['a/b/c', null]]))).toBe(git(folder, 'write-tree'));
    expect(editTree(store, write, null, new Map([['not/there', null]]))).toBe(git(folder, 'write-tree'));
  });

  it('leaves names that are not UTF-8 alone', () => {
    const { folder, store, blobs, write } = emptyStore();
    const raw = Buffer.concat([
      Buffer.from('100644 '),
      Buffer.from([0xff, 0xfe]),
      Buffer.from([0]),
      Buffer.from(blobs[0]!, 'hex'),
    ]);
    const tree = store.write('tree', raw);
    const edited = editTree(store, write, tree, new Map([['a', { mode: '100644', oid: blobs[1]! }]]));
    expect(git(folder, 'ls-tree', edited)).toBe(`100644 blob ${blobs[1]}\ta\n100644 blob ${blobs[0]}\t"\\377\\376"`);
    expect(editTree(store, write, edited, new Map([['a', null]]))).toBe(tree);
  });

  it('refuses paths that git would refuse', () => {
    const { store, blobs, write } = emptyStore();
    const file = { mode: '100644', oid: blobs[0]! };
    for (const path of ['', '/a', 'a/', 'a//b', '.', '../a', 'a/./b', '.git/config', 'a/.GIT/b', 'a\0b']) {
      expect(() => editTree(store, write, null, new Map([[path, file]])), path).toThrow(InvalidPathError);
    }
    const both = new Map([
      ['a', file],
      ['a/b', file],
    ]);
    expect(() => editTree(store, write, null, both)).toThrow(InvalidPathError);
  });
});

describe('diffTrees', () => {
  it('finds what git diff-tree finds', () => {
    const { folder, store, blobs, write } = emptyStore();
    fc.assert(
      fc.property(steps(blobs), steps(blobs), (first, second) => {
        const build = (start: string | null, list: Map<string, TreeChange>[]) =>
          list.reduce<string | null>((tree, step) => editTree(store, write, tree, step), start);
        const before = build(null, first);
        const after = build(before, second);
        const found = [...diffTrees(store, before, after)].map(
          (one) =>
            `:${one.before?.mode ?? '000000'} ${one.after?.mode ?? '000000'} ${one.before?.oid ?? ZERO} ${one.after?.oid ?? ZERO} ${one.path}`,
        );
        const lines = git(folder, 'diff-tree', '-r', '-z', '--no-renames', '--full-index', before!, after!).split('\0');
        const expected: string[] = [];
        // A file that turned into a link is one difference with status T; all others are A, D or M.
        for (let i = 0; i + 1 < lines.length; i += 2) expected.push(`${lines[i]!.slice(0, -2)} ${lines[i + 1]}`);
        expect(found).toEqual(expected);
        const below = [...diffTrees(store, before, after, 'a')].map(({ path }) => path);
        expect(below).toEqual(
          [...diffTrees(store, before, after)].map(({ path }) => path).filter((path) => path.startsWith('a/')),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('does not read what is equal', () => {
    const { store, blobs, write } = emptyStore();
    const many = new Map(
      Array.from({ length: 500 }, (_, i) => [
        `otus/${(i * 7919) % 100}/${i}.json`,
        { mode: '100644', oid: blobs[i % 3]! },
      ]),
    );
    const before = editTree(store, write, null, many);
    const after = editTree(store, write, before, new Map([['otus/7/new.json', { mode: '100644', oid: blobs[0]! }]]));
    let reads = 0;
    const source = {
      readTreeData: (oid: string) => {
        reads++;
        return store.readTreeData(oid);
      },
    };
    expect([...diffTrees(source, before, after)].map(({ path }) => path)).toEqual(['otus/7/new.json']);
    expect(reads).toBe(6);
    expect([...diffTrees(source, after, after)]).toEqual([]);
    expect(reads).toBe(6);
  });
});

const ZERO = '0'.repeat(40);

describe('a tree object', () => {
  it('is refused when its bytes make no sense', () => {
    const entry = Buffer.concat([Buffer.from('100644 a\0'), Buffer.alloc(20, 1)]);
    expect(parseTree(entry)).toEqual([{ mode: '100644', path: 'a', oid: '01'.repeat(20) }]);
    const broken = [
      entry.subarray(0, -1),
      entry.subarray(0, 8),
      entry.subarray(0, 3),
      Buffer.from('100644 \0'),
      Buffer.alloc(50, 48),
    ];
    for (const data of broken) expect(() => parseTree(data), data.toString('hex')).toThrow(CorruptObjectError);
  });

  it('gives nothing for a path through a file, and nothing below a missing folder', () => {
    const { store, blobs, write } = emptyStore();
    const tree = editTree(store, write, null, new Map([['a/b', { mode: '100644', oid: blobs[0]! }]]));
    for (const path of ['a/b/c', 'x', 'a/x', '', 'a/', '__proto__'])
      expect(entryAt(store, tree, path), path).toBeNull();
    expect([...listTree(store, tree, 'x')]).toEqual([]);
    expect([...listTree(store, tree, 'a')].map(({ path }) => path)).toEqual(['a/b']);
    expect([...listTree(store, null)]).toEqual([]);
  });
});
