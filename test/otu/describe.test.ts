import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeMethod, describeRevert, inferChange } from '../../src/otu/describe.js';
import { addIsolate, createOtu, editIsolate, editOtu, removeIsolate, setDefaultIsolate } from '../../src/otu/edits.js';
import { type Isolate, METHODS, type Otu } from '../../src/otu/types.js';
import { otuAndEdit, wildOtu } from '../support/arbitraries.js';
import { example, isolate, sequence } from './example.js';

/** The example with one of its isolates, or all of them, changed by hand. */
const withIsolates = (isolates: Isolate[]): Otu => ({ ...example, isolates });
const [a, b] = example.isolates as [Isolate, Isolate];

describe('a change made by hand', () => {
  test('that does what an edit does has the method and the words of the edit', () => {
    fc.assert(
      fc.property(otuAndEdit, ({ otu, edit }) => {
        const outcome = edit.apply(otu);
        fc.pre(outcome.otu !== otu);
        expect(inferChange(otu, outcome.otu)).toEqual({ method: edit.method, description: outcome.description });
      }),
      { numRuns: 1000 },
    );
  });

  test('that brings an OTU or takes one away is a creation or a removal', () => {
    const { otu, description } = createOtu({ name: 'Foobar', abbreviation: 'FBR' });
    expect(inferChange(null, otu)).toEqual({ method: 'create', description });
    expect(inferChange(example, null)).toEqual({ method: 'remove', description: 'Removed Example virus (EV)' });
  });

  test('to the layout alone is said to be that', () => {
    const expected = { method: 'edit', description: 'Reformatted Example virus' };
    expect(inferChange(example, structuredClone(example))).toEqual(expected);
  });

  test('that did nothing at all, as a merge may, says so', () => {
    expect(inferChange(null, null)).toEqual({ method: 'edit', description: 'Changed nothing' });
  });

  test.each<[string, Otu, string, string]>([
    [
      'a name and an isolate',
      { ...withIsolates([a, b, isolate('c')]), name: 'New' },
      'edit',
      'Changed name to New and added Isolate C',
    ],
    [
      'two isolates at once',
      withIsolates([a, b, isolate('c'), isolate('d', { default: false })]),
      'add_isolate',
      'Added Isolate C and added Isolate D',
    ],
    [
      'an isolate with its sequences, in front of the others',
      withIsolates([isolate('c', { sequences: [sequence('c1'), sequence('c2')] }), a, b]),
      'add_isolate',
      'Added Isolate C with 2 sequences',
    ],
    [
      'an isolate with one sequence as default',
      withIsolates([a, { ...b, default: false }, isolate('c', { default: true, sequences: [sequence('c1')] })]),
      'add_isolate',
      'Added Isolate C with 1 sequence as default',
    ],
    [
      'the default isolate, replaced by a new one',
      withIsolates([a, isolate('c', { default: true })]),
      'edit',
      'Removed Isolate B and added Isolate C as default',
    ],
    ['the only isolates, both', withIsolates([]), 'remove_isolate', 'Removed Isolate A and removed Isolate B'],
    [
      'a name of an isolate and the default',
      withIsolates([
        { ...a, source_name: 'z', default: true },
        { ...b, default: false },
      ]),
      'edit',
      'Renamed Isolate A to Isolate z and set Isolate z as default',
    ],
    ['no default at all', withIsolates([a, { ...b, default: false }]), 'edit', 'Changed default isolates'],
    ['the order of isolates', withIsolates([b, a]), 'edit', 'Reordered isolates'],
    [
      'the order of sequences',
      withIsolates([{ ...a, sequences: a.sequences.toReversed() }, b]),
      'edit',
      'Reordered sequences of Isolate A',
    ],
    [
      'a sequence, moved to another isolate',
      withIsolates([
        { ...a, sequences: a.sequences.slice(1) },
        { ...b, sequences: [a.sequences[0]!, ...b.sequences] },
      ]),
      'edit_sequence',
      'Moved sequence a1 from Isolate A to Isolate B',
    ],
    [
      'several sequences of one isolate',
      withIsolates([{ ...a, sequences: [{ ...a.sequences[1]!, host: 'x' }, sequence('a3')] }, b]),
      'edit',
      'Removed sequence a1 from Isolate A and edited sequence a2 in Isolate A and created new sequence ACC_a3 in Isolate A',
    ],
    [
      'a segment renamed with all that name it',
      {
        ...withIsolates(
          [a, b].map((each) => ({
            ...each,
            sequences: each.sequences.map((one) => (one.segment === 'RNA1' ? { ...one, segment: 'R1' } : one)),
          })),
        ),
        schema: [{ ...example.schema[0]!, name: 'R1' }, example.schema[1]!],
      },
      'edit',
      'Modified schema and edited sequence a1 in Isolate A and edited sequence b1 in Isolate B',
    ],
    ['the id', { ...example, id: 'c93ec9a8' }, 'edit', 'Changed id to c93ec9a8'],
  ])('to %s is put into words', (_, after, method, description) => {
    expect(inferChange(example, after)).toEqual({ method, description });
  });

  test('gives a segment that went from the schema no second mention on its sequences', () => {
    const after = editOtu({ schema: [{ name: 'RNA1' }], name: 'New' }).apply(example).otu;
    expect(inferChange(example, after).description).toBe('Changed name to New and modified schema');
  });

  test('names the isolate that became the default when the default went, though it is not the first', () => {
    const rules = { restrict: false, allowed: [] };
    const { otu: three } = addIsolate({ source_type: 'isolate', source_name: 'c', id: 'c' }, rules).apply(example);
    const after = removeIsolate('b').apply(setDefaultIsolate('c').apply(three).otu).otu;
    expect(inferChange(three, after)).toEqual({
      method: 'remove_isolate',
      description: 'Removed Isolate B and set Isolate c as default',
    });
    const renamed = editIsolate('c', { source_name: 'z' }, rules).apply(after).otu;
    expect(inferChange(three, renamed).description).toBe(
      'Renamed Isolate c to Isolate z and removed Isolate B and set Isolate z as default',
    );
  });

  test('of many parts names the first and counts the rest', () => {
    const many = Array.from({ length: 50 }, (_, index) => isolate(`i${index}`));
    const { description } = inferChange(example, withIsolates([a, b, ...many]));
    expect(description).toMatch(/^Added Isolate I0 and added Isolate I1 and .* and 4\d more$/);
    expect(description.length).toBeLessThan(220);
  });

  test('always has a method and one line of bearable length, between any two OTUs', () => {
    const pair = fc.tuple(fc.option(wildOtu), fc.option(wildOtu), fc.boolean());
    fc.assert(
      fc.property(pair, ([before, after, related]) => {
        const mixed =
          related && before && after
            ? { ...after, isolates: [...after.isolates, ...before.isolates].reverse() }
            : after;
        const { method, description } = inferChange(before, mixed);
        expect(METHODS).toContain(method);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
        expect(description).toMatch(/^[A-Z][^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/);
        expect(description.length).toBeLessThan(600);
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  [describeMethod('import', 'Foo virus'), 'Imported Foo virus'],
  [describeMethod('clone', 'Foo virus'), 'Cloned Foo virus'],
  [describeMethod('remote', 'Foo\nvirus'), 'Updated Foo virus'],
  [describeRevert('Foo\n\nvirus', 3), 'Reverted Foo virus to version 3'],
])('%s', (description, expected) => {
  expect(description).toBe(expected);
});
