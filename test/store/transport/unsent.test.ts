import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeCommit } from '../../../src/store/object-format.js';
import { Repository } from '../../../src/store/repository.js';
import { commitsBetween, unsentObjects } from '../../../src/store/transport/unsent.js';
import { encodeEntry } from '../../../src/store/tree-format.js';
import { git, temporaryFolder } from '../../support/repository.js';

interface Plan {
  parents: number[];
  /** Seconds; clocks may go wrong. */
  time: number;
  content: number;
}

/** Commits with up to three parents among those before them, and few different files. */
const plans = fc.array(
  fc.record({
    parents: fc.array(fc.nat(11), { maxLength: 3 }),
    time: fc.nat(20),
    content: fc.nat(4),
  }),
  { minLength: 1, maxLength: 12 },
);

/** Writes them, and gives their ids. */
function write(repository: Repository, planned: Plan[]): string[] {
  const { objects } = repository;
  const oids: string[] = [];
  for (const { parents, time, content } of planned) {
    const folder = objects.write('tree', encodeEntry('100644', 'x', objects.write('blob', Buffer.from(`${content}`))));
    const fixed = encodeEntry('40000', 'same', objects.write('tree', Buffer.alloc(0)));
    const tree = objects.write('tree', Buffer.concat([encodeEntry('40000', `d${content % 2}`, folder), fixed]));
    const who = { name: 'Ada', email: 'ada@example.org', timestamp: 1_700_000_000 + time, offset: 0 };
    const known = [...new Set(parents.filter((at) => at < oids.length).map((at) => oids[at]!))];
    oids.push(
      objects.write(
        'commit',
        encodeCommit({ tree, parents: known, author: who, committer: who, message: `${oids.length}` }),
      ),
    );
  }
  return oids;
}

describe('what another repository lacks', () => {
  const numbers = (minLength: number) => fc.array(fc.nat(11), { minLength, maxLength: 3 });

  test.each([
    ['are the commits that git finds', true],
    ['lacks nothing that git would send, whatever the clocks say', false],
  ])('%s', (_what, rightClocks) => {
    fc.assert(
      fc.property(plans, numbers(0), numbers(1), (planned, known, tips) => {
        const repository = Repository.init(temporaryFolder(), { bare: true });
        const timed = planned.map((each, at) => (rightClocks ? { ...each, time: at >> 1 } : each));
        const oids = write(repository, timed);
        const pick = (chosen: number[]) => [...new Set(chosen.map((at) => oids[at % oids.length]!))];
        const [wanted, there] = [pick(tips), pick(known)];
        const listed = (...args: string[]) =>
          git(repository.gitDir, 'rev-list', ...args)
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => line.slice(0, 40));
        const commits = commitsBetween(repository, wanted, there);
        const found = commits.map(({ oid }) => oid);
        const expected = listed(...wanted, '--not', ...there);
        if (rightClocks) expect(found.toSorted()).toEqual(expected.toSorted());
        else expect(expected.filter((oid) => !found.includes(oid))).toEqual([]);
        const sent = [...unsentObjects(repository.objects, commits, [])].map(({ oid }) => oid);
        expect(new Set(sent).size).toBe(sent.length);
        const has = there.length === 0 ? [] : listed('--objects', ...there);
        const needed = listed('--objects', ...wanted, '--not', ...there);
        expect(needed.filter((oid) => !sent.includes(oid) && !has.includes(oid))).toEqual([]);
        repository.objects.close();
      }),
      { numRuns: 30 },
    );
  });

  test('come in an order in which a parent is never behind its child', () => {
    const repository = Repository.init(temporaryFolder(), { bare: true });
    const oids = write(repository, [
      { parents: [], time: 1, content: 0 },
      { parents: [0], time: 2, content: 1 },
      { parents: [0], time: 3, content: 2 },
      { parents: [1, 2], time: 4, content: 3 },
    ]);
    expect(commitsBetween(repository, [oids[3]!], []).map(({ oid }) => oid)).toEqual(oids);
  });
});
