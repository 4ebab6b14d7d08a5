import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JsonElement, JsonSplitError, JsonSplitter } from '../../src/exchange/json-splitter.js';
import { IMPORT_LIMITS } from '../../src/exchange/limits.js';

/** Feeds a document in pieces that end at the given places. */
function split(text: string | Buffer, cuts: number[] = [], limits = IMPORT_LIMITS) {
  const bytes = Buffer.from(text);
  const splitter = new JsonSplitter(['otus', 'data'], limits);
  const elements: JsonElement[] = [];
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let start = 0;
  for (const end of [...ends, bytes.length]) {
    elements.push(...splitter.push(bytes.subarray(start, end)));
    start = end;
  }
  splitter.finish();
  return { splitter, elements };
}

function failure(text: string | Buffer, limits = IMPORT_LIMITS): { reason: string; offset: number } {
  try {
    split(text, [], limits);
  } catch (error) {
    if (error instanceof JsonSplitError) return { reason: error.reason, offset: error.offset };
    throw error;
  }
  throw new Error('it was taken');
}

const parsed = (element: JsonElement) => JSON.parse(element.bytes.toString());
const tricky = fc.string({ unit: fc.constantFrom('"', '\\', '{', ']', 'a', 'é', '𝒳', '\n', ' ') });
const value = fc.oneof(fc.jsonValue(), tricky, fc.array(tricky), fc.dictionary(tricky, tricky));
const members = fc.dictionary(
  fc.string().filter((key) => key !== 'otus' && key !== 'data'),
  value,
);

describe('cutting a JSON document', () => {
  test('gives what JSON.parse gives, wherever its chunks end and however it is laid out', () => {
    const pieces = fc.array(fc.nat(), { maxLength: 8 });
    const indent = fc.constantFrom('', '  ', '\t', '\r\n');
    fc.assert(
      fc.property(members, fc.array(value), members, indent, pieces, (before, list, after, space, cuts) => {
        const text = JSON.stringify({ ...before, otus: list, ...after }, null, space.replace('\r', ''));
        const { elements, splitter } = split(space.includes('\r') ? text.replaceAll('\n', '\r\n') : text, cuts);
        expect(elements.map(parsed)).toEqual(JSON.parse(JSON.stringify(list)));
        const rest = Object.fromEntries([...splitter.members].map(([key, element]) => [key, parsed(element)]));
        expect(rest).toEqual(JSON.parse(JSON.stringify({ ...before, ...after })));
      }),
      { numRuns: 500 },
    );
  });

  test('works byte by byte, with escapes across the borders of chunks', () => {
    const list = ['\\', '"', '\\"', '\\\\', `${'x'.repeat(100)}\\`, `${'"'.repeat(60)}`, { '\\"]': ['}'] }, 1.5, null];
    const text = JSON.stringify({ otus: list, name: 'end' });
    const { elements } = split(
      text,
      Array.from({ length: text.length }, (_, index) => index),
    );
    expect(elements.map(parsed)).toEqual(list);
  });

  test('says where in the document each element begins', () => {
    const text = '{"name": "é", "otus": [ {"a":1},\n{"b":2} ]}';
    const { elements } = split(text, [5, 30]);
    const bytes = Buffer.from(text);
    expect(elements.map(({ number, offset, bytes: own }) => [number, bytes.indexOf(own) === offset])).toEqual([
      [1, true],
      [2, true],
    ]);
  });

  test('takes the older name of the list, and lists of other names as members', () => {
    const { splitter, elements } = split('{"viruses": [1, 2], "data": [3]}');
    expect(splitter.arrayKey).toBe('data');
    expect(elements.map(parsed)).toEqual([3]);
    expect(parsed(splitter.members.get('viruses')!)).toEqual([1, 2]);
  });

  test('keeps a key that would be dangerous in an object', () => {
    const { splitter } = split('{"__proto__": {"polluted": true}, "otus": []}');
    expect([...splitter.members.keys()]).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each([
    ['nothing', '', 'the JSON is empty', 0],
    ['a list', '[1]', 'not valid JSON: expected a JSON object ("{"), found "["', 0],
    ['a key without quotes', '{otus: []}', 'not valid JSON: expected a name in double quotes, found "o"', 1],
    ['a missing colon', '{"otus" []}', 'not valid JSON: expected ":", found "["', 8],
    ['a missing value', '{"name": , "otus": []}', 'not valid JSON: expected a value, found ","', 9],
    ['a missing comma', '{"otus": [{} {}]}', 'not valid JSON: expected "," or "]", found "{"', 13],
    ['two commas', '{"otus": [{},,{}]}', 'not valid JSON: expected a value, found ","', 13],
    ['a comma before the end of the list', '{"otus": [1,]}', 'not valid JSON: expected a value, found "]"', 12],
    ['a comma before the end', '{"otus": [],}', 'not valid JSON: expected a name in double quotes, found "}"', 12],
    [
      'something behind the end',
      '{"otus": []} x',
      'not valid JSON: expected nothing more after the JSON object, found "x"',
      13,
    ],
    ['a list that is cut off', '{"otus": [{}', 'the JSON ends too early', 12],
    ['a string that is cut off', '{"otus": [{"a": "b', 'the JSON ends too early', 18],
    ['a control character', '{\u0001}', 'not valid JSON: expected a name in double quotes, found byte 0x01', 1],
    ['two lists', '{"otus": [], "data": []}', 'a second list of OTUs, "data" after "otus"', 21],
  ])('says what is wrong with %s', (_, text, reason, offset) => {
    expect(failure(text)).toEqual({ reason, offset });
  });

  test('bounds depth, number of containers, and size', () => {
    const limits = { ...IMPORT_LIMITS, depth: 8, containers: 100, valueBytes: 1000 };
    expect(failure(`{"otus": [${'['.repeat(9)}`, limits)).toEqual({
      reason: 'nested more than 8 levels deep',
      offset: 18,
    });
    expect(failure(`{"otus": [[${'[],'.repeat(100)}`, limits).reason).toBe(
      'one value with more than 100 lists and objects',
    );
    expect(failure(`{"otus": ["${'x'.repeat(1000)}`, limits)).toEqual({
      reason: 'one value is larger than 1000 bytes',
      offset: 10,
    });
    expect(failure(`{"${'x'.repeat(600)}": "${'y'.repeat(600)}"}`, limits).reason).toBe(
      'what stands beside the OTUs is larger than 1000 bytes',
    );
    expect(split(`{"otus": [${'[['.repeat(4)}${']]'.repeat(4)}]}`, [], limits).elements).toHaveLength(1);
  });
});
