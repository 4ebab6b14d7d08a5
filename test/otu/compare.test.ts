import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalOtu } from '../../src/otu/canonical.js';
import { compareOtus, type OtuComparison } from '../../src/otu/compare.js';
import { editOtu, editSequence, removeIsolate } from '../../src/otu/edits.js';
import type { Isolate, Otu } from '../../src/otu/types.js';
import { otu as anyOtu, otuAndEdit, wildOtu } from '../support/arbitraries.js';
import { example, isolate, sequence } from './example.js';

const [a, b] = example.isolates as [Isolate, Isolate];
const withIsolates = (isolates: Isolate[]): Otu => ({ ...example, isolates });
const quiet: OtuComparison = {
  kind: 'changed',
  id: 'c93ec9a9',
  name: 'Example virus',
  abbreviation: 'EV',
  fields: [],
  schema: [],
  schema_reordered: false,
  isolates: [],
  isolates_reordered: false,
};

/** What comparing says of two runs of bases. */
function basesOf(before: string, after: string) {
  const otu = (bases: string) => withIsolates([isolate('a', { sequences: [sequence('a1', { sequence: bases })] })]);
  return compareOtus(otu(before), otu(after))?.isolates[0]?.sequences[0]?.bases;
}

describe('comparing an OTU', () => {
  test('with itself, or nothing with nothing, finds no difference', () => {
    expect(compareOtus(example, structuredClone(example))).toBe(null);
    expect(compareOtus(null, null)).toBe(null);
    fc.assert(
      fc.property(wildOtu, (otu) => {
        expect(compareOtus(otu, structuredClone(otu))).toBe(null);
      }),
    );
  });

  test('with another state finds a difference wherever the files differ', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          otuAndEdit.map(({ otu, edit }) => [otu, edit.apply(otu).otu] as const),
          fc.tuple(anyOtu, anyOtu),
        ),
        ([before, after]) => {
          expect(compareOtus(before, after) === null).toBe(canonicalOtu(before) === canonicalOtu(after));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('names fields, segments and what became of them', () => {
    const edit = editOtu({
      name: 'New',
      taxid: null,
      schema: [
        { name: 'RNA3', required: false },
        { name: 'RNA2', molecule: 'ssRNA+', required: true },
      ],
    });
    expect(compareOtus(withIsolates([]), edit.apply(withIsolates([])).otu)).toEqual({
      ...quiet,
      name: 'New',
      fields: [
        { field: 'name', before: 'Example virus', after: 'New' },
        { field: 'taxid', before: 12345, after: null },
      ],
      schema: [
        {
          kind: 'removed',
          name: 'RNA1',
          fields: [
            { field: 'molecule', before: 'ssRNA+', after: null },
            { field: 'required', before: true, after: null },
          ],
        },
        { kind: 'added', name: 'RNA3', fields: [] },
        { kind: 'changed', name: 'RNA2', fields: [{ field: 'required', before: false, after: true }] },
      ],
    });
  });

  test('matches isolates by id, and names the one that became the default', () => {
    expect(compareOtus(example, removeIsolate('b').apply(example).otu)).toEqual({
      ...quiet,
      isolates: [
        {
          kind: 'removed',
          id: 'b',
          name: 'Isolate B',
          fields: [
            { field: 'source_type', before: 'isolate', after: null },
            { field: 'source_name', before: 'B', after: null },
            { field: 'default', before: true, after: null },
          ],
          sequences: b.sequences.map(({ id, accession, segment, definition, host }) => ({
            kind: 'removed',
            id,
            accession,
            segment,
            length: { before: 4, after: null },
            fields: [
              { field: 'accession', before: accession, after: null },
              { field: 'definition', before: definition, after: null },
              { field: 'host', before: host, after: null },
              { field: 'segment', before: segment, after: null },
            ],
            bases: null,
          })),
          sequences_reordered: false,
        },
        {
          kind: 'changed',
          id: 'a',
          name: 'Isolate A',
          fields: [{ field: 'default', before: false, after: true }],
          sequences: [],
          sequences_reordered: false,
        },
      ],
    });
  });

  test('sums bases up instead of repeating them', () => {
    const after = editSequence('a', 'a1', { sequence: 'ATGGGC', host: '' }).apply(example).otu;
    expect(compareOtus(example, after)?.isolates).toEqual([
      {
        kind: 'changed',
        id: 'a',
        name: 'Isolate A',
        fields: [],
        sequences: [
          {
            kind: 'changed',
            id: 'a1',
            accession: 'ACC_a1',
            segment: 'RNA1',
            length: { before: 4, after: 6 },
            fields: [{ field: 'host', before: 'Musa sp.', after: '' }],
            bases: { first: 4, last_before: 3, last_after: 5, substitutions: null },
          },
        ],
        sequences_reordered: false,
      },
    ]);
  });

  test('tells a new order of isolates, of sequences and of segments', () => {
    expect(compareOtus(example, withIsolates([b, a]))).toEqual({ ...quiet, isolates_reordered: true });
    expect(compareOtus(example, { ...example, schema: example.schema.toReversed() })).toEqual({
      ...quiet,
      schema_reordered: true,
    });
    const turned = compareOtus(example, withIsolates([{ ...a, sequences: a.sequences.toReversed() }, b]));
    expect(turned?.isolates).toEqual([
      { kind: 'changed', id: 'a', name: 'Isolate A', fields: [], sequences: [], sequences_reordered: true },
    ]);
  });

  test('does not call it a new order when something is put in between or taken out', () => {
    const comparison = compareOtus(example, withIsolates([isolate('c'), b]));
    expect(comparison?.isolates_reordered).toBe(false);
    expect(comparison?.isolates.map(({ kind, id }) => [kind, id])).toEqual([
      ['removed', 'a'],
      ['added', 'c'],
    ]);
  });

  test('that is new or gone lists all that it has', () => {
    const added = compareOtus(null, example);
    expect(added).toMatchObject({ kind: 'added', id: 'c93ec9a9', name: 'Example virus', abbreviation: 'EV' });
    expect(added?.fields).toContainEqual({ field: 'taxid', before: null, after: 12345 });
    expect(added?.schema.map(({ kind }) => kind)).toEqual(['added', 'added']);
    expect(
      added?.isolates.flatMap(({ sequences }) => sequences.map(({ kind, length }) => [kind, length.after])),
    ).toEqual(Array(4).fill(['added', 4]));
    expect(compareOtus(example, null)).toMatchObject({ kind: 'removed', name: 'Example virus' });
  });
});

describe('bases that differ', () => {
  test.each([
    ['ATGC', 'ATCC', { first: 3, last_before: 3, last_after: 3, substitutions: 1 }],
    ['ATGC', 'TTGA', { first: 1, last_before: 4, last_after: 4, substitutions: 2 }],
    ['ATGC', 'ATGCA', { first: 5, last_before: 4, last_after: 5, substitutions: null }],
    ['ATGC', 'GC', { first: 1, last_before: 2, last_after: 0, substitutions: null }],
    ['AAAA', 'AAA', { first: 4, last_before: 4, last_after: 3, substitutions: null }],
    ['', 'AC', { first: 1, last_before: 0, last_after: 2, substitutions: null }],
    ['ATGC', 'ATGC', undefined],
  ])('%s and %s', (before, after, bases) => {
    expect(basesOf(before, after)).toEqual(bases);
  });

  test('can be told from the summary: what it leaves out is the same on both sides', () => {
    const letters = fc.string({ unit: fc.constantFrom('A', 'C'), maxLength: 12 });
    fc.assert(
      fc.property(letters, letters, (before, after) => {
        const bases = basesOf(before, after);
        expect(bases === undefined).toBe(before === after);
        if (!bases) return;
        expect(before.slice(0, bases.first - 1)).toBe(after.slice(0, bases.first - 1));
        expect(before.slice(bases.last_before)).toBe(after.slice(bases.last_after));
        const replaced = before.slice(bases.first - 1, bases.last_before);
        expect(replaced).not.toBe(after.slice(bases.first - 1, bases.last_after));
        const positions = [...before].filter((letter, at) => letter !== after[at]).length;
        expect(bases.substitutions).toBe(before.length === after.length ? positions : null);
      }),
    );
  });
});
