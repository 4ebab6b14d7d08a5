import { describe, expect, test } from 'vitest';
import { newClaims } from '../../src/otu/claims.js';
import { addSequence, editOtu, editSequence, removeIsolate } from '../../src/otu/edits.js';
import { example } from './example.js';

const input = { id: 'new', accession: 'NEW', definition: 'New', sequence: 'A' };

describe('what an OTU newly claims for itself alone', () => {
  test('is all it has where it is new', () => {
    expect(newClaims(null, example)).toEqual({
      name: 'Example virus',
      abbreviation: 'EV',
      accessions: ['ACC_a1', 'ACC_a2', 'ACC_b1', 'ACC_b2'],
      sequenceIds: ['a1', 'a2', 'b1', 'b2'],
    });
  });

  test.each([
    ['a name', editOtu({ name: 'New' }), { name: 'New' }],
    ['a name in other letters', editOtu({ name: 'EXAMPLE virus' }), { name: 'EXAMPLE virus' }],
    ['an abbreviation', editOtu({ abbreviation: 'N' }), { abbreviation: 'N' }],
    ['no abbreviation', editOtu({ abbreviation: '' }), {}],
    ['a sequence', addSequence('a', input), { accessions: ['NEW'], sequenceIds: ['new'] }],
    ['an accession', editSequence('a', 'a1', { accession: 'NEW' }), { accessions: ['NEW'] }],
    ['bases', editSequence('a', 'a1', { sequence: 'A' }), {}],
    ['less', removeIsolate('a'), {}],
  ])('is no more than an edit gives it: %s', (_, edit, claims) => {
    expect(newClaims(example, edit.apply(example).otu)).toEqual({ accessions: [], sequenceIds: [], ...claims });
  });

  test('is nothing where something only moves within it', () => {
    const [a, b] = example.isolates;
    const moved = {
      ...example,
      isolates: [
        { ...a!, sequences: [] },
        { ...b!, sequences: [...b!.sequences, ...a!.sequences] },
      ],
    };
    expect(newClaims(example, moved)).toEqual({ accessions: [], sequenceIds: [] });
  });

  test('leaves out empty accessions, and names each value once', () => {
    const isolates = example.isolates.map((isolate, index) => ({
      ...isolate,
      sequences: isolate.sequences.map((sequence) => ({ ...sequence, accession: index === 0 ? '' : 'SAME' })),
    }));
    expect(newClaims(null, { ...example, isolates }).accessions).toEqual(['SAME']);
  });
});
