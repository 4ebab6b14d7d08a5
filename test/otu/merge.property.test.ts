import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalOtu, parseOtu } from '../../src/otu/canonical.js';
import { type MergeConflict, mergeOtus, type OtuMerge, type Side } from '../../src/otu/merge.js';
import type { Otu } from '../../src/otu/types.js';
import { otu as anyOtu, twoSides, wildOtu, workOn } from '../support/arbitraries.js';
import { collide, factsOf, touchedBy } from './support/facts.js';

const RUNS = { numRuns: 1000 };

/** What is wrong with an OTU, of what a merge must never break. */
function faultsOf(otu: Otu): string[] {
  const faults: string[] = [];
  const unique = (what: string, keys: string[]) => {
    if (new Set(keys).size < keys.length) faults.push(`${what} twice in ${keys.join()}`);
  };
  const sequences = otu.isolates.flatMap((isolate) => isolate.sequences);
  const names = otu.schema.map(({ name }) => name);
  unique('segment', names);
  unique(
    'isolate',
    otu.isolates.map(({ id }) => id),
  );
  unique(
    'sequence',
    sequences.map(({ id }) => id),
  );
  unique(
    'accession',
    sequences.map(({ accession }) => accession),
  );
  const defaults = otu.isolates.filter((isolate) => isolate.default).length;
  if (defaults !== Math.min(1, otu.isolates.length)) faults.push(`${defaults} defaults`);
  for (const { id, segment } of sequences) {
    if (segment !== null && !names.includes(segment)) faults.push(`${id} is of segment ${segment}`);
  }
  return faults;
}

/** An OTU with its lists sorted: what is left where order does not count. */
function unordered(otu: Otu | null): Otu | null {
  if (otu === null) return null;
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  return {
    ...otu,
    schema: otu.schema.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    isolates: otu.isolates.map((isolate) => ({ ...isolate, sequences: isolate.sequences.toSorted(byId) })).sort(byId),
  };
}

/** Conflicts as both sides see them: what each side has, without where it has it. */
function swapped(conflicts: MergeConflict[], swap: boolean): unknown[] {
  return conflicts
    .map(({ kind, base, ours, theirs }) => JSON.stringify([kind, base, ...(swap ? [theirs, ours] : [ours, theirs])]))
    .sort();
}

const always = (side: Side) => () => side;

describe('merging', () => {
  test('with a side that changed nothing gives the other, whatever it holds', () => {
    fc.assert(
      fc.property(fc.option(wildOtu), fc.option(wildOtu), (base, other) => {
        expect(mergeOtus(base, structuredClone(base), other)).toEqual({ otu: other, conflicts: [] });
        expect(mergeOtus(base, other, structuredClone(base))).toEqual({ otu: other, conflicts: [] });
      }),
    );
  });

  test('two sides that did the same gives just that', () => {
    fc.assert(
      fc.property(fc.option(wildOtu), fc.option(wildOtu), (base, both) => {
        expect(mergeOtus(base, both, structuredClone(both))).toEqual({ otu: both, conflicts: [] });
      }),
    );
  });

  test('gives an OTU that is valid and canonical, conflicts or not', () => {
    fc.assert(
      fc.property(twoSides, ({ base, ours, theirs }) => {
        const { otu } = mergeOtus(base, ours, theirs);
        expect(faultsOf(otu!)).toEqual([]);
        expect(parseOtu(canonicalOtu(otu!))).toEqual(otu);
      }),
      RUNS,
    );
  });

  test('gives an OTU that is valid whatever is decided of each conflict', () => {
    const sides = fc.infiniteStream(fc.constantFrom<Side | null>('base', 'ours', 'theirs', null));
    fc.assert(
      fc.property(twoSides, sides, ({ base, ours, theirs }, decisions) => {
        const { otu } = mergeOtus(base, ours, theirs, () => decisions.next().value);
        expect(faultsOf(otu!)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('loses no sequence that both sides have', () => {
    const sides = fc.infiniteStream(fc.constantFrom<Side | null>('base', 'ours', 'theirs', null));
    fc.assert(
      fc.property(twoSides, sides, ({ base, ours, theirs }, decisions) => {
        const { otu } = mergeOtus(base, ours, theirs, () => decisions.next().value);
        const ids = (side: Otu) => side.isolates.flatMap(({ sequences }) => sequences.map(({ id }) => id));
        const inBase = new Set(ids(base));
        const expected = ids(ours).filter((id) => inBase.has(id) && ids(theirs).includes(id));
        expect(ids(otu!)).toEqual(expect.arrayContaining(expected));
      }),
      RUNS,
    );
  });

  test('is the same from the other side, but for the order and the names of the sides', () => {
    fc.assert(
      fc.property(twoSides, ({ base, ours, theirs }) => {
        const one = mergeOtus(base, ours, theirs);
        const other = mergeOtus(base, theirs, ours);
        // Whether two sequences clash hangs on which of them the other conflicts leave there.
        const of = ({ conflicts }: OtuMerge) => {
          const others = conflicts.filter(({ kind }) => kind !== 'clash');
          return others.length > 0 ? others : conflicts;
        };
        expect(swapped(of(other), true)).toEqual(swapped(of(one), false));
        if (one.conflicts.length === 0) expect(unordered(other.otu)).toEqual(unordered(one.otu));
        const ourWay = mergeOtus(base, ours, theirs, always('ours'));
        const theirWay = mergeOtus(base, theirs, ours, always('theirs'));
        expect(unordered(theirWay.otu)).toEqual(unordered(ourWay.otu));
      }),
      RUNS,
    );
  });

  test('takes what each side did where they did different things, and finds no conflict', () => {
    let independent = 0;
    fc.assert(
      fc.property(
        anyOtu.chain((base) => fc.record({ base: fc.constant(base), ours: workOn(base, 3), theirs: workOn(base, 3) })),
        ({ base, ours, theirs }) => {
          const [mine, yours] = [touchedBy(base, ours), touchedBy(base, theirs)];
          fc.pre(!collide(mine, yours));
          if (mine.size > 0 && yours.size > 0) independent += 1;
          const { otu, conflicts } = mergeOtus(base, ours, theirs);
          expect(conflicts).toEqual([]);
          const expected = new Map(factsOf(base));
          for (const [side, touched] of [
            [factsOf(ours), mine],
            [factsOf(theirs), yours],
          ] as const) {
            for (const key of touched) {
              if (side.has(key)) expected.set(key, side.get(key));
              else expected.delete(key);
            }
          }
          const result = factsOf(otu!);
          // Who is the default after the default went is nobody's wish, but that there is one.
          const heir = [ours, theirs].some(
            (side) => !side.isolates.some(({ id }) => id === factsOf(base).get('default')),
          );
          if (heir) for (const facts of [result, expected]) facts.delete('default');
          expect(Object.fromEntries(result)).toEqual(Object.fromEntries(expected));
        },
      ),
      RUNS,
    );
    expect(independent).toBeGreaterThan(100);
  });

  test('asks of each conflict, and has none left where each is decided', () => {
    fc.assert(
      fc.property(twoSides, ({ base, ours, theirs }) => {
        for (const side of ['ours', 'theirs'] as const) {
          expect(mergeOtus(base, ours, theirs, always(side)).conflicts).toEqual([]);
        }
        // What both sides added has no base to go back to.
        const left = mergeOtus(base, ours, theirs, always('base')).conflicts;
        expect(left.filter(({ kind }) => kind !== 'both_added')).toEqual([]);
        const undecided = mergeOtus(base, ours, theirs);
        expect(mergeOtus(base, ours, theirs, always('ours')).otu).toEqual(undecided.otu);
      }),
      RUNS,
    );
  });

  test('works on what people and imports leave behind too', () => {
    fc.assert(
      fc.property(fc.option(wildOtu), wildOtu, wildOtu, (base, ours, theirs) => {
        const { otu } = mergeOtus(base, ours, theirs);
        expect(parseOtu(canonicalOtu(otu!))).toEqual(otu);
      }),
    );
  });
});
