import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { git } from '../support/repository.js';
import { makeGraph, plannedCommit } from './support/graph.js';
import { everythingIn, expectAgreement, openCatalog, openFreshCatalog } from './support/views.js';

/** HEAD moves to a commit, and some index tags move, by number of commit; -1 takes a tag away. */
const move = fc.record({
  head: fc.nat(),
  tags: fc.array(fc.tuple(fc.nat(3), fc.integer({ min: -1, max: 40 })), { maxLength: 2 }),
});

function runs(numRuns: number): fc.Parameters<unknown> {
  return { numRuns, endOnFailure: true };
}

describe('a catalog of an arbitrary history', () => {
  it('says the same however it got there, when HEAD and tags move', () => {
    fc.assert(
      fc.property(
        fc.array(plannedCommit, { minLength: 1, maxLength: 30 }),
        fc.array(move, { minLength: 1, maxLength: 5 }),
        (plan, moves) => {
          const { folder, commits } = makeGraph(plan);
          const catalog = openCatalog(folder);
          for (const { head, tags } of moves) {
            git(folder, 'update-ref', 'refs/heads/main', commits[head % commits.length]!);
            for (const [n, target] of tags) {
              const tag = `refs/tags/index/${n}`;
              if (target < 0) git(folder, 'update-ref', '-d', tag);
              else git(folder, 'update-ref', tag, commits[target % commits.length]!);
            }
            catalog.sync();
            expect(everythingIn(catalog)).toEqual(everythingIn(openFreshCatalog(folder)));
          }
        },
      ),
      runs(40),
    );
  });

  it('says what git says', () => {
    fc.assert(
      fc.property(
        fc.array(plannedCommit, { minLength: 1, maxLength: 14 }),
        fc.array(fc.nat(), { maxLength: 3 }),
        (plan, tags) => {
          const { folder, commits } = makeGraph(plan);
          git(folder, 'update-ref', 'refs/heads/main', commits.at(-1)!);
          for (const [n, target] of tags.entries()) {
            git(folder, 'update-ref', `refs/tags/index/${n}`, commits[target % commits.length]!);
          }
          expectAgreement(openCatalog(folder), folder);
        },
      ),
      runs(15),
    );
  });
});
