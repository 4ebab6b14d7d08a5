import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JsonPath, locateInJson } from '../../src/otu/json-text.js';
import { duplicateKeys } from '../../src/validate/duplicate-keys.js';
import { placeOf } from '../../src/validate/json-places.js';

/** Every path of a value, and one that leads nowhere from each. */
function pathsOf(value: unknown, path: JsonPath = []): JsonPath[] {
  if (typeof value !== 'object' || value === null) return [path, [...path, 'x'], [...path, 0]];
  const steps: (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [
    path,
    [...path, Array.isArray(value) ? value.length : 'not there'],
    ...steps.flatMap((step) => pathsOf((value as Record<string | number, unknown>)[step], [...path, step])),
  ];
}

const key = fc.oneof(fc.string(), fc.constantFrom('a"b', '\\', '\\"', '{', ']', '__proto__', 'é'));
const values = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.jsonValue(), key, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  object: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
})).value;

describe('placeOf', () => {
  test('finds the same places as the reader that checks the text on its way', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        for (const path of pathsOf(JSON.parse(text))) expect(placeOf(text, path)).toEqual(locateInJson(text, path));
      }),
    );
  });

  test('passes over brackets and quotes in strings', () => {
    const text = '{"a": "]}\\"{", "b": [ "\\\\", {"c" : [1 , 2]} ]}';
    expect(placeOf(text, ['b', 1, 'c', 1])).toEqual({ line: 1, column: text.indexOf('2') + 1 });
  });

  test('goes as deep as the text does', () => {
    const depth = 200_000;
    const text = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(placeOf(text, [1])).toEqual({ line: 1, column: 1 });
  });
});

describe('duplicateKeys', () => {
  test('finds none in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(duplicateKeys(JSON.stringify(value, null, 2))).toEqual([]);
      }),
    );
  });

  test('finds a key wherever an object has had it before', () => {
    const text = '{"a": {"b": 1, "b": 2}, "c": [{"b": "a"}, {"b": 1}],\n "a": 3, "\\u0061": 4}';
    expect(duplicateKeys(text)).toEqual([
      { key: 'b', position: { line: 1, column: 16 } },
      { key: 'a', position: { line: 2, column: 2 } },
      { key: 'a', position: { line: 2, column: 10 } },
    ]);
  });

  test('finds one at any depth', () => {
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue(), { minKeys: 1, noNullPrototype: true }), fc.nat(), (object, at) => {
        const again = Object.keys(object)[at % Object.keys(object).length]!;
        const inner = `{${Object.entries(object)
          .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
          .join(',')},${JSON.stringify(again)}:null}`;
        expect(duplicateKeys(`[${inner}, {"x": ${inner}}]`).map((duplicate) => duplicate.key)).toEqual([again, again]);
      }),
    );
  });
});
