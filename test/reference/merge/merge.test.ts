import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { canonicalOtu, parseOtu } from '../../../src/otu/canonical.js';
import { otuPath } from '../../../src/otu/ids.js';
import type { Otu } from '../../../src/otu/types.js';
import { type MergeOptions, mergeTrees, type ReferenceMerge } from '../../../src/reference/merge/merge.js';
import { Repository } from '../../../src/store/repository.js';
import { editTree, entryAt } from '../../../src/store/trees.js';
import { withWriter } from '../../../src/store/writer.js';
import { git, gitRepository, gitVerdict, temporaryFolder } from '../../support/repository.js';
import { syntheticOtus } from '../../support/synthetic.js';

const [mosaic, wilt, streak, curl] = [...syntheticOtus({ count: 4, seed: 5, basesPerOtu: 40, isolatesPerOtu: 2 })] as [
  Otu,
  Otu,
  Otu,
  Otu,
];

type Files = Record<string, string | null>;

const files = (...otus: Otu[]): Files => Object.fromEntries(otus.map((otu) => [otuPath(otu.id), canonicalOtu(otu)]));

function emptyRepository(): Repository {
  const folder = temporaryFolder();
  git(folder, 'init', '--quiet', '--bare');
  return Repository.open(folder);
}

/** Writes a tree: files put into another one. */
function treeOf({ objects }: Repository, changes: Files, tree: string | null = null, mode = '100644'): string {
  const entries = Object.entries(changes).map(([path, text]) => {
    const change = text === null ? null : { mode, oid: objects.write('blob', Buffer.from(text)) };
    return [path, change] as const;
  });
  return editTree(objects, (type, data) => objects.write(type, data), tree, new Map(entries));
}

/** What each side changed of a base, and their merge. */
function merged(base: Files, ours: Files, theirs: Files, options: MergeOptions = {}) {
  const repository = emptyRepository();
  const root = treeOf(repository, base);
  const trees = { base: root, ours: treeOf(repository, ours, root), theirs: treeOf(repository, theirs, root) };
  const merge = mergeTrees(repository, trees, options);
  return { merge, repository, trees, contents: contentsOf(merge) };
}

function contentsOf(merge: ReferenceMerge): Files {
  return Object.fromEntries(merge.files.map(({ path, content }) => [path, content === null ? null : `${content}`]));
}

function otuIn(contents: Files, { id }: Otu): Otu {
  return parseOtu(contents[otuPath(id)]!);
}

const renamed = (otu: Otu, name: string): Otu => ({ ...otu, name });

function withHost(otu: Otu, host: string): Otu {
  const [first, ...others] = otu.isolates;
  return { ...otu, isolates: [{ ...first!, sequences: [{ ...first!.sequences[0]!, host }] }, ...others] };
}

describe('merging two states of a reference', () => {
  test('takes what one side changed as it is, whatever it is', () => {
    const base = { ...files(mosaic, wilt, streak), 'README.md': 'Read me\n', 'otus/notes.txt': 'a' };
    const theirs = {
      ...files(renamed(wilt, 'New')),
      [otuPath(streak.id)]: null,
      'README.md': '\0',
      'otus/aa/x.json': '{',
    };
    const { merge, contents } = merged(base, files(renamed(mosaic, 'Ours')), theirs);
    expect(contents).toEqual(theirs);
    expect(merge.otus.map(({ id, name, kind, both }) => [id, name, kind, both]).sort()).toEqual(
      [
        [wilt.id, 'New', 'changed', false],
        [streak.id, streak.name, 'removed', false],
      ].sort(),
    );
    expect([merge.conflicts, merge.other]).toEqual([[], []]);
  });

  test('gives the tree that git gives where no file was changed by both', () => {
    const paths = ['a', 'otus/aa/aa1.json', 'otus/aa/aa2.json', 'otus/ab/ab1.json', 'b/c', 'z'];
    const side = fc.dictionary(fc.constantFrom(...paths), fc.option(fc.constantFrom('1', '2', '3')));
    fc.assert(
      fc.property(side, side, side, (base, ours, theirs) => {
        const apart = Object.fromEntries(Object.entries(theirs).filter(([path]) => !Object.hasOwn(ours, path)));
        const { repository, trees, merge } = merged({ ...base, kept: 'k' }, ours, apart);
        const commit = (tree: string, ...parents: string[]) =>
          git(repository.gitDir, 'commit-tree', tree, '-m', 'x', ...parents.flatMap((parent) => ['-p', parent]));
        const root = commit(trees.base);
        const expected = git(
          repository.gitDir,
          '-c',
          'merge.renames=false',
          'merge-tree',
          '--write-tree',
          commit(trees.ours, root),
          commit(trees.theirs, root),
        );
        expect(treeOf(repository, contentsOf(merge), trees.ours)).toBe(expected.split('\n')[0]);
        expect(merge.other).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('merges an OTU that both changed, and writes it in canonical form', () => {
    const base = { [otuPath(mosaic.id)]: JSON.stringify(mosaic) };
    const { merge, contents } = merged(base, files(renamed(mosaic, 'Ours')), files(withHost(mosaic, 'Musa sp.')));
    expect(contents).toEqual(files(withHost(renamed(mosaic, 'Ours'), 'Musa sp.')));
    expect(merge.otus).toEqual([
      { id: mosaic.id, path: otuPath(mosaic.id), name: 'Ours', kind: 'changed', both: true, conflicts: [] },
    ]);
  });

  test('lists conflicts, and keeps ours of them and everything else of theirs', () => {
    const theirs = { ...withHost(renamed(mosaic, 'Theirs'), 'Musa sp.') };
    const ours = renamed(mosaic, 'Ours');
    const { merge, contents } = merged(files(mosaic, wilt), files(ours), files(theirs));
    expect(otuIn(contents, mosaic)).toEqual(withHost(ours, 'Musa sp.'));
    expect(merge.conflicts).toEqual(merge.otus);
    expect(merge.conflicts.map(({ conflicts }) => conflicts)).toEqual([
      [
        {
          kind: 'both_changed',
          path: 'name',
          subject: 'name',
          places: ['name'],
          base: mosaic.name,
          ours: 'Ours',
          theirs: 'Theirs',
        },
      ],
    ]);
    for (const [decide, name] of [
      ['ours', 'Ours'],
      ['theirs', 'Theirs'],
    ] as const) {
      const decided = merged(files(mosaic, wilt), files(ours), files(theirs), { decide });
      expect(decided.merge.conflicts).toEqual([]);
      expect(otuIn(decided.contents, mosaic).name).toBe(name);
    }
  });

  test('asks what becomes of an OTU that one side removed and the other edited', () => {
    const removal = { [otuPath(mosaic.id)]: null };
    const edited = files(renamed(mosaic, 'Edited'));
    const kept = merged(files(mosaic), edited, removal);
    expect(kept.merge.files).toEqual([]);
    expect(kept.merge.conflicts).toMatchObject([{ id: mosaic.id, kind: 'removed', conflicts: [{ path: '' }] }]);
    expect(merged(files(mosaic), edited, removal, { decide: 'theirs' }).contents).toEqual(removal);
    const gone = merged(files(mosaic), removal, edited);
    expect(gone.merge.files).toEqual([]);
    expect(gone.merge.conflicts).toMatchObject([{ id: mosaic.id, kind: 'added', conflicts: [{ path: '' }] }]);
    expect(merged(files(mosaic), removal, edited, { decide: 'theirs' }).contents).toEqual(edited);
  });

  test('keeps ours of what it cannot merge, and says what that is', () => {
    const path = otuPath(mosaic.id);
    const base = { ...files(mosaic), 'reference.yaml': 'a' };
    const { merge } = merged(
      base,
      { [path]: '{', 'reference.yaml': 'b' },
      { ...files(renamed(mosaic, 'X')), 'reference.yaml': 'c' },
    );
    expect(merge.files).toEqual([]);
    expect(merge.other).toEqual([
      { path, kind: 'unreadable', message: expect.stringContaining(`${path}, line 1`) },
      { path: 'reference.yaml', kind: 'both_changed', message: 'reference.yaml was changed on both sides' },
    ]);
    const impostor = merged(files(mosaic), files(renamed(mosaic, 'X')), {
      [path]: canonicalOtu({ ...mosaic, id: wilt.id }),
    });
    expect(impostor.merge.other).toMatchObject([{ path, kind: 'unreadable' }]);
  });

  test('never takes a link for a file', () => {
    const repository = emptyRepository();
    const root = treeOf(repository, files(mosaic));
    const link = treeOf(repository, { [otuPath(mosaic.id)]: '/etc/passwd', 'README.md': '../x' }, root, '120000');
    const merge = mergeTrees(repository, { base: root, ours: root, theirs: link }, { decide: 'theirs' });
    expect(merge.files).toEqual([]);
    expect(merge.other.map(({ path, kind }) => [path, kind])).toEqual([
      ['README.md', 'unsupported'],
      [otuPath(mosaic.id), 'unsupported'],
    ]);
  });

  test('looks at OTUs alone where it is told to', () => {
    const { merge } = merged(files(mosaic), {}, { ...files(wilt), 'README.md': 'x' }, { only: 'otus' });
    expect(merge.files.map(({ path }) => path)).toEqual([otuPath(wilt.id)]);
  });

  test('works without a base: what both have alike is left alone', () => {
    const repository = emptyRepository();
    const ours = treeOf(repository, files(mosaic, wilt));
    const theirs = treeOf(repository, files(mosaic, renamed(wilt, 'Theirs'), streak));
    const merge = mergeTrees(repository, { base: null, ours, theirs });
    expect(contentsOf(merge)).toEqual(files(streak));
    expect(merge.conflicts).toMatchObject([{ id: wilt.id, conflicts: [{ kind: 'both_added', path: 'name' }] }]);
    expect(mergeTrees(repository, { base: null, ours: null, theirs }).files).toHaveLength(3);
  });

  test('reads whole files of theirs only when they are wanted, and commits what it gives', async () => {
    const folder = gitRepository(files(mosaic, wilt, streak));
    const repository = Repository.open(folder);
    const base = repository.objects.readCommit(repository.head().oid!).tree;
    const theirs = treeOf(repository, { ...files(renamed(wilt, 'Theirs'), curl), [otuPath(streak.id)]: null }, base);
    const { files: changes } = mergeTrees(repository, { base, ours: base, theirs });
    const write = vi.spyOn(repository.objects, 'write');
    const who = { name: 'Grace', email: 'grace@example.org', timestamp: 1_700_000_000, offset: 0 };
    const request = { files: changes, message: 'Merged\n', author: who, committer: who };
    await withWriter(repository, { waitSeconds: 0 }, (writer) => writer.commit(request));
    expect(write.mock.calls.map(([type]) => type)).not.toContain('blob');
    expect(git(folder, 'rev-parse', 'HEAD^{tree}')).toBe(theirs);
    expect(readFileSync(join(folder, otuPath(curl.id)), 'utf8')).toBe(canonicalOtu(curl));
    expect(gitVerdict(folder)).toEqual({ fsck: '', status: '' });
  });
});

describe('what only both sides together have', () => {
  const ours = renamed(streak, 'Taken');
  const theirs = renamed(curl, 'TAKEN');
  const conflict = {
    kind: 'clash',
    path: 'name',
    subject: `name TAKEN of TAKEN (${curl.id}), which Taken (${streak.id}) has too`,
    ours: { otu: { id: streak.id, name: 'Taken' } },
    theirs: { otu: { id: curl.id, name: 'TAKEN' } },
  };

  test('is one name for two new OTUs: theirs is left out until that is decided', () => {
    const { merge } = merged(files(mosaic), files(ours), files(theirs, wilt));
    expect(merge.conflicts).toMatchObject([{ id: curl.id, kind: 'added', conflicts: [conflict] }]);
    expect(contentsOf(merge)).toEqual(files(wilt));
  });

  test('is decided for the OTU of ours, or that of theirs', () => {
    const kept = merged(files(mosaic), files(ours), files(theirs), { decide: 'ours' });
    expect([kept.merge.conflicts, kept.contents]).toEqual([[], {}]);
    const replaced = merged(files(mosaic), files(ours), files(theirs), { decide: 'theirs' });
    expect(replaced.merge.conflicts).toEqual([]);
    expect(replaced.contents).toEqual({ ...files(theirs), [otuPath(streak.id)]: null });
  });

  test('takes an OTU that was there before back to its state on the other side', () => {
    const { merge, contents } = merged(
      files(mosaic, wilt),
      files(renamed(mosaic, 'Taken')),
      files(renamed(wilt, 'taken')),
    );
    expect(contents).toEqual({});
    expect(merge.conflicts).toMatchObject([
      { id: wilt.id, name: wilt.name, kind: 'changed', conflicts: [{ kind: 'clash' }] },
    ]);
    const decided = merged(files(mosaic, wilt), files(renamed(mosaic, 'Taken')), files(renamed(wilt, 'taken')), {
      decide: 'theirs',
    });
    expect(decided.contents).toEqual(files(mosaic, renamed(wilt, 'taken')));
  });

  test('is one sequence id or abbreviation for two OTUs too', () => {
    const [isolate] = mosaic.isolates;
    const copy = { ...curl, isolates: [isolate!] };
    const { merge } = merged(files(wilt), files(mosaic), files(copy));
    const { id } = isolate!.sequences[0]!;
    expect(merge.conflicts[0]!.conflicts).toMatchObject([
      { kind: 'clash', path: `isolates/${isolate!.id}/sequences/${id}` },
    ]);
    const short = merged(files(wilt), files(mosaic), files({ ...curl, abbreviation: mosaic.abbreviation }));
    expect(short.merge.conflicts[0]!.conflicts).toMatchObject([{ kind: 'clash', path: 'abbreviation' }]);
  });

  test('is no clash where a side has both by itself, or gave the name up', () => {
    const twice = merged(files(mosaic), {}, files(ours, theirs));
    expect(twice.merge.conflicts).toEqual([]);
    const swapped = files(renamed(mosaic, wilt.name), renamed(wilt, mosaic.name));
    const { merge, contents } = merged(files(mosaic, wilt), files(withHost(mosaic, 'Musa sp.')), swapped);
    expect(merge.conflicts).toEqual([]);
    expect(otuIn(contents, mosaic)).toEqual(withHost(renamed(mosaic, wilt.name), 'Musa sp.'));
  });

  test('is asked of a catalog where there is one, and then what only ours changed is not read', () => {
    const asked: string[] = [];
    const elsewhere = {
      holders: (kind: string, value: string) => {
        asked.push(`${kind} ${value}`);
        return kind === 'name' && value === 'TAKEN' ? [{ path: otuPath(streak.id) }] : [];
      },
    };
    const repository = emptyRepository();
    const base = treeOf(repository, files(mosaic));
    const trees = {
      base,
      ours: treeOf(repository, files(ours), base),
      theirs: treeOf(repository, files(theirs, wilt), base),
    };
    const read = vi.spyOn(repository.objects, 'readBlob');
    const { oid } = entryAt(repository.objects, trees.ours, otuPath(ours.id))!;
    mergeTrees(repository, { ...trees, theirs: treeOf(repository, files(wilt), base) }, { elsewhere });
    expect(read).toHaveBeenCalled();
    expect(read).not.toHaveBeenCalledWith(oid);
    const merge = mergeTrees(repository, trees, { elsewhere });
    expect(merge.conflicts).toMatchObject([{ id: curl.id, conflicts: [conflict] }]);
    expect(asked).toContain(`name ${wilt.name}`);
    expect(contentsOf(merge)).toEqual(files(wilt));
  });
});
