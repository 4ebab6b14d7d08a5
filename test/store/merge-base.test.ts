import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAncestor, mergeBase, mergeBases } from '../../src/store/merge-base.js';
import type { ObjectStore } from '../../src/store/objects.js';
import { Repository } from '../../src/store/repository.js';
import { git, gitRepository, temporaryFolder } from '../support/repository.js';

interface Node {
  parents: number[];
  /** Seconds; it may well be before a parent's. */
  time: number;
}

/** Any graph of commits, each with parents before it, and clocks that are right, coarse or wrong. */
const graphs: fc.Arbitrary<Node[]> = fc
  .array(fc.record({ back: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }), skew: fc.nat(3) }), {
    minLength: 2,
    maxLength: 30,
  })
  .chain((list) =>
    fc.constantFrom(0, 1, 20).map((wrong) =>
      list.map(({ back, skew }, number) => ({
        parents: [...new Set(back.map((distance) => number - distance))].filter((parent) => parent >= 0),
        time: 1_600_000_000 + number - wrong * skew,
      })),
    ),
  );

/** A repository with such commits, made by git: `refs/c/<number>` names each. */
function repositoryOf(graph: Node[]): string {
  const folder = temporaryFolder();
  git(folder, 'init', '--quiet', '--bare');
  const stream = graph.map(({ parents, time }, number) => {
    const [from, ...merged] = parents.map((parent) => `:${parent + 1}`);
    const lines = [`commit refs/c/${number}`, `mark :${number + 1}`, `committer A <a@example.org> ${time} +0000`];
    lines.push(`data ${`${number}`.length}`, `${number}`);
    // Without this a first commit would follow whatever the ref held.
    if (from !== undefined) lines.push(`from ${from}`, ...merged.map((mark) => `merge ${mark}`));
    return `${lines.join('\n')}\n\n`;
  });
  execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: folder, input: stream.join('') });
  return folder;
}

describe('the merge base of two commits', () => {
  test('is the one that git finds, or one of those; ancestors are the same as for git', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const folder = repositoryOf(graph);
        const repository = Repository.open(folder);
        const ids = graph.map((_, number) => git(folder, 'rev-parse', `refs/c/${number}`));
        const pairs = [
          [ids.length - 1, ids.length - 2],
          [ids.length - 1, 0],
          [ids.length - 2, ids.length >> 1],
        ] as const;
        for (const [one, other] of pairs) {
          const [a, b] = [ids[one]!, ids[other]!];
          const expected = linesOf(folder, 'merge-base', '--all', a, b);
          expect(mergeBases(repository.objects, a, b).sort()).toEqual(expected.sort());
          expect(expected.length === 0 ? [null] : expected).toContain(mergeBase(repository, a, b));
          expect(mergeBase(repository, b, a)).toBe(mergeBase(repository, a, b));
          expect(isAncestor(repository, a, b)).toBe(expected.includes(a));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('ends where a shallow clone was cut off', () => {
    const origin = gitRepository({ a: '1' });
    for (const name of ['2', '3']) git(origin, 'commit', '--quiet', '--allow-empty', '-m', name);
    git(origin, 'branch', 'side', 'HEAD~1');
    const clone = join(temporaryFolder(), 'clone');
    git(origin, 'clone', '--quiet', '--depth=1', '--no-single-branch', `file://${origin}`, clone);
    const repository = Repository.open(clone);
    const [main, side] = [git(clone, 'rev-parse', 'HEAD'), git(clone, 'rev-parse', 'origin/side')];
    expect(mergeBase(repository, main, side)).toBe(null);
  });

  test('reads no more of a long history than lies between', () => {
    const folder = gitRepository({ a: '1' });
    const head = git(folder, 'rev-parse', 'HEAD');
    const stream = Array.from({ length: 3000 }, (_, number) => {
      const from = number === 0 ? `from ${head}\n` : '';
      return `commit refs/heads/main\ncommitter A <a@example.org> ${1_800_000_000 + number} +0000\ndata 0\n${from}\n`;
    });
    execFileSync('git', ['fast-import', '--quiet'], { cwd: folder, input: stream.join('') });
    git(folder, 'update-ref', 'refs/heads/side', 'main~5');
    const { objects } = Repository.open(folder);
    const read = new Set<string>();
    const counting = {
      readParents: (oid: string) => objects.readParents(oid),
      readCommit: (oid: string) => {
        read.add(oid);
        return objects.readCommit(oid);
      },
    } as ObjectStore;
    const [main, side] = [git(folder, 'rev-parse', 'main'), git(folder, 'rev-parse', 'side')];
    expect(mergeBases(counting, main, side)).toEqual([side]);
    expect(read.size).toBeLessThan(20);
  });
});

function linesOf(folder: string, ...args: string[]): string[] {
  // git's exit code is 1 where it finds none.
  return git(folder, '-c', 'alias.try=!git "$@" || true #', 'try', ...args)
    .split('\n')
    .filter(Boolean);
}
