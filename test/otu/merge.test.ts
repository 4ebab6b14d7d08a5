import { describe, expect, test } from 'vitest';
import {
  addIsolate,
  addSequence,
  editOtu,
  editSequence,
  removeIsolate,
  removeSequence,
  setDefaultIsolate,
} from '../../src/otu/edits.js';
import { type MergeConflict, mergeOtus, type Side } from '../../src/otu/merge.js';
import type { Isolate, Otu, Sequence } from '../../src/otu/types.js';
import { example, isolate, sequence } from './example.js';

const [a, b] = example.isolates as [Isolate, Isolate];
const [a1, a2] = a.sequences as [Sequence, Sequence];
const rules = { restrict: false, allowed: [] };

const withIsolates = (...isolates: Isolate[]): Otu => ({ ...example, isolates });
const inA = (...sequences: Sequence[]): Otu => withIsolates({ ...a, sequences }, b);

/** What conflicts say, without the states. */
function merge(
  ours: Otu | null,
  theirs: Otu | null,
  { base = example, decide }: { base?: Otu | null; decide?: Side } = {},
) {
  const { otu, conflicts } = mergeOtus(base, ours, theirs, decide && (() => decide));
  return {
    otu,
    conflicts,
    said: conflicts.map(({ kind, path, subject }: MergeConflict) => `${kind} ${path}: ${subject}`),
  };
}

describe('edits of both sides', () => {
  test('to different fields are both made', () => {
    const ours = editSequence('a', 'a1', { host: 'Ours' }).apply(editOtu({ name: 'Ours' }).apply(example).otu).otu;
    const theirs = editSequence('a', 'a1', { definition: 'Theirs' }).apply(
      editOtu({ taxid: 7 }).apply(example).otu,
    ).otu;
    const { otu, said } = merge(ours, theirs);
    expect(said).toEqual([]);
    const { isolates: _, ...fields } = example;
    expect(otu).toEqual({
      ...fields,
      name: 'Ours',
      taxid: 7,
      isolates: [{ ...a, sequences: [{ ...a1, host: 'Ours', definition: 'Theirs' }, a2] }, b],
    });
  });

  test('to one field are a conflict, named in words, and ours until it is decided', () => {
    const ours = inA({ ...a1, host: 'Ours' }, a2);
    const theirs = inA({ ...a1, host: 'Theirs' }, a2);
    const { otu, conflicts } = merge(ours, theirs);
    expect(otu).toBe(ours);
    expect(conflicts).toEqual([
      {
        kind: 'both_changed',
        path: 'isolates/a/sequences/a1/host',
        subject: 'host of sequence ACC_a1 in Isolate A',
        places: ['isolates/a/sequences/a1/host'],
        base: 'Musa sp.',
        ours: 'Ours',
        theirs: 'Theirs',
      },
    ]);
    expect(merge(ours, theirs, { decide: 'theirs' })).toMatchObject({ otu: theirs, conflicts: [] });
    expect(merge(ours, theirs, { decide: 'base' })).toMatchObject({ otu: example, conflicts: [] });
  });

  test('that are the same are none', () => {
    expect(
      merge(editOtu({ name: 'Both', taxid: 1 }).apply(example).otu, editOtu({ name: 'Both' }).apply(example).otu).said,
    ).toEqual([]);
  });

  test.each<[string, Partial<Otu>, Partial<Otu>, string]>([
    ['name', { name: 'A' }, { name: 'B' }, 'both_changed name: name'],
    ['abbreviation', { abbreviation: 'A' }, { abbreviation: '' }, 'both_changed abbreviation: abbreviation'],
    ['taxid', { taxid: 1 }, { taxid: null }, 'both_changed taxid: taxid'],
    [
      'source',
      { isolates: [{ ...a, source_name: 'One' }, b] },
      { isolates: [{ ...a, source_name: 'Two' }, b] },
      'both_changed isolates/a/source_name: source name of Isolate A',
    ],
    [
      'bases',
      { isolates: [{ ...a, sequences: [{ ...a1, sequence: 'A' }, a2] }, b] },
      { isolates: [{ ...a, sequences: [{ ...a1, sequence: 'C' }, a2] }, b] },
      'both_changed isolates/a/sequences/a1/sequence: bases of sequence ACC_a1 in Isolate A',
    ],
    [
      'molecule of a segment',
      { schema: [{ ...example.schema[0]!, molecule: 'dsRNA' }, example.schema[1]!] },
      { schema: [{ ...example.schema[0]!, molecule: '' }, example.schema[1]!] },
      'both_changed schema/RNA1/molecule: molecule of segment RNA1',
    ],
  ])('to the %s are a conflict of that alone', (_, ours, theirs, expected) => {
    expect(merge({ ...example, ...ours }, { ...example, ...theirs }).said).toEqual([expected]);
  });
});

describe('what one side adds', () => {
  test('comes in beside what the other adds, each at its place', () => {
    const [c, d, e] = ['c', 'd', 'e'].map((id) => isolate(id)) as [Isolate, Isolate, Isolate];
    const { otu, said } = merge(withIsolates(a, b, c), withIsolates(d, a, e, b));
    expect(said).toEqual([]);
    expect(otu!.isolates.map(({ id }) => id)).toEqual(['d', 'a', 'e', 'b', 'c']);
    expect(merge(withIsolates(a, b, c), withIsolates(a, b, d)).otu!.isolates.map(({ id }) => id)).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  test('under one id on both sides is merged, and what differs is a conflict without a base', () => {
    const ours = withIsolates(a, b, isolate('c', { source_name: 'Ours', sequences: [sequence('c1')] }));
    const theirs = withIsolates(a, b, isolate('c', { source_name: 'Theirs', sequences: [sequence('c2')] }));
    const { otu, said } = merge(ours, theirs);
    expect(said).toEqual(['both_added isolates/c/source_name: source name of Isolate Ours']);
    expect(otu!.isolates[2]!.sequences.map(({ id }) => id)).toEqual(['c1', 'c2']);
    expect(merge(ours, theirs, { decide: 'base' }).said).toEqual(said);
  });

  test('under one accession and two ids is a clash, of which one side stays', () => {
    const ours = inA(a1, a2, sequence('x', { accession: 'NEW' }));
    const theirs = withIsolates(a, { ...b, sequences: [...b.sequences, sequence('y', { accession: 'NEW' })] });
    const { otu, said } = merge(ours, theirs);
    expect(said).toEqual([
      'clash isolates/b/sequences/y/accession: accession NEW, of sequence x on one side and of y on the other',
    ]);
    expect(otu).toEqual(ours);
    expect(merge(ours, theirs, { decide: 'theirs' }).otu).toEqual(theirs);
    expect(merge(ours, theirs, { decide: 'base' }).otu).toEqual(example);
  });

  test('is the whole OTU on both sides, merged field by field', () => {
    const theirs = { ...example, taxid: 7 };
    const { said, otu } = merge(example, theirs, { base: null });
    expect(said).toEqual(['both_added taxid: taxid']);
    expect(otu).toBe(example);
  });
});

describe('what one side removes', () => {
  test('is gone where the other left it alone', () => {
    const ours = removeSequence('a', 'a1').apply(example).otu;
    const theirs = removeIsolate('b').apply(example).otu;
    const { otu, said } = merge(ours, theirs);
    expect(said).toEqual([]);
    expect(otu).toEqual(withIsolates({ ...a, default: true, sequences: [a2] }));
  });

  test.each<[string, Otu, Otu, string]>([
    [
      'a sequence that the other edits',
      inA(a2),
      inA({ ...a1, host: null }, a2),
      'changed_and_removed isolates/a/sequences/a1: sequence ACC_a1 in Isolate A',
    ],
    [
      'an isolate that the other renames',
      withIsolates(b),
      withIsolates({ ...a, source_name: 'New' }, b),
      'changed_and_removed isolates/a: Isolate A',
    ],
    [
      'an isolate that the other puts a sequence into',
      withIsolates(b),
      inA(a1, a2, sequence('new')),
      'changed_and_removed isolates/a: Isolate A',
    ],
    [
      'an isolate in which the other edits a sequence',
      withIsolates(b),
      inA({ ...a1, host: 'New' }, a2),
      'changed_and_removed isolates/a: Isolate A',
    ],
    [
      'an isolate that the other makes the default',
      withIsolates(b),
      setDefaultIsolate('a').apply(example).otu,
      'changed_and_removed isolates/a: Isolate A',
    ],
    [
      'a segment that the other changes',
      { ...example, schema: [example.schema[1]!], isolates: inA({ ...a1, segment: null }, a2).isolates },
      { ...example, schema: [{ ...example.schema[0]!, required: false }, example.schema[1]!] },
      'changed_and_removed schema/RNA1: segment RNA1',
    ],
  ])('is a conflict where it is %s', (_, removing, editing, expected) => {
    for (const [ours, theirs] of [
      [removing, editing],
      [editing, removing],
    ] as const) {
      expect(merge(ours, theirs).said).toEqual([expected]);
      expect(merge(ours, theirs, { decide: 'theirs' }).conflicts).toEqual([]);
    }
  });

  test('is the whole OTU, and a conflict where the other edited it', () => {
    const edited = { ...example, name: 'New' };
    expect(merge(null, example)).toMatchObject({ otu: null, conflicts: [] });
    expect(merge(null, edited)).toMatchObject({ otu: null, said: ['changed_and_removed : Example virus'] });
    expect(merge(edited, null)).toMatchObject({ otu: edited, said: ['changed_and_removed : Example virus'] });
    expect(merge(edited, null, { decide: 'theirs' })).toMatchObject({ otu: null, conflicts: [] });
  });
});

describe('a segment that one side removes', () => {
  const ours = editOtu({ schema: [{ name: 'RNA2', molecule: 'ssRNA+', required: false }] }).apply(example).otu;
  const added = { accession: 'NEW', definition: 'New', sequence: 'ATGC', segment: 'RNA1', id: 'new' };
  const theirs = addSequence('a', added).apply(example).otu;

  test('goes, and is unset on sequences that the other edits otherwise', () => {
    const { otu, said } = merge(ours, inA({ ...a1, host: 'Theirs' }, a2));
    expect(said).toEqual([]);
    expect(otu!.isolates[0]!.sequences[0]).toMatchObject({ host: 'Theirs', segment: null });
  });

  test('is a conflict where the other adds a sequence of it', () => {
    const { otu, conflicts } = merge(ours, theirs);
    expect(conflicts).toMatchObject([
      { kind: 'changed_and_removed', path: 'schema/RNA1', subject: 'segment RNA1', ours: null },
    ]);
    expect(otu!.isolates[0]!.sequences.map(({ id, segment }) => [id, segment])).toEqual([
      ['a1', null],
      ['a2', 'RNA2'],
      ['new', null],
    ]);
  });

  test('stays where theirs is chosen, with all sequences that were of it', () => {
    const { otu } = merge(ours, theirs, { decide: 'theirs' });
    expect(otu!.schema).toEqual(example.schema);
    expect(otu!.isolates.map(({ sequences }) => sequences.map(({ segment }) => segment))).toEqual([
      ['RNA1', 'RNA2', 'RNA1'],
      ['RNA1', 'RNA2'],
    ]);
  });

  test('gives way to another that the other side gave a sequence', () => {
    const moved = inA({ ...a1, segment: 'RNA2' }, a2);
    const { otu, said } = merge(ours, moved);
    expect(said).toEqual([]);
    expect(otu!.isolates[0]!.sequences[0]!.segment).toBe('RNA2');
  });
});

describe('the default isolate', () => {
  const threeOf = (chosen: string): Otu =>
    withIsolates(...[a, b, isolate('c')].map((each) => ({ ...each, default: each.id === chosen })));
  const base = threeOf('b');
  const defaults = ({ otu }: { otu: Otu | null }) => otu!.isolates.filter((each) => each.default).map(({ id }) => id);

  test('is the one that was chosen', () => {
    expect(defaults(merge({ ...base, name: 'New' }, threeOf('c'), { base }))).toEqual(['c']);
  });

  test('is one conflict where both chose', () => {
    const result = merge(threeOf('a'), threeOf('c'), { base });
    expect(result.said).toEqual(['both_changed default: default isolate']);
    expect(result.conflicts[0]).toMatchObject({ base: 'b', ours: 'a', theirs: 'c' });
    expect(defaults(result)).toEqual(['a']);
    expect(defaults(merge(threeOf('a'), threeOf('c'), { base, decide: 'theirs' }))).toEqual(['c']);
  });

  test('is the chosen one where the other side only removed the one before', () => {
    const removed = removeIsolate('b').apply(base).otu;
    for (const sides of [
      [removed, threeOf('c')],
      [threeOf('c'), removed],
    ] as const) {
      const result = merge(...sides, { base });
      expect([result.said, defaults(result)]).toEqual([[], ['c']]);
    }
  });

  test('is one that is left where both removed the one before, and an heir', () => {
    const ours = removeIsolate('a').apply(removeIsolate('b').apply(base).otu).otu;
    const theirs = addIsolate({ source_type: '', source_name: '', id: 'd' }, rules).apply(
      removeIsolate('b').apply(base).otu,
    ).otu;
    const result = merge(ours, theirs, { base });
    expect([result.said, defaults(result)]).toEqual([[], ['c']]);
  });

  test('is a conflict where both added the first isolate', () => {
    const first = (id: string) => withIsolates(isolate(id, { default: true }));
    expect(merge(first('x'), first('y'), { base: withIsolates() }).said).toEqual([
      'both_added default: default isolate',
    ]);
  });
});

describe('a sequence that moves to another isolate', () => {
  const moved = withIsolates({ ...a, sequences: [a2] }, { ...b, sequences: [...b.sequences, a1] });

  test('takes edits of the other side with it', () => {
    const { otu, said } = merge(moved, inA({ ...a1, host: 'Theirs' }, a2));
    expect(said).toEqual([]);
    expect(otu!.isolates[1]!.sequences[2]).toEqual({ ...a1, host: 'Theirs' });
  });

  test('is a conflict where the other removes it, moves it elsewhere, or removes the isolate', () => {
    expect(merge(moved, inA(a2)).said).toEqual([
      'changed_and_removed isolates/b/sequences/a1: sequence ACC_a1 in Isolate B',
    ]);
    const three = withIsolates(a, b, isolate('c'));
    const to = (id: string) =>
      withIsolates(
        ...three.isolates.map((each) => ({
          ...each,
          sequences: [...each.sequences.filter((other) => other !== a1), ...(each.id === id ? [a1] : [])],
        })),
      );
    expect(merge(to('b'), to('c'), { base: three }).said).toEqual([
      'both_changed isolates/b/sequences/a1/isolate: isolate of sequence ACC_a1',
    ]);
    const removed = withIsolates({ ...a, default: true });
    expect(merge(moved, removed).said).toEqual(['changed_and_removed isolates/b: Isolate B']);
    expect(merge(moved, removed, { decide: 'theirs' }).otu).toEqual(removed);
  });
});

describe('files that a merge cannot tell the parts of', () => {
  test('are a conflict as a whole', () => {
    const twins = withIsolates(a, b, { ...a, source_name: 'Twin' });
    const { otu, said } = merge(twins, { ...example, name: 'New' });
    expect([otu, said]).toEqual([twins, ['ambiguous : Example virus']]);
    expect(merge(twins, { ...example, name: 'New' }, { decide: 'theirs' }).otu!.name).toBe('New');
  });

  test('are fine where only the order or the default is odd', () => {
    const none = withIsolates(a, { ...b, default: false });
    const { otu, said } = merge({ ...none, name: 'New' }, { ...none, taxid: 9 }, { base: none });
    expect(said).toEqual([]);
    expect(otu!.isolates.map((each) => each.default)).toEqual([true, false]);
  });
});
