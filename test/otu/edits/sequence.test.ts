import { describe, expect, test } from 'vitest';
import { addSequence, editSequence, removeSequence, type SequenceInput } from '../../../src/otu/edits.js';
import { AlreadyExistsError, BadRequestError, InvalidInputError, NotFoundError } from '../../../src/otu/errors.js';
import { example, thrownBy } from '../example.js';

const input = { accession: 'NC_010317', definition: 'A sequence', sequence: 'ATGACTAGCGGACTTACA' };
const withoutSchema = { ...example, schema: [] };
const added = (fields: Partial<SequenceInput>, otu = example) =>
  addSequence('a', { ...input, ...fields })
    .apply(otu)
    .otu.isolates[0]!.sequences.at(-1)!;
const edited = (fields: Record<string, unknown>, otu = example) =>
  editSequence('a', 'a1', fields).apply(otu).otu.isolates[0]!.sequences[0]!;

describe('adding a sequence', () => {
  test('puts it at the end of the isolate, with an id of its own, no host and no segment', () => {
    const edit = addSequence('a', input);
    const { otu, description, subject } = edit.apply(example);
    expect(edit.method).toBe('create_sequence');
    expect(description).toBe('Created new sequence NC_010317 in Isolate A');
    expect(otu.isolates[1]).toBe(example.isolates[1]);
    expect(otu.isolates[0]!.sequences).toEqual([
      ...example.isolates[0]!.sequences,
      { id: expect.stringMatching(/^[a-z0-9]{8}$/), ...input, host: '', segment: null },
    ]);
    expect(subject).toBe(otu.isolates[0]!.sequences[2]!.id);
  });

  test('takes an id, which stands for the accession too where that is not given', () => {
    const { accession: _, ...rest } = input;
    const edit = addSequence('a', { ...rest, id: 'foobar' });
    expect(edit.apply(example).otu.isolates[0]!.sequences.at(-1)).toMatchObject({ id: 'foobar', accession: 'foobar' });
    expect(edit.apply(example).description).toBe('Created new sequence foobar in Isolate A');
    expect(added({ id: 'foobar' })).toMatchObject({ id: 'foobar', accession: 'NC_010317' });
  });

  test('strips white space: all of it from the bases, and folds the lines of a definition', () => {
    const fields = {
      accession: ' NC_1\n',
      definition: 'A virus,\n            complete  genome. ',
      host: ' Musa\tsp. ',
    };
    expect(added({ ...fields, sequence: '  atg aCT\r\n\tagn\n' })).toMatchObject({
      accession: 'NC_1',
      definition: 'A virus, complete genome.',
      host: 'Musa sp.',
      sequence: 'ATGACTAGN',
    });
  });

  test('takes every IUPAC nucleotide code', () => {
    expect(added({ sequence: 'ACGTURYSWKMBDHVN' }).sequence).toBe('ACGTURYSWKMBDHVN');
  });

  test('takes a long sequence', () => {
    const bases = 'ACGT'.repeat(2_500_000);
    expect(added({ sequence: bases }).sequence.length).toBe(bases.length);
  });

  test.each([
    [null, null],
    ['', null],
    ['RNA2', 'RNA2'],
    [' RNA2 ', 'RNA2'],
  ])('with segment %j stores %j', (segment, stored) => {
    expect(added({ segment }).segment).toBe(stored);
  });

  test('stores no segment where there is no schema', () => {
    expect(added({ segment: 'RNA1' }, withoutSchema).segment).toBe(null);
  });

  test('refuses a segment that the schema does not have', () => {
    const error = thrownBy(() => added({ segment: 'RNA3' }), BadRequestError);
    expect(error.message).toBe('Segment does not exist');
    expect(error.data).toMatchObject({ segment: 'RNA3', segments: ['RNA1', 'RNA2'] });
  });

  test('refuses an id or an accession that another sequence of the OTU has', () => {
    const idTaken = thrownBy(() => added({ id: 'b2' }), AlreadyExistsError);
    expect(idTaken.message).toBe('Sequence id already exists');
    expect(idTaken.data).toEqual({ otu_id: 'c93ec9a9', isolate_id: 'b', id: 'b2' });
    const accessionTaken = thrownBy(() => added({ accession: 'ACC_a1' }), AlreadyExistsError);
    expect(accessionTaken.message).toBe('Accession already exists');
    expect(accessionTaken.data).toEqual({ otu_id: 'c93ec9a9', isolate_id: 'a', accession: 'ACC_a1' });
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'nothing',
      { accession: undefined, definition: undefined, sequence: undefined },
      { accession: ['required field'], definition: ['required field'], sequence: ['required field'] },
    ],
    [
      'empty text',
      { accession: ' ', definition: '', sequence: '\n' },
      {
        accession: ['empty values not allowed'],
        definition: ['empty values not allowed'],
        sequence: ['empty values not allowed'],
      },
    ],
    [
      'other types',
      { id: 1, accession: [], definition: {}, sequence: null, host: 5, segment: false },
      {
        id: ['must be of string type'],
        accession: ['must be of string type'],
        definition: ['must be of string type'],
        sequence: ['must be of string type'],
        host: ['must be of string type'],
        segment: ['must be of string type'],
      },
    ],
    ['a field that is not known', { virus_id: 'x' }, { virus_id: ['unknown field'] }],
    ['an id with a slash', { id: '../x' }, { id: [expect.stringContaining('letters, digits')] }],
    ['an accession of two lines', { accession: 'A\nB' }, { accession: ['must be a single line'] }],
    [
      'FASTA',
      { sequence: '>NC_010317 A virus\nATGC\n' },
      { sequence: ['must be plain text, not FASTA: leave out the line that begins with ">"'] },
    ],
    [
      'letters that are no nucleotide codes',
      { sequence: 'ATG CE\u2028' },
      { sequence: ['must hold IUPAC nucleotide codes only: "E" at base 5 is none'] },
    ],
    ['gaps', { sequence: 'AT-GC' }, { sequence: ['must hold IUPAC nucleotide codes only: "-" at base 3 is none'] }],
    [
      'letters that only look like bases',
      { sequence: 'ATGС' },
      { sequence: ['must hold IUPAC nucleotide codes only: "С" at base 4 is none'] },
    ],
  ])('refuses %s', (_, fields, errors) => {
    const work = () => addSequence('a', { ...input, ...fields } as SequenceInput);
    expect(thrownBy(work, InvalidInputError).errors).toEqual(errors);
  });
});

describe('editing a sequence', () => {
  test('changes what is given and nothing else', () => {
    const edit = editSequence('a', 'a1', { host: 'Plant', sequence: 'tacg tg' });
    const { otu, description, subject } = edit.apply(example);
    expect(edit.method).toBe('edit_sequence');
    expect(description).toBe('Edited sequence a1 in Isolate A');
    expect(subject).toBe('a1');
    const [first, second] = example.isolates[0]!.sequences;
    expect(otu.isolates[0]!.sequences).toEqual([{ ...first, host: 'Plant', sequence: 'TACGTG' }, second]);
  });

  test('gives an accession, a definition, another segment', () => {
    const fields = { accession: 'NEW', definition: 'New', segment: 'RNA2' };
    expect(edited(fields)).toMatchObject(fields);
  });

  test.each([null, ''])('unsets the segment for %j', (segment) => {
    expect(edited({ segment }).segment).toBe(null);
  });

  test('tells no host from an empty one', () => {
    expect(edited({ host: null }).host).toBe(null);
    expect(edited({ host: '' }).host).toBe('');
  });

  test.each([
    {},
    { host: undefined },
    { host: ' Musa  sp.', sequence: 'at gc', segment: 'RNA1', accession: 'ACC_a1 ', definition: 'Sequence\na1' },
  ])('gives back the same object where %j changes nothing', (fields) => {
    expect(editSequence('a', 'a1', fields).apply(example).otu).toBe(example);
  });

  test('leaves untidy fields alone that are given back as they are', () => {
    const [first, ...others] = example.isolates;
    const untidy = {
      ...first!.sequences[0]!,
      accession: 'NC-1 ',
      definition: 'two  spaces',
      segment: 'RNA9',
      sequence: 'ATGt',
    };
    const otu = { ...example, isolates: [{ ...first!, sequences: [untidy] }, ...others] };
    const { id: _, ...fields } = untidy;
    expect(editSequence('a', 'a1', fields).apply(otu).otu).toBe(otu);
    expect(edited({ ...fields, host: 'Plant' }, otu)).toEqual({ ...untidy, host: 'Plant' });
  });

  test('keeps to the rules for a new one', () => {
    expect(thrownBy(() => edited({ segment: 'RNA3' }), BadRequestError).message).toBe('Segment does not exist');
    expect(edited({ segment: 'RNA3' }, withoutSchema).segment).toBe(null);
    expect(thrownBy(() => edited({ accession: 'ACC_b1' }), AlreadyExistsError).message).toBe(
      'Accession already exists',
    );
    expect(thrownBy(() => edited({ id: 'x', sequence: '>x' }), InvalidInputError).errors).toEqual({
      id: ['unknown field'],
      sequence: [expect.stringContaining('FASTA')],
    });
  });
});

describe('removing a sequence', () => {
  test('takes it out of its isolate', () => {
    const edit = removeSequence('a', 'a1');
    const { otu, description, subject } = edit.apply(example);
    expect(edit.method).toBe('remove_sequence');
    expect(description).toBe('Removed sequence a1 from Isolate A');
    expect(subject).toBe('a1');
    expect(otu.isolates).toEqual([
      { ...example.isolates[0], sequences: [example.isolates[0]!.sequences[1]] },
      example.isolates[1],
    ]);
  });
});

describe('a place that is not there', () => {
  test('is not found, and what is there is named', () => {
    for (const edit of [editSequence('a', 'x', {}), removeSequence('a', 'x')]) {
      const error = thrownBy(() => edit.apply(example), NotFoundError);
      expect(error.message).toBe('Isolate A (a) of Example virus has no sequence "x"');
      expect(error.suggestions).toEqual(['its sequences are a1 (ACC_a1), a2 (ACC_a2)']);
    }
    expect(() => addSequence('x', input).apply(example)).toThrow(NotFoundError);
  });

  test('leads to the isolate where the sequence is', () => {
    const error = thrownBy(() => removeSequence('a', 'b1').apply(example), NotFoundError);
    expect(error.suggestions).toEqual(['it is in isolate b (Isolate B)']);
  });
});
