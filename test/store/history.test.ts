import { hash } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedPaths } from '../../src/store/file-changes.js';
import { firstParentChainHas, isAncestor, mainline, reachable } from '../../src/store/history.js';
import type { Commit } from '../../src/store/object-format.js';
import { ObjectStore } from '../../src/store/objects.js';
import { git, gitRepository, writeFiles } from '../support/repository.js';

/** Commits as a list: the parents of each, by number, all smaller than its own; the last one is HEAD. */
type Graph = number[][];

function id(number: number): string {
  return hash('sha1', `${number}`);
}

/** A source of commits that are not on any disk. */
function sourceOf(graph: Graph) {
  const parents = new Map(graph.map((numbers, number) => [id(number), numbers.map(id)]));
  const parentsOf = (oid: string) => parents.get(oid)!;
  return {
    readParents: parentsOf,
    readCommit: (oid: string): Commit => {
      const person = { name: '', email: '', timestamp: 0, offset: 0 };
      return { oid, tree: '', parents: parentsOf(oid), author: person, committer: person, message: '' };
    },
  };
}

const oids = (commits: Iterable<Commit>) => [...commits].map(({ oid }) => oid);

/** Mainline order as docs/format.md says it, word by word, with recursion. */
function orderByTheBook(graph: Graph, head: number): number[] {
  const order: number[] = [];
  const done = new Set<number>();
  const bring = (commit: number): void => {
    if (done.has(commit)) return;
    done.add(commit);
    for (const parent of graph[commit]!) bring(parent);
    order.push(commit);
  };
  bring(head);
  return order;
}

function ancestorsByTheBook(graph: Graph, commit: number): Set<number> {
  return new Set(orderByTheBook(graph, commit));
}

function firstParents(graph: Graph, head: number): number[] {
  const chain: number[] = [];
  for (let at: number | undefined = head; at !== undefined; at = graph[at]![0]) chain.push(at);
  return chain;
}

/** Any graph, with several roots, octopus merges, and the same parent twice. */
const graphs: fc.Arbitrary<Graph> = fc
  .array(fc.array(fc.nat(1000), { maxLength: 4 }), { minLength: 1, maxLength: 40 })
  .map((lists) =>
    lists.map((parents, number) => {
      // Mostly near ones, as in real histories.
      const near = parents.map((parent) => number - 1 - (parent % (parent > 700 ? number || 1 : 4)));
      return near.filter((parent) => parent >= 0);
    }),
  );

describe('mainline order', () => {
  it('is what the format says, on any graph', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const head = graph.length - 1;
        expect(oids(mainline(sourceOf(graph), id(head)))).toEqual(orderByTheBook(graph, head).map(id));
      }),
      { numRuns: 500 },
    );
  });

  it('only grows at its end along first parents, and can be told from any point of them on', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), fc.boolean(), (graph, choice, tellsKnown) => {
        const head = graph.length - 1;
        const chain = firstParents(graph, head);
        const old = chain[choice % chain.length]!;
        const before = orderByTheBook(graph, old).map(id);
        const whole = orderByTheBook(graph, head).map(id);
        expect(whole.slice(0, before.length)).toEqual(before);
        const known = tellsKnown ? (oid: string) => before.includes(oid) : null;
        expect(oids(mainline(sourceOf(graph), id(head), id(old), known))).toEqual(whole.slice(before.length));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses to go on from a commit that is not on the first-parent chain', () => {
    // 2 merges 1 into 0.
    const source = sourceOf([[], [], [0, 1]]);
    expect(() => oids(mainline(source, id(2), id(1)))).toThrow('not on the first-parent chain');
  });

  it('puts what a merge brings just before it', () => {
    const folder = gitRepository({ 'a.txt': '0' });
    const commit = (message: string) => git(folder, 'commit', '--quiet', '--allow-empty', '-m', message);
    git(folder, 'switch', '--quiet', '-c', 'side');
    commit('side 1');
    git(folder, 'switch', '--quiet', 'main');
    commit('main 1');
    git(folder, 'switch', '--quiet', 'side');
    commit('side 2');
    git(folder, 'switch', '--quiet', 'main');
    commit('main 2');
    git(folder, 'merge', '--quiet', '--no-ff', '-m', 'merge', 'side');
    commit('main 3');
    const store = new ObjectStore(join(folder, '.git/objects'));
    const messages = [...mainline(store, git(folder, 'rev-parse', 'HEAD'))].map(({ message }) => message.trim());
    expect(messages).toEqual(['First commit', 'main 1', 'main 2', 'side 1', 'side 2', 'merge', 'main 3']);
  });

  it('walks 300,000 commits without running out of stack (slow)', () => {
    const graph: Graph = Array.from({ length: 300_000 }, (_, i) =>
      i === 0 ? [] : i % 3 === 2 ? [i - 2, i - 1] : [i - 1],
    );
    let count = 0;
    for (const _ of mainline(sourceOf(graph), id(graph.length - 1))) count++;
    expect(count).toBe(ancestorsCount(graph));
  });
});

/** How many commits the last one reaches, counted without recursion. */
function ancestorsCount(graph: Graph): number {
  const met = new Set([graph.length - 1]);
  for (let at = graph.length - 1; at >= 0; at--) if (met.has(at)) for (const parent of graph[at]!) met.add(parent);
  return met.size;
}

describe('ancestry', () => {
  it('is what the graph says', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), fc.nat(), (graph, a, b) => {
        const [from, to] = [a % graph.length, b % graph.length];
        const source = sourceOf(graph);
        const ancestors = ancestorsByTheBook(graph, to);
        expect(isAncestor(source, id(from), id(to))).toBe(ancestors.has(from));
        expect(firstParentChainHas(source, id(to), id(from))).toBe(firstParents(graph, to).includes(from));
        const both = new Set([...ancestors, ...ancestorsByTheBook(graph, from)]);
        const set = reachable(source, [id(to), id(from)]);
        expect(set.size).toBe(both.size);
        for (let i = 0; i < graph.length; i++) expect(set.has(id(i))).toBe(both.has(i));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the paths that a commit changed', () => {
  /** As `changedPaths`, from the whole trees as real git lists them. */
  function changedByGit(folder: string, oid: string): Record<string, [string | null, string | null]> {
    const files = (commit: string | undefined) => {
      const lines =
        commit === undefined ? [] : git(folder, 'ls-tree', '-r', '-z', commit, 'otus').split('\0').filter(Boolean);
      return new Map(
        lines
          .map((line) => /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line)!)
          .filter(([, mode]) => mode === '100644' || mode === '100755')
          .map(([, , blob, path]) => [path!, blob!]),
      );
    };
    const parents = git(folder, 'rev-parse', `${oid}^@`).split('\n').filter(Boolean);
    const now = files(oid);
    const befores = parents.length === 0 ? [files(undefined)] : parents.map(files);
    const result: Record<string, [string | null, string | null]> = {};
    for (const path of new Set([now, ...befores].flatMap((side) => [...side.keys()]))) {
      const after = now.get(path) ?? null;
      if (befores.every((side) => (side.get(path) ?? null) !== after))
        result[path] = [befores[0]!.get(path) ?? null, after];
    }
    return result;
  }

  function expectAsGit(folder: string): number {
    const store = new ObjectStore(join(folder, '.git/objects'));
    let changes = 0;
    for (const commit of mainline(store, git(folder, 'rev-parse', 'HEAD'))) {
      const found = [...changedPaths(store, commit, 'otus')];
      expect(Object.fromEntries(found.map(({ path, before, after }) => [path, [before, after]]))).toEqual(
        changedByGit(folder, commit.oid),
      );
      const paths = found.map(({ path }) => Buffer.from(path));
      expect(paths).toEqual([...paths].sort(Buffer.compare));
      changes += found.length;
    }
    return changes;
  }

  it('are those that differ from all parents', () => {
    const folder = gitRepository({
      'otus/ab/ab1.json': '1',
      'otus/ab/ab2.json': '2',
      'otus/cd/cd1.json': '3',
      'x.txt': 'x',
    });
    const commit = (message: string) => {
      git(folder, 'add', '-A');
      git(folder, 'commit', '--quiet', '--allow-empty', '-m', message);
    };
    git(folder, 'switch', '--quiet', '-c', 'side');
    writeFiles(folder, { 'otus/ab/ab1.json': 'side', 'otus/ef/ef1.json': 'new on side', 'otus/both.json': 'side' });
    commit('side');
    git(folder, 'switch', '--quiet', 'main');
    writeFiles(folder, { 'otus/cd/cd1.json': 'main', 'otus/both.json': 'main' });
    git(folder, 'rm', '--quiet', 'otus/ab/ab2.json');
    commit('main');
    // The merge settles a conflict, and edits a file that neither side touched.
    git(folder, 'merge', '--quiet', '--no-ff', '-s', 'ours', '--no-commit', 'side');
    writeFiles(folder, { 'otus/ab/ab1.json': 'side', 'otus/both.json': 'both', 'otus/cd/evil.json': 'evil' });
    commit('merge');
    const store = new ObjectStore(join(folder, '.git/objects'));
    const merge = store.readCommit(git(folder, 'rev-parse', 'HEAD'));
    expect([...changedPaths(store, merge, 'otus')].map(({ path }) => path)).toEqual([
      'otus/both.json',
      'otus/cd/evil.json',
    ]);
    writeFiles(folder, { 'x.txt': 'only this' });
    commit('outside of otus');
    git(folder, 'update-index', '--chmod=+x', 'otus/both.json');
    git(folder, 'commit', '--quiet', '-m', 'executable only');
    git(folder, 'rm', '--quiet', 'otus/cd/cd1.json');
    const blob = git(folder, 'hash-object', '-w', 'x.txt');
    git(folder, 'update-index', '--add', '--cacheinfo', `120000,${blob},otus/cd/cd1.json`);
    git(folder, 'commit', '--quiet', '-m', 'a file becomes a link');
    git(folder, 'update-index', '--force-remove', 'otus/cd/cd1.json');
    git(folder, 'update-index', '--add', '--cacheinfo', `100644,${blob},otus/cd/cd1.json/deep.json`);
    git(folder, 'commit', '--quiet', '-m', 'a folder of a file name');
    expect(expectAsGit(folder)).toBeGreaterThan(12);
    git(folder, 'gc', '--quiet');
    expectAsGit(folder);
  });

  it('in a history of random edits and merges', () => {
    const folder = gitRepository({ 'otus/aa/0.json': '0' });
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    const branches = ['main', 'b1', 'b2'];
    git(folder, 'branch', 'b1');
    git(folder, 'branch', 'b2');
    for (let i = 0; i < 40; i++) {
      git(folder, 'switch', '--quiet', branches[random(3)]!);
      if (random(4) === 0) {
        git(folder, 'merge', '--quiet', '--no-edit', '--no-ff', '-X', 'theirs', branches[random(3)]!);
      } else {
        writeFiles(folder, { [`otus/${'abc'[random(3)]}a/${random(5)}.json`]: `${i}` });
        git(folder, 'add', '-A');
        git(folder, 'commit', '--quiet', '-m', `${i}`);
      }
    }
    git(folder, 'switch', '--quiet', 'main');
    git(folder, 'merge', '--quiet', '--no-edit', '-X', 'ours', 'b1');
    git(folder, 'merge', '--quiet', '--no-edit', '-X', 'ours', 'b2');
    expect(expectAsGit(folder)).toBeGreaterThan(10);
  });
});
