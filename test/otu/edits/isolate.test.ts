import { describe, expect, test } from 'vitest';
import { addIsolate, editIsolate, removeIsolate, setDefaultIsolate } from '../../../src/otu/edits.js';
import { AlreadyExistsError, BadRequestError, InvalidInputError, NotFoundError } from '../../../src/otu/errors.js';
import { example, isolate, thrownBy } from '../example.js';

const anything = { restrict: false, allowed: ['isolate', 'strain'] };
const restricted = { restrict: true, allowed: ['isolate', 'Strain'] };
const empty = { ...example, isolates: [] };
const defaults = (otu: typeof example) => otu.isolates.filter((each) => each.default).map(({ id }) => id);

describe('adding an isolate', () => {
  test('puts it at the end, without sequences, and not as default', () => {
    const edit = addIsolate({ source_type: 'isolate', source_name: 'c' }, anything);
    const { otu, description, subject } = edit.apply(example);
    expect(edit.method).toBe('add_isolate');
    expect(description).toBe('Added Isolate c');
    expect(otu.isolates.slice(0, 2)).toEqual(example.isolates);
    expect(otu.isolates[2]).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{8}$/),
      source_type: 'isolate',
      source_name: 'c',
      default: false,
      sequences: [],
    });
    expect(subject).toBe(otu.isolates[2]!.id);
  });

  test('as default takes the default from the one that had it', () => {
    const { otu, description, subject } = addIsolate({ source_name: 'c', default: true }, anything).apply(example);
    expect(description).toBe('Added Unnamed Isolate as default');
    expect(defaults(otu)).toEqual([subject]);
  });

  test.each([undefined, false, true])('makes the first one the default where the input says %s', (given) => {
    const input = { source_type: 'strain', source_name: 'a', default: given };
    const { otu, description, subject } = addIsolate(input, anything).apply(empty);
    expect(description).toBe('Added Strain a as default');
    expect(defaults(otu)).toEqual([subject]);
  });

  test('stores the source type in lower case, the name as it is, both without superfluous white space', () => {
    const { otu } = addIsolate({ source_type: ' Culture  Collection ', source_name: ' X  y\n' }, anything).apply(empty);
    expect(otu.isolates[0]).toMatchObject({ source_type: 'culture collection', source_name: 'X y' });
  });

  test('takes nothing at all for an unnamed isolate', () => {
    expect(addIsolate({}, restricted).apply(empty).otu.isolates[0]).toMatchObject({ source_type: '', source_name: '' });
  });

  test('takes an id that is free in the OTU', () => {
    expect(addIsolate({ id: 'c' }, anything).apply(example).subject).toBe('c');
    expect(thrownBy(() => addIsolate({ id: 'b' }, anything).apply(example), AlreadyExistsError).message).toBe(
      'Isolate id already exists',
    );
  });

  test.each<[string, unknown, Record<string, string[]>]>([
    [
      'other types',
      { source_type: 1, source_name: null, default: 'yes' },
      {
        source_type: ['must be of string type'],
        source_name: ['must be of string type'],
        default: ['must be of boolean type'],
      },
    ],
    ['a line feed in a name', { source_name: 'a\nb' }, { source_name: ['must be a single line'] }],
    ['sequences', { sequences: [] }, { sequences: ['unknown field'] }],
    ['an id with a space', { id: 'a b' }, { id: [expect.stringContaining('letters, digits')] }],
  ])('refuses %s', (_, input, errors) => {
    expect(thrownBy(() => addIsolate(input as never, anything), InvalidInputError).errors).toEqual(errors);
  });
});

describe('source types, where the reference restricts them', () => {
  test.each(['isolate', 'ISOLATE', ' strain ', ''])('%j is allowed', (source_type) => {
    expect(addIsolate({ source_type }, restricted).apply(example).otu.isolates).toHaveLength(3);
  });

  test('another one is refused for a new isolate and for an edit, with those that are allowed', () => {
    const edits = [
      addIsolate({ source_type: 'clone' }, restricted),
      editIsolate('a', { source_type: 'clone' }, restricted),
    ];
    for (const edit of edits) {
      const error = thrownBy(() => edit.apply(example), BadRequestError);
      expect(error.message).toBe('Source type is not allowed');
      expect(error.data).toEqual({ source_type: 'clone', allowed: ['isolate', 'Strain'] });
    }
  });

  test('do not stand in the way of renaming an isolate of another type', () => {
    const otu = { ...example, isolates: [isolate('a', { source_type: 'clone' })] };
    expect(editIsolate('a', { source_name: 'z' }, restricted).apply(otu).description).toBe(
      'Renamed Clone A to Clone z',
    );
  });
});

describe('editing an isolate', () => {
  test('changes what is given, and names it before and after', () => {
    const edit = editIsolate('b', { source_name: 'c' }, anything);
    const { otu, description, subject } = edit.apply(example);
    expect(edit.method).toBe('edit_isolate');
    expect(description).toBe('Renamed Isolate B to Isolate c');
    expect(subject).toBe('b');
    expect(otu.isolates).toEqual([example.isolates[0], { ...example.isolates[1], source_name: 'c' }]);
    expect(editIsolate('b', { source_type: 'Strain' }, anything).apply(example).description).toBe(
      'Renamed Isolate B to Strain B',
    );
    expect(editIsolate('b', { source_name: '' }, anything).apply(example).description).toBe(
      'Renamed Isolate B to Unnamed Isolate',
    );
  });

  test.each([{}, { source_type: 'Isolate ' }, { source_name: ' B' }, { source_type: 'isolate', source_name: 'B' }])(
    'gives back the same object where %j changes nothing',
    (input) => {
      expect(editIsolate('b', input, anything).apply(example).otu).toBe(example);
    },
  );

  test('leaves an untidy source alone that is given back as it is', () => {
    const otu = { ...example, isolates: [isolate('a', { source_type: 'Isolate', source_name: 'a  b ' })] };
    const input = { source_type: 'Isolate', source_name: 'a  b ' };
    expect(editIsolate('a', input, anything).apply(otu).otu).toBe(otu);
  });

  test('does not touch the default', () => {
    const input = { default: true } as never;
    expect(thrownBy(() => editIsolate('a', input, anything), InvalidInputError).errors).toEqual({
      default: ['unknown field'],
    });
  });
});

describe('setting the default isolate', () => {
  test('takes it from the one that had it', () => {
    const edit = setDefaultIsolate('a');
    const { otu, description, subject } = edit.apply(example);
    expect(edit.method).toBe('set_as_default');
    expect(description).toBe('Set Isolate A as default');
    expect(subject).toBe('a');
    expect(defaults(otu)).toEqual(['a']);
  });

  test('gives back the same object where it is the default', () => {
    expect(setDefaultIsolate('b').apply(example).otu).toBe(example);
  });

  test('settles an OTU that had several', () => {
    const otu = { ...example, isolates: example.isolates.map((each) => ({ ...each, default: true })) };
    expect(defaults(setDefaultIsolate('b').apply(otu).otu)).toEqual(['b']);
  });
});

describe('removing an isolate', () => {
  const three = { ...example, isolates: [...example.isolates, isolate('c')] };

  test('that is not the default takes it away with its sequences', () => {
    const edit = removeIsolate('a');
    const { otu, description } = edit.apply(three);
    expect(edit.method).toBe('remove_isolate');
    expect(description).toBe('Removed Isolate A');
    expect(otu.isolates).toEqual([three.isolates[1], three.isolates[2]]);
  });

  test('that is the default makes the first one left the default', () => {
    const { otu, description } = removeIsolate('b').apply(three);
    expect(description).toBe('Removed Isolate B and set Isolate A as default');
    expect(otu.isolates.map(({ id }) => id)).toEqual(['a', 'c']);
    expect(defaults(otu)).toEqual(['a']);
  });

  test('that is the last leaves none', () => {
    const { otu, description } = removeIsolate('a').apply({ ...example, isolates: [isolate('a', { default: true })] });
    expect(description).toBe('Removed Isolate A');
    expect(otu.isolates).toEqual([]);
  });

  test('leaves another default alone', () => {
    const otu = { ...three, isolates: three.isolates.map((each) => ({ ...each, default: each.id !== 'a' })) };
    expect(defaults(removeIsolate('b').apply(otu).otu)).toEqual(['c']);
  });
});

test('an isolate that is not there is not found, and those that are there are named', () => {
  const edits = [editIsolate('x', {}, anything), setDefaultIsolate('x'), removeIsolate('x')];
  for (const edit of edits) {
    const error = thrownBy(() => edit.apply(example), NotFoundError);
    expect(error.message).toBe('Example virus (c93ec9a9) has no isolate "x"');
    expect(error.suggestions).toEqual(['its isolates are a (Isolate A), b (Isolate B)']);
  }
  const many = { ...example, isolates: Array.from({ length: 30 }, (_, index) => isolate(`i${index}`)) };
  expect(thrownBy(() => removeIsolate('x').apply(many), NotFoundError).suggestions[0]).toMatch(/ and 20 more$/);
  expect(thrownBy(() => removeIsolate('x').apply(empty), NotFoundError).suggestions).toEqual([]);
});

test('an isolate with an id like an inherited property is one like any other', () => {
  const { otu } = addIsolate({ id: 'constructor' }, anything).apply(example);
  expect(removeIsolate('constructor').apply(otu).otu).toEqual(example);
  const error = thrownBy(() => removeIsolate('toString').apply(example), NotFoundError);
  expect(error.data).toEqual({ otu_id: 'c93ec9a9', isolate_id: 'toString' });
});
