import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalOtu } from '../../src/otu/canonical.js';
import { withCommas } from '../../src/otu/merging/commas.js';
import { wildOtu } from '../support/arbitraries.js';

describe('putting commas right', () => {
  test.each([
    ['[1, 2,]', '[1, 2]'],
    ['{"a": [{}\n{}], }', '{"a": [{},\n{}] }'],
    ['{"a": 1\n"b": null\n"c": []}', '{"a": 1,\n"b": null,\n"c": []}'],
    ['["a}", "b,]",]', '["a}", "b,]"]'],
    ['["\\"", "x" "y"]', '["\\"", "x", "y"]'],
  ])('makes JSON of %s', (text, expected) => {
    expect(withCommas(text)).toBe(expected);
  });

  test('leaves JSON as it is', () => {
    fc.assert(
      fc.property(wildOtu.map(canonicalOtu), (text) => {
        expect(withCommas(text)).toBe(text);
      }),
    );
  });

  test('finds them again wherever they were in a canonical text', () => {
    fc.assert(
      fc.property(wildOtu.map(canonicalOtu), (text) => {
        expect(withCommas(text.replace(/,$/gm, ''))).toBe(text);
        expect(withCommas(text.replace(/^( +[}\]])$/gm, '$1,'))).toBe(text);
      }),
    );
  });
});
