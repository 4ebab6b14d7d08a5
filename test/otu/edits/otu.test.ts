import { describe, expect, test } from 'vitest';
import { createOtu, editOtu, removalDescription } from '../../../src/otu/edits.js';
import { InvalidInputError } from '../../../src/otu/errors.js';
import { example, isolate, sequence, thrownBy } from '../example.js';

/** What is wrong with some input, by field. */
const errorsOf = (work: () => unknown) => thrownBy(work, InvalidInputError).errors;

describe('creating an OTU', () => {
  test('makes one without isolates, and says so as Virtool does', () => {
    const { otu, description } = createOtu({ name: 'Foobar', abbreviation: 'FBR' });
    expect(otu).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{8}$/),
      name: 'Foobar',
      abbreviation: 'FBR',
      taxid: null,
      schema: [],
      isolates: [],
    });
    expect(description).toBe('Created Foobar (FBR)');
    expect(createOtu({ name: 'Foobar' }).description).toBe('Created Foobar');
  });

  test('takes an id, a taxid and a schema, whose segments are required and of no known molecule by default', () => {
    const { otu } = createOtu({ name: 'Foobar', id: 'c93ec9a9', taxid: 7, schema: [{ name: 'RNA1' }] });
    expect(otu).toMatchObject({ id: 'c93ec9a9', taxid: 7, schema: [{ name: 'RNA1', molecule: '', required: true }] });
  });

  test('strips white space, and folds it within', () => {
    const { otu } = createOtu({ name: '  Foo \t bar\n', abbreviation: ' F\u00a0B ', schema: [{ name: ' RNA  1 ' }] });
    expect(otu).toMatchObject({ name: 'Foo bar', abbreviation: 'F B', schema: [{ name: 'RNA 1' }] });
  });

  test.each<[string, unknown, Record<string, string[]>]>([
    ['no name', {}, { name: ['required field'] }],
    ['an empty name', { name: ' \n' }, { name: ['empty values not allowed'] }],
    ['a name of another type', { name: 5 }, { name: ['must be of string type'] }],
    ['a null name', { name: null }, { name: ['must be of string type'] }],
    ['a line feed within a name', { name: 'a\n\nRefkit-Method: remove' }, { name: ['must be a single line'] }],
    ['a control character', { name: 'a\u001b[2J' }, { name: ['must not hold control characters'] }],
    ['a direction override', { name: 'a\u202eb' }, { name: ['must not hold control characters'] }],
    ['half a surrogate pair', { name: 'a\ud800b' }, { name: ['must not hold control characters'] }],
    ['a name without end', { name: 'a'.repeat(501) }, { name: ['max length is 500'] }],
    ['a field that is not known', { name: 'a', isolates: [] }, { isolates: ['unknown field'] }],
    [
      'the names of inherited properties',
      JSON.parse('{"name":"a","__proto__":{},"constructor":1}'),
      JSON.parse('{"__proto__":["unknown field"],"constructor":["unknown field"]}'),
    ],
    ['a path for an id', { name: 'a', id: '../../x' }, { id: [expect.stringContaining('letters, digits')] }],
    ['a device for an id', { name: 'a', id: 'con' }, { id: [expect.stringContaining('letters, digits')] }],
    ['a taxid in words', { name: 'a', taxid: '5' }, { taxid: ['must be a whole number above 0, or null'] }],
    ['a negative taxid', { name: 'a', taxid: -5 }, { taxid: ['must be a whole number above 0, or null'] }],
    ['a schema that is no list', { name: 'a', schema: {} }, { schema: ['must be of list type'] }],
    ['a segment that is no object', { name: 'a', schema: ['RNA1'] }, { 'schema.0': ['must be of dict type'] }],
    [
      'everything at once',
      { abbreviation: 1, schema: [{ name: 'A' }, { molecule: 'RNA', required: 'yes', length: 5 }, { name: ' A' }] },
      {
        name: ['required field'],
        abbreviation: ['must be of string type'],
        'schema.1.length': ['unknown field'],
        'schema.1.name': ['required field'],
        'schema.1.molecule': ['unallowed value RNA: must be "" or one of ssDNA, dsDNA, ssRNA, ssRNA+, ssRNA-, dsRNA'],
        'schema.1.required': ['must be of boolean type'],
        'schema.2.name': ['segment name A is used twice'],
      },
    ],
    ['a list', [], { input: ['must be of dict type'] }],
    ['null', null, { input: ['must be of dict type'] }],
  ])('refuses %s', (_, input, errors) => {
    expect(errorsOf(() => createOtu(input as never))).toEqual(errors);
  });
});

test('an error names all that is wrong in one line', () => {
  const input = { 'evil\n\nfield': 1, abbreviation: 5 } as never;
  expect(thrownBy(() => createOtu(input), InvalidInputError).message).toBe(
    'Invalid input: evil field: unknown field; name: required field; abbreviation: must be of string type',
  );
});

describe('editing an OTU', () => {
  test.each([
    [{ name: 'New' }, 'Changed name to New'],
    [{ abbreviation: 'NV' }, 'Changed abbreviation to NV'],
    [{ abbreviation: '' }, 'Removed abbreviation EV'],
    [{ schema: [] }, 'Modified schema'],
    [{ taxid: 5 }, 'Changed taxid to 5'],
    [{ taxid: null }, 'Removed taxid 12345'],
    [{ name: 'New', abbreviation: 'NV' }, 'Changed name to New and changed abbreviation to NV'],
    [
      { name: 'New', abbreviation: '', schema: [], taxid: 5 },
      'Changed name to New and removed abbreviation EV and modified schema and changed taxid to 5',
    ],
  ])('%j is described as %j', (input, description) => {
    const edit = editOtu(input);
    const outcome = edit.apply(example);
    expect(edit.method).toBe('edit');
    expect(outcome.description).toBe(description);
    const { schema: _, ...fields } = input as { schema?: unknown };
    expect(outcome.otu).toMatchObject(fields);
  });

  test('says that an abbreviation or a taxid was added where there was none', () => {
    const bare = { ...example, abbreviation: '', taxid: null };
    expect(editOtu({ abbreviation: 'EV', taxid: 5 }).apply(bare).description).toBe(
      'Added abbreviation EV and added taxid 5',
    );
  });

  test.each([
    ['nothing', {}],
    ['undefined', { name: undefined, abbreviation: undefined, schema: undefined, taxid: undefined }],
    ['what is there already', { name: ' Example  virus ', abbreviation: 'EV', taxid: 12345, schema: example.schema }],
  ])('gives back the same object where it is given %s', (_, input) => {
    expect(editOtu(input).apply(example).otu).toBe(example);
  });

  test('leaves untidy text alone that is given back as it is', () => {
    const untidy = {
      ...example,
      name: ' Two  spaces ',
      schema: [{ name: 'RNA  1', molecule: '', required: true }],
      isolates: [isolate('a', { sequences: [sequence('a1', { segment: 'RNA  1' })] })],
    };
    const edited = editOtu({ name: ' Two  spaces ', schema: [...untidy.schema, { name: 'RNA 2' }] }).apply(untidy);
    expect(edited.description).toBe('Modified schema');
    expect(edited.otu.schema.map(({ name }) => name)).toEqual(['RNA  1', 'RNA 2']);
    expect(edited.otu.isolates).toEqual(untidy.isolates);
  });

  test('is refused like a creation', () => {
    expect(errorsOf(() => editOtu({ name: '', id: 'c93ec9a9' } as never))).toEqual({
      name: ['empty values not allowed'],
      id: ['unknown field'],
    });
  });

  describe('of its schema', () => {
    const segmentsOf = (otu: typeof example) =>
      otu.isolates.map(({ sequences }) => sequences.map(({ segment }) => segment));

    test('unsets a segment that is removed or renamed on the sequences that named it', () => {
      const removed = editOtu({ schema: [{ name: 'RNA1' }] }).apply(example).otu;
      expect(segmentsOf(removed)).toEqual([
        ['RNA1', null],
        ['RNA1', null],
      ]);
      const renamed = editOtu({ schema: [{ name: 'RNA-1' }, { name: 'RNA2' }] }).apply(example).otu;
      expect(segmentsOf(renamed)).toEqual([
        [null, 'RNA2'],
        [null, 'RNA2'],
      ]);
    });

    test('keeps the segments of sequences when it is put in another order or otherwise changed', () => {
      const schema = [{ name: 'RNA2' }, { name: 'RNA1', molecule: 'dsRNA', required: false }, { name: 'RNA3' }];
      const { otu } = editOtu({ schema }).apply(example);
      expect(otu.schema.map(({ name }) => name)).toEqual(['RNA2', 'RNA1', 'RNA3']);
      expect(otu.isolates).toEqual(example.isolates);
      expect(otu.isolates[0]).toBe(example.isolates[0]);
    });

    test('leaves a segment alone that the schema never had', () => {
      const otu = { ...example, isolates: [isolate('a', { sequences: [sequence('a1', { segment: 'RNA9' })] })] };
      expect(segmentsOf(editOtu({ schema: [] }).apply(otu).otu)).toEqual([['RNA9']]);
    });
  });
});

test('a removal is described with the abbreviation, where there is one', () => {
  expect(removalDescription(example)).toBe('Removed Example virus (EV)');
  expect(removalDescription({ ...example, abbreviation: '' })).toBe('Removed Example virus');
});

test('a description is one line of bearable length, whatever the OTU is called', () => {
  const description = removalDescription({ ...example, name: `a\r\n\nb\u202e\u0007${'x'.repeat(1000)}` });
  expect(description).toMatch(/^Removed a b x{115}… \(EV\)$/);
  const cutAtPair = removalDescription({ ...example, name: `${'x'.repeat(118)}𝛼${'x'.repeat(9)}\ud800` });
  expect(cutAtPair).toMatch(/^Removed x{118}… \(EV\)$/);
});
