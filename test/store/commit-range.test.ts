import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commitsOutside } from '../../src/store/commit-range.js';
import { Repository } from '../../src/store/repository.js';
import { git, gitRepository } from '../support/repository.js';

interface Step {
  parents: number[];
  /** Seconds, which may go backwards as clocks do. */
  time: number;
}

/** Makes commits of the empty tree by real git, and gives their ids. */
function graph(folder: string, steps: Step[]): string[] {
  const tree = git(folder, 'hash-object', '-t', 'tree', '-w', '--stdin');
  const ids: string[] = [];
  for (const [index, { parents, time }] of steps.entries()) {
    const stamp = `tester <t@example.org> ${1_700_000_000 + time} +0000`;
    const ancestors = [
      ...new Set(parents.filter((parent) => parent >= 0 && parent < index).map((parent) => ids[parent]!)),
    ];
    const text = `tree ${tree}\n${ancestors.map((id) => `parent ${id}\n`).join('')}author ${stamp}\ncommitter ${stamp}\n\n${index}\n`;
    const { objects } = Repository.open(folder);
    ids.push(objects.write('commit', Buffer.from(text)));
  }
  return ids;
}

const steps = fc.array(
  fc.record({ parents: fc.array(fc.nat(14), { minLength: 1, maxLength: 2 }), time: fc.integer({ min: 0, max: 40 }) }),
  { minLength: 2, maxLength: 15 },
);

describe('the commits that some tips have and others lack', () => {
  test('are those that git reaches from one and not from the other, also where clocks differ', () => {
    const folder = gitRepository();
    fc.assert(
      fc.property(steps, fc.nat(14), fc.nat(14), (made, tip, other) => {
        const ids = graph(folder, made);
        const [a, b] = [ids[tip % ids.length]!, ids[other % ids.length]!];
        const reached = (id: string) => git(folder, 'rev-list', id).split('\n');
        const expected = reached(a).filter((id) => !reached(b).includes(id));
        const found = commitsOutside(Repository.open(folder).objects, [a], [b])!;
        expect(found.map(({ oid }) => oid).sort()).toEqual(expected.sort());
      }),
      { numRuns: 60 },
    );
  });

  test('are not listed where there are more than a limit', () => {
    const folder = gitRepository();
    const ids = graph(
      folder,
      Array.from({ length: 6 }, (_, index) => ({ parents: [index - 1], time: index })),
    );
    const { objects } = Repository.open(folder);
    expect(commitsOutside(objects, [ids[5]!], [ids[0]!], 5)).toHaveLength(5);
    expect(commitsOutside(objects, [ids[5]!], [ids[0]!], 4)).toBe(null);
  });

  test('are found without reading what lies before', () => {
    const folder = gitRepository();
    const ids = graph(
      folder,
      Array.from({ length: 50 }, (_, index) => ({ parents: [index - 1], time: index * 50_000 })),
    );
    const { objects } = Repository.open(folder);
    const read = new Set<string>();
    const readCommit = (oid: string) => {
      read.add(oid);
      return objects.readCommit(oid);
    };
    expect(commitsOutside({ readCommit }, [ids[49]!], [ids[46]!])).toHaveLength(3);
    expect(read.size).toBeLessThan(10);
  });
});
