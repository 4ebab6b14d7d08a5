import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalOtu, toOtu } from '../../src/otu/canonical.js';
import { isCanonical } from '../../src/validate/canonical-form.js';
import { otu as otus, wildOtu } from '../support/arbitraries.js';

/** Small things that may happen to a text in an editor or a merge. */
const INSERTED = [' ', '\n', '\t', ',', '"', '\\', '\\u0041', 'A', '{}', '[]', 'null', '""', '0', '\r'];

function read(text: string) {
  try {
    return toOtu(JSON.parse(text));
  } catch {
    return null;
  }
}

describe('isCanonical', () => {
  test('says yes to what canonicalOtu writes', () => {
    fc.assert(
      fc.property(fc.oneof(otus, wildOtu), (otu) => {
        const text = canonicalOtu(otu);
        expect(isCanonical(text, toOtu(JSON.parse(text)))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('says what comparing the whole text says, whatever was done to the text', () => {
    let readable = 0;
    fc.assert(
      fc.property(fc.oneof(otus, wildOtu), fc.nat(), fc.nat(3), fc.constantFrom(...INSERTED), (otu, at, cut, put) => {
        const text = canonicalOtu(otu);
        const place = at % text.length;
        // As it comes from a file: half of a surrogate pair cannot be in it.
        const changed = Buffer.from(text.slice(0, place) + put + text.slice(place + cut)).toString();
        const now = read(changed);
        if (now === null) return;
        readable += 1;
        expect(isCanonical(changed, now)).toBe(changed === canonicalOtu(now));
      }),
      { numRuns: 3000 },
    );
    expect(readable).toBeGreaterThan(300);
  });

  test.each([
    ['an escape that need not be one', (text: string) => text.replace('Moonbean', '\\u004doonbean')],
    ['keys in another order', (text: string) => JSON.stringify({ isolates: [], ...JSON.parse(text) }, null, 2)],
    ['no line feed at the end', (text: string) => text.trimEnd()],
    ['a number in another form', (text: string) => text.replace('"taxid": 12', '"taxid": 12.0')],
    ['a key too many', (text: string) => text.replace('{\n', '{\n  "x": 1,\n')],
    ['a quote that is escaped', (text: string) => text.replace('Moonbean', '\\"\\"Moonb')],
  ])('says no to %s', (_what, change) => {
    const otu = { id: 'moonbean', name: 'Moonbean', abbreviation: '', taxid: 12, schema: [], isolates: [] };
    const text = change(canonicalOtu(otu));
    const now = toOtu(JSON.parse(text));
    expect(isCanonical(text, now)).toBe(text === canonicalOtu(now));
  });
});
