import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalOtu } from '../../src/otu/canonical.js';
import { InvalidInputError, InvalidOtuError } from '../../src/otu/errors.js';
import { applyPatch, type Patch, patchOf } from '../../src/otu/patch.js';
import type { Isolate, Otu } from '../../src/otu/types.js';
import { otuAndEdit, wildOtu } from '../support/arbitraries.js';
import { example, frozen, isolate, sequence, thrownBy } from './example.js';
import { hasRealData, realOtus } from './real-data.js';

const [a, b] = example.isolates as [Isolate, Isolate];
const withIsolates = (isolates: Isolate[]): Otu => ({ ...example, isolates });

/** Two states with some isolates in common, in any order and changed in part. */
const relatives = fc.tuple(wildOtu, wildOtu, fc.infiniteStream(fc.nat())).map(([before, other, dice]) => {
  const roll = (sides: number) => (dice.next().value as number) % sides;
  const shuffled = <T>(list: T[]) =>
    list
      .map((item) => ({ item, rank: roll(100) }))
      .sort((x, y) => x.rank - y.rank)
      .map(({ item }) => item);
  const isolates = shuffled([...before.isolates, ...other.isolates])
    .filter(() => roll(4) > 0)
    .map((each) => ({
      ...each,
      default: roll(2) === 0,
      sequences: shuffled(each.sequences).filter(() => roll(3) > 0),
    }));
  const schema = shuffled([...before.schema, ...other.schema]).filter(() => roll(3) > 0);
  return { before, after: { ...before, name: other.name, taxid: other.taxid, schema, isolates } as Otu };
});

describe('the patch of a change', () => {
  test.each<[string, Otu, Patch]>([
    ['nothing', structuredClone(example), []],
    ['a field', { ...example, taxid: null }, [{ op: 'replace', path: '/taxid', value: null }]],
    [
      'a field of a sequence',
      withIsolates([a, { ...b, sequences: [b.sequences[0]!, { ...b.sequences[1]!, sequence: 'TTT' }] }]),
      [{ op: 'replace', path: '/isolates/1/sequences/1/sequence', value: 'TTT' }],
    ],
    [
      'an isolate at the end',
      withIsolates([a, b, isolate('c')]),
      [{ op: 'add', path: '/isolates/2', value: isolate('c') }],
    ],
    [
      'an isolate in front',
      withIsolates([isolate('c'), a, b]),
      [{ op: 'add', path: '/isolates/0', value: isolate('c') }],
    ],
    ['the first isolate, taken away', withIsolates([b]), [{ op: 'remove', path: '/isolates/0' }]],
    ['another order', withIsolates([b, a]), [{ op: 'move', from: '/isolates/1', path: '/isolates/0' }]],
    [
      'a sequence within an isolate that moved down when another came',
      withIsolates([isolate('c'), { ...a, sequences: [sequence('a0'), ...a.sequences] }, b]),
      [
        { op: 'add', path: '/isolates/0', value: isolate('c') },
        { op: 'add', path: '/isolates/1/sequences/0', value: sequence('a0') },
      ],
    ],
    [
      'a segment',
      { ...example, schema: [{ ...example.schema[1]!, required: true }] },
      [
        { op: 'remove', path: '/schema/0' },
        { op: 'replace', path: '/schema/0/required', value: true },
      ],
    ],
  ])('that changes %s holds just that', (_, after, patch) => {
    expect(patchOf(example, after)).toEqual(patch);
  });

  test('that takes the first of many isolates to the end moves that one only', () => {
    const many = Array.from({ length: 50 }, (_, index) => isolate(`i${index}`));
    const patch = patchOf(withIsolates(many), withIsolates([...many.slice(1), many[0]!]));
    expect(patch).toEqual([{ op: 'move', from: '/isolates/0', path: '/isolates/49' }]);
  });

  test('leads from what was to what is, between any states of an OTU', () => {
    fc.assert(
      fc.property(relatives, ({ before, after }) => {
        frozen(before);
        frozen(after);
        expect(applyPatch(before, patchOf(before, after))).toEqual(after);
        expect(applyPatch(after, patchOf(after, before))).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  test('survives a journey through JSON', () => {
    fc.assert(
      fc.property(relatives, ({ before, after }) => {
        expect(applyPatch(before, JSON.parse(JSON.stringify(patchOf(before, after))))).toEqual(after);
      }),
    );
  });

  test('of any edit is no larger than the OTU', () => {
    fc.assert(
      fc.property(otuAndEdit, ({ otu, edit }) => {
        const after = edit.apply(otu).otu;
        const patch = patchOf(otu, after);
        expect(applyPatch(otu, patch)).toEqual(after);
        expect(patch.length === 0).toBe(after === otu);
        const touched = new Set(['edit', 'remove_isolate', 'set_as_default', 'add_isolate']);
        if (!touched.has(edit.method)) expect(patch.length).toBeLessThanOrEqual(5);
        expect(JSON.stringify(patch).length).toBeLessThan(canonicalOtu(otu).length + canonicalOtu(after).length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('applying a patch', () => {
  test('leaves what it is given as it was', () => {
    const patch: Patch = frozen([
      { op: 'add', path: '/isolates/0', value: isolate('c', { sequences: [sequence('c1')] }) },
    ]);
    const after = applyPatch(example, patch);
    after.isolates[0]!.sequences.pop();
    expect(applyPatch(example, patch).isolates[0]!.sequences).toHaveLength(1);
  });

  test.each<[string, Patch]>([
    ['names a place that is not there', [{ op: 'replace', path: '/isolates/7/default', value: true }]],
    ['removes what is not there', [{ op: 'remove', path: '/isolates/7' }]],
    ['is no patch', [{ op: 'explode', path: '/' } as never]],
    ['reaches for a prototype', [{ op: 'add', path: '/__proto__/polluted', value: true }]],
    ['fails a test', [{ op: 'test', path: '/name', value: 'Other' }]],
  ])('refuses one that %s, in one short line', (_, patch) => {
    const error = thrownBy(() => applyPatch(example, patch), InvalidInputError);
    expect(error.message).toMatch(/^Invalid input: patch: cannot be applied: .{5,300}$/);
    expect(({} as Record<string, unknown>).polluted).toBe(undefined);
  });

  test('refuses one whose result is no OTU', () => {
    const error = thrownBy(() => applyPatch(example, [{ op: 'remove', path: '/name' }]), InvalidOtuError);
    expect(error.message).toBe('OTU c93ec9a9 with the patch applied: name is missing');
  });
});

describe.skipIf(!hasRealData)('three years of the plant virus reference (../shared/data)', () => {
  test('are patches that lead from each OTU at v1.4.0 to the same at v1.5.0', () => {
    const later = new Map(realOtus('1.5.0').map(({ otu }) => [otu.id, otu]));
    let count = 0;
    for (const { otu: before } of realOtus('1.4.0')) {
      const after = later.get(before.id);
      if (!after) continue;
      count += 1;
      expect(applyPatch(before, patchOf(before, after))).toEqual(after);
    }
    expect(count).toBeGreaterThan(1500);
  });
});
