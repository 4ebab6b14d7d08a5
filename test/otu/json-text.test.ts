import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findSyntaxError, formatJsonPath, locateInJson, positionAt } from '../../src/otu/json-text.js';

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** JSON texts with something cut out, put in or repeated: mostly not JSON any more. */
const damaged = fc
  .tuple(fc.json(), fc.nat(), fc.nat(4), fc.oneof(fc.constantFrom(...'{}[],:"\\019.-+eEntu \n\t'), fc.string()))
  .map(([text, at, cut, put]) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + put + text.slice(start + cut);
  });

describe('finding a syntax error', () => {
  test('finds one exactly where JSON.parse does', () => {
    fc.assert(
      fc.property(fc.oneof(damaged, fc.json(), fc.string()), (text) => {
        expect(findSyntaxError(text) === null).toBe(isJson(text));
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'expected "," or "}", found "\\""'],
    ['{"a": 1,}', 1, 9, 'expected a key in double quotes, found "}"'],
    ['{"a" 1}', 1, 6, 'expected ":" after a key, found "1"'],
    ['[1, 2', 1, 6, 'expected "," or "]", found the end of the file'],
    ['[1, nope]', 1, 5, 'expected a value, found "n"'],
    ['', 1, 1, 'expected a value, found the end of the file'],
    ['"abc', 1, 1, 'a string that is never closed'],
    ['"a\nb"', 1, 3, 'a line break or control character inside a string'],
    ['"a\\q"', 1, 3, 'a backslash that begins no escape'],
    ['{}\n<<<<<<< HEAD', 2, 1, 'unexpected "<" after the end'],
    ['[𝛼]', 1, 2, 'expected a value, found "𝛼"'],
  ])('in %j tells line, column and what is wrong', (text, line, column, problem) => {
    expect(findSyntaxError(text)).toEqual({ position: { line, column }, problem });
  });

  test('survives any depth', () => {
    const depth = 500_000;
    expect(findSyntaxError('['.repeat(depth))?.position.column).toBe(depth + 1);
    expect(findSyntaxError('['.repeat(depth) + ']'.repeat(depth))).toBe(null);
  });
});

describe('locating a value', () => {
  const text = '{\n  "a": [1, {"b": "x"}],\r\n  "a\\"b": 2\n}';

  test.each([
    [[], 1, 1],
    [['a'], 2, 8],
    [['a', 0], 2, 9],
    [['a', 1, 'b'], 2, 18],
    [['a"b'], 3, 11],
  ])('gives the place of %j', (path, line, column) => {
    expect(locateInJson(text, path)).toEqual({ line, column });
  });

  test('gives the innermost place there is where the value is missing', () => {
    expect(locateInJson(text, ['a', 1, 'missing'])).toEqual({ line: 2, column: 12 });
    expect(locateInJson(text, ['missing'])).toEqual({ line: 1, column: 1 });
  });

  test('takes the last of equal keys, as JSON.parse does', () => {
    expect(locateInJson('{"a": 1,\n"a": 2}', ['a'])).toEqual({ line: 2, column: 6 });
    expect(locateInJson('{"a": {"b": 1},\n"a": {"c": 2}}', ['a', 'b'])).toEqual({ line: 2, column: 6 });
  });

  test('finds every value of any JSON text', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const lines = JSON.stringify(value, null, 1).split('\n');
        for (const [path, leaf] of leaves(JSON.parse(lines.join('\n')))) {
          const { line, column } = locateInJson(lines.join('\n'), path);
          expect(lines[line - 1]!.slice(column - 1).replace(/,$/, '')).toBe(JSON.stringify(leaf));
        }
      }),
    );
  });
});

function* leaves(value: unknown, path: (string | number)[] = []): Generator<[(string | number)[], unknown]> {
  if (typeof value !== 'object' || value === null) yield [path, value];
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* leaves(item, [...path, index]);
  else for (const [key, item] of Object.entries(value)) yield* leaves(item, [...path, key]);
}

test('a JSON path quotes keys that are no plain words', () => {
  expect(formatJsonPath([])).toBe('$');
  expect(formatJsonPath(['isolates', 0, 'source name', '$ref'])).toBe('$.isolates[0]["source name"].$ref');
});

test('a position counts lines and columns from 1', () => {
  expect(positionAt('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
  expect(positionAt('ab\ncd', 2)).toEqual({ line: 1, column: 3 });
  expect(positionAt('ab\ncd', 3)).toEqual({ line: 2, column: 1 });
  expect(positionAt('ab\n', 3)).toEqual({ line: 2, column: 1 });
});
