import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalOtu, isolateName, parseOtu, toOtu } from '../../src/otu/canonical.js';
import { InvalidOtuError } from '../../src/otu/errors.js';
import { formatJsonPath } from '../../src/otu/json-text.js';
import type { Otu } from '../../src/otu/types.js';
import { otu as tidyOtu, wildOtu } from '../support/arbitraries.js';
import { example, thrownBy } from './example.js';
import { hasRealData, realOtus } from './real-data.js';

const anyOtu = fc.oneof(tidyOtu, wildOtu);

function refusal(text: string | Uint8Array) {
  return thrownBy(() => parseOtu(text, 'otus/c9/c93ec9a9.json'), InvalidOtuError);
}

type Path = (string | number)[];

/** The text of the example with other values at some paths; undefined takes the key away. */
function altered(...changes: [Path, unknown][]): string {
  const root = structuredClone(example);
  for (const [path, value] of changes) {
    let holder = root as unknown as Record<string | number, unknown>;
    for (const step of path.slice(0, -1)) holder = holder[step] as typeof holder;
    holder[path.at(-1)!] = value;
  }
  return JSON.stringify(root, null, 2);
}

describe('the canonical form', () => {
  test('has a fixed key order, all keys, two spaces and a line feed at the end', () => {
    const otu: Otu = {
      isolates: [
        {
          sequences: [
            {
              sequence: 'GGGGC',
              segment: null,
              host: null,
              definition: 'é "q"',
              accession: 'NC_010317',
              id: '5w3oz9pl',
            },
          ],
          default: true,
          source_name: 'Q767',
          source_type: 'isolate',
          id: '4e8amg20',
        },
      ],
      schema: [{ required: true, molecule: 'ssDNA', name: 'DNA-R' }],
      taxid: null,
      abbreviation: 'ABTV',
      name: 'Abaca bunchy top virus',
      id: 'c93ec9a9',
    };
    expect(canonicalOtu(otu)).toBe(`{
  "id": "c93ec9a9",
  "name": "Abaca bunchy top virus",
  "abbreviation": "ABTV",
  "taxid": null,
  "schema": [
    {
      "name": "DNA-R",
      "molecule": "ssDNA",
      "required": true
    }
  ],
  "isolates": [
    {
      "id": "4e8amg20",
      "source_type": "isolate",
      "source_name": "Q767",
      "default": true,
      "sequences": [
        {
          "id": "5w3oz9pl",
          "accession": "NC_010317",
          "definition": "é \\"q\\"",
          "host": null,
          "segment": null,
          "sequence": "GGGGC"
        }
      ]
    }
  ]
}
`);
  });

  test('holds nothing but what refkit knows', () => {
    const text = altered(
      [['verified'], true],
      [['isolates', 0, 'extra'], {}],
      [['isolates', 0, 'sequences', 0, 'virus_id'], 'x'],
    );
    expect(canonicalOtu(parseOtu(text))).toBe(canonicalOtu(example));
  });

  test('reads back as the same OTU, whatever is in it', () => {
    fc.assert(
      fc.property(anyOtu, (otu) => {
        expect(parseOtu(canonicalOtu(otu))).toEqual(otu);
      }),
    );
  });

  test('is a fixed point, as text and as bytes', () => {
    fc.assert(
      fc.property(anyOtu, (otu) => {
        const text = canonicalOtu(otu);
        expect(canonicalOtu(parseOtu(text))).toBe(text);
        expect(canonicalOtu(parseOtu(new TextEncoder().encode(text)))).toBe(text);
      }),
    );
  });
});

describe('reading', () => {
  test('takes any layout, line ends and key order', () => {
    const reversed = JSON.stringify(example, ['isolates', 'schema', 'taxid', 'abbreviation', 'name', 'id']);
    expect(parseOtu(reversed.replace(/"isolates":\[.*?\],"schema"/, '"isolates":[],"schema"')).isolates).toEqual([]);
    expect(parseOtu(canonicalOtu(example).replaceAll('\n', '\r\n'))).toEqual(example);
    expect(parseOtu(`\t${JSON.stringify(example)} `)).toEqual(example);
  });

  test('reads the part of a larger buffer that it is given', () => {
    const large = Buffer.from(`xx${canonicalOtu(example)}yy`);
    expect(parseOtu(large.subarray(2, -2))).toEqual(example);
  });

  test('fills in what is absent', () => {
    const text = altered(
      [['abbreviation'], undefined],
      [['taxid'], undefined],
      [['schema', 0, 'required'], undefined],
      [['schema', 0, 'molecule'], undefined],
      [['isolates', 0, 'sequences', 0, 'host'], undefined],
      [['isolates', 0, 'sequences', 0, 'segment'], undefined],
    );
    const otu = parseOtu(text);
    expect(otu).toMatchObject({ abbreviation: '', taxid: null });
    expect(otu.schema[0]).toEqual({ name: 'RNA1', molecule: '', required: true });
    expect(otu.isolates[0]!.sequences[0]).toMatchObject({ host: null, segment: null });
  });

  test('takes what only validation may judge: molecules, source types, undeclared segments, empty text', () => {
    const text = altered(
      [['name'], ''],
      [['schema', 0, 'molecule'], 'plasma'],
      [['isolates', 0, 'source_type'], 'Islaote'],
      [['isolates', 0, 'sequences', 0, 'segment'], 'RNA9'],
      [['isolates', 0, 'sequences', 0, 'sequence'], 'not bases'],
      [['isolates', 1, 'default'], false],
    );
    expect(parseOtu(text).isolates[0]!.source_type).toBe('Islaote');
  });

  test('is not led astray by keys that objects inherit or that set a prototype', () => {
    const text = JSON.stringify(example).replace('{', '{"__proto__":{"taxid":5,"polluted":true},"constructor":{},');
    const otu = parseOtu(text);
    expect(otu).toEqual(example);
    expect(Object.getPrototypeOf(otu)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBe(undefined);
    expect(() => parseOtu(`{"__proto__":${JSON.stringify(example)}}`)).toThrow(InvalidOtuError);
  });

  test.each<[string, Path, unknown, string]>([
    ['no id', ['id'], undefined, 'id is missing'],
    ['an id that leads elsewhere', ['id'], '../../x', 'id must be an OTU id, not "../../x"'],
    ['a name that is a number', ['name'], 5, 'name must be a string, not 5'],
    ['a null abbreviation', ['abbreviation'], null, 'abbreviation must be a string, not null'],
    ['a fractional taxid', ['taxid'], 1.5, 'taxid must be a whole number above 0 or null, not 1.5'],
    ['a taxid in quotes', ['taxid'], '1', 'taxid must be a whole number above 0 or null, not "1"'],
    ['no schema', ['schema'], undefined, 'schema is missing'],
    ['a segment that is a word', ['schema', 1], 'RNA2', 'schema[1] must be an object, not "RNA2"'],
    ['a word for required', ['schema', 1, 'required'], 'yes', 'schema[1].required must be true or false, not "yes"'],
    ['isolates as an object', ['isolates'], {}, 'isolates must be a list, not an object'],
    ['a null isolate', ['isolates', 1], null, 'isolates[1] must be an object, not null'],
    ['a line feed in an id', ['isolates', 1, 'id'], 'a\n>b', 'isolates[1].id must be an isolate id, not "a\\n>b"'],
    ['no sequences', ['isolates', 1, 'sequences'], undefined, 'isolates[1].sequences is missing'],
    [
      'a host that is a list',
      ['isolates', 1, 'sequences', 0, 'host'],
      [],
      'isolates[1].sequences[0].host must be a string or null, not a list',
    ],
    [
      'a very long id, of which it shows the beginning,',
      ['isolates', 1, 'sequences', 1, 'id'],
      '_'.repeat(100_000),
      `isolates[1].sequences[1].id must be a sequence id, not "${'_'.repeat(39)}…`,
    ],
  ])('refuses %s, and says where', (_, path, value, problem) => {
    const text = altered([path, value]);
    const error = refusal(text);
    expect(error.data).toMatchObject({ file: 'otus/c9/c93ec9a9.json', json_path: formatJsonPath(path), problem });
    expect(error.message).toBe(
      `otus/c9/c93ec9a9.json, line ${error.data.line}, column ${error.data.column}: ${problem}`,
    );
    // The place is that of the value, or of the object that lacks it.
    const line = text.split('\n')[(error.data.line as number) - 1]!;
    expect(line.slice((error.data.column as number) - 1)).toMatch(/missing/.test(problem) ? /^\{/ : /^["\d[{n]/);
  });

  test.each([
    ['a byte order mark', Buffer.from(`\ufeff${canonicalOtu(example)}`), /byte order mark/],
    ['UTF-16', Buffer.from(`\ufeff${canonicalOtu(example)}`, 'utf16le'), /UTF-16/],
    ['Latin-1', Buffer.from(canonicalOtu({ ...example, name: 'Señor' }), 'latin1'), /not UTF-8/],
    ['an empty file', Buffer.alloc(0), /line 1, column 1: not JSON: expected a value/],
    ['a half-written file', Buffer.from(canonicalOtu(example).slice(0, 200)), /not JSON/],
    ['a merge conflict', Buffer.from(`<<<<<<< HEAD\n${canonicalOtu(example)}`), /line 1, column 1: not JSON/],
    ['a list', Buffer.from('[]'), /the file must be an object, not a list/],
    ['null', Buffer.from('null'), /the file must be an object, not null/],
  ])('refuses %s', (_, bytes, message) => {
    expect(refusal(bytes).message).toMatch(message);
  });

  test('survives any depth', () => {
    const deep = '['.repeat(200_000);
    expect(refusal(deep).message).toMatch(/not JSON/);
    const closed = `${deep}${']'.repeat(200_000)}`;
    expect(refusal(closed).message).toMatch(/must be an object/);
    expect(parseOtu(JSON.stringify(example).replace('{', `{"unknown":${closed},`))).toEqual(example);
  });

  test('throws InvalidOtuError and nothing else, whatever it is fed', () => {
    const onlyInvalid = (work: () => unknown) => {
      try {
        work();
      } catch (error) {
        if (!(error instanceof InvalidOtuError)) throw error;
        expect(error.message.length).toBeLessThan(500);
      }
    };
    const mutilated = fc
      .tuple(wildOtu.map(canonicalOtu), fc.nat(), fc.nat(30), fc.string({ unit: 'binary' }))
      .map(([text, at, cut, put]) => {
        const start = at % (text.length + 1);
        return text.slice(0, start) + put + text.slice(start + cut);
      });
    const odd = fc.oneof(fc.jsonValue(), fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }));
    const changed = fc.tuple(wildOtu, fc.nat(), odd).map(([otu, which, value]) => {
      const places = [...holders(structuredClone(otu))];
      const [root] = places[0]!;
      const [holder, key] = places[which % places.length]!;
      (holder as Record<string, unknown>)[key] = value;
      return root;
    });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), mutilated), (text) => {
        onlyInvalid(() => parseOtu(text));
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        onlyInvalid(() => parseOtu(bytes));
      }),
    );
    fc.assert(
      fc.property(changed, (value) => {
        onlyInvalid(() => toOtu(value));
      }),
      { numRuns: 500 },
    );
  });
});

/** Every object within a value with each of its keys, the value's own keys first. */
function* holders(value: unknown): Generator<[object, string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) yield [value, key];
  for (const part of Object.values(value)) yield* holders(part);
}

describe('an OTU made of a parsed value', () => {
  test('shares nothing with it', () => {
    const value = structuredClone(example);
    const otu = toOtu(value);
    value.isolates[0]!.sequences[0]!.host = 'changed';
    value.schema.pop();
    expect(otu).toEqual(example);
  });

  test('is refused with the path of what is wrong', () => {
    const error = thrownBy(() => toOtu({ ...example, isolates: [{}] }, 'OTU 5 of the import'), InvalidOtuError);
    expect(error.message).toBe('OTU 5 of the import: isolates[0].id is missing');
    expect(error.data).toMatchObject({ json_path: '$.isolates[0].id', line: null, column: null });
  });
});

test.each([
  ['isolate', 'Q767', 'Isolate Q767'],
  ['strain', 'a b', 'Strain a b'],
  ['', 'Q767', 'Unnamed Isolate'],
  ['isolate', '', 'Unnamed Isolate'],
  ['isolate', ' \n', 'Unnamed Isolate'],
  ['éclat', 'x\n\nRefkit-Method: remove', 'Éclat x Refkit-Method: remove'],
])('an isolate of type %j named %j is called %j', (source_type, source_name, called) => {
  expect(isolateName({ source_type, source_name })).toBe(called);
});

describe.skipIf(!hasRealData)('the plant virus reference v1.5.0 (../shared/data)', () => {
  test('goes through the canonical form unchanged', () => {
    const otus = realOtus('1.5.0');
    expect(otus).toHaveLength(2084);
    for (const { raw, otu } of otus) {
      expect(otu).toMatchObject({ id: raw._id, name: raw.name, schema: raw.schema });
      expect(parseOtu(canonicalOtu(otu))).toEqual(otu);
    }
  });
});
