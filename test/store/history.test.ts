import { hash } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mainline } from '../../src/store/history.js';
import type { Commit } from '../../src/store/object-format.js';
import { ObjectStore } from '../../src/store/objects.js';
import { git, gitRepository } from '../support/repository.js';

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
