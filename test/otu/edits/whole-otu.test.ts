import { describe, expect, test } from 'vitest';
import { createOtu, createWholeOtu } from '../../../src/otu/edits.js';
import { AlreadyExistsError, BadRequestError, InvalidInputError } from '../../../src/otu/errors.js';
import { thrownBy } from '../example.js';

const anything = { restrict: false, allowed: [] };
const sequence = { accession: 'ZZ000001.1', definition: 'Invented', sequence: 'acgt', segment: 'RNA 1' };
const isolate = { source_type: 'Isolate', source_name: 'Q7', sequences: [sequence] };
const whole = { name: 'Foobar', abbreviation: 'FBR', schema: [{ name: 'RNA 1' }], isolates: [isolate] };

describe('creating an OTU whole', () => {
  test('makes it with its isolates and their sequences, the first as default, and calls it created', () => {
    const second = { source_type: 'strain', source_name: 'B', sequences: [] };
    const { otu, description } = createWholeOtu({ ...whole, isolates: [isolate, second] }, anything);
    expect(otu).toMatchObject({
      name: 'Foobar',
      isolates: [
        {
          id: expect.stringMatching(/^[a-z0-9]{8}$/),
          source_type: 'isolate',
          source_name: 'Q7',
          default: true,
          sequences: [{ accession: 'ZZ000001.1', sequence: 'ACGT', segment: 'RNA 1', host: '' }],
        },
        { source_type: 'strain', source_name: 'B', default: false, sequences: [] },
      ],
    });
    expect(description).toBe('Created Foobar (FBR)');
  });

  test('is the same as before where nothing is in it', () => {
    const own = { id: 'c93ec9a9', name: 'Foobar' };
    expect(createWholeOtu(own, anything)).toEqual(createOtu(own));
  });

  test('says in which isolate and which sequence something is wrong', () => {
    const other = { ...sequence, accession: 'ZZ000002.1' };
    const wrong = {
      ...whole,
      isolates: [isolate, { ...isolate, sequences: [other, { ...other, sequence: 'X' }] }],
    };
    const found = thrownBy(() => createWholeOtu(wrong, anything), InvalidInputError);
    expect(Object.keys(found.errors)).toEqual(['isolates.1.sequences.1.sequence']);
  });

  test('refuses what the edits would refuse', () => {
    const twice = { ...whole, isolates: [isolate, isolate] };
    expect(() => createWholeOtu(twice, anything)).toThrow(AlreadyExistsError);
    expect(() => createWholeOtu(whole, { restrict: true, allowed: ['strain'] })).toThrow(BadRequestError);
    expect(() => createWholeOtu({ ...whole, schema: [{ name: 'L' }] }, anything)).toThrow('Segment does not exist');
    expect(() => createWholeOtu({ ...whole, name: '' }, anything)).toThrow(InvalidInputError);
  });
});
