import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../src/otu/errors.js';
import { isItemId, isOtuId, newId, otuIdOfPath, otuPath } from '../../src/otu/ids.js';

describe('a new id', () => {
  test('is 8 lower-case letters and digits, all of which come up, and is an id of any kind', () => {
    const ids = Array.from({ length: 2000 }, () => newId());
    expect(ids.every((id) => /^[a-z0-9]{8}$/.test(id) && isOtuId(id) && isItemId(id))).toBe(true);
    expect(new Set(ids).size).toBe(2000);
    expect(new Set(ids.join('')).size).toBe(36);
  });

  test('is drawn again while it is taken', () => {
    const refused: string[] = [];
    const id = newId((candidate) => refused.length < 3 && refused.push(candidate) > 0);
    expect(refused).toHaveLength(3);
    expect(refused).not.toContain(id);
  });
});

describe('an OTU id', () => {
  test.each(['c93ec9a9', '6116cba1', 'Ab', 'a-b_c', '0'.repeat(64), 'console', 'com10'])('may be %s', (id) => {
    expect(isOtuId(id)).toBe(true);
  });

  test.each([
    '',
    'a',
    '0'.repeat(65),
    '../../etc',
    'a/b',
    'a\\b',
    'a.b',
    '.git',
    '-rf',
    '_a',
    'a b',
    'a\n',
    'é1',
    '__proto__',
    'con',
    'NUL',
    'Aux',
    'prn',
    'com1',
    'LPT9',
  ])('may not be %j', (id) => {
    expect(isOtuId(id)).toBe(false);
    expect(() => otuPath(id)).toThrow(InvalidInputError);
  });
});

describe('an isolate or sequence id', () => {
  test.each(['4e8amg20', 'NC_010317.1', '13SL1177_ALV', 'a', 'constructor'])('may be %s', (id) => {
    expect(isItemId(id)).toBe(true);
  });

  test.each(['', '.a', '../a', 'a b', 'a\n', '>a', '__proto__', 'a'.repeat(65)])('may not be %j', (id) => {
    expect(isItemId(id)).toBe(false);
  });
});

describe('the path of an OTU file', () => {
  test('begins with the first two characters of the id', () => {
    expect(otuPath('c93ec9a9')).toBe('otus/c9/c93ec9a9.json');
    expect(otuPath('ab')).toBe('otus/ab/ab.json');
  });

  test('leads back to the id, whatever the id', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{1,63}$/).filter(isOtuId), (id) => {
        expect(otuIdOfPath(otuPath(id))).toBe(id);
      }),
    );
  });

  test.each([
    'otus/c9/d93ec9a9.json',
    'otus/c9/c93ec9a9.txt',
    'otus/c9/c93ec9a9.json/x',
    'otus/c93ec9a9.json',
    'otus/c9/sub/c93ec9a9.json',
    'otus/c9/.json',
    'otus/co/con.json',
    'otus/../c93ec9a9.json',
    'Otus/c9/c93ec9a9.json',
    'other/c9/c93ec9a9.json',
    'otus/a/a.json',
    'reference.yaml',
    '',
  ])('is not %s', (path) => {
    expect(otuIdOfPath(path)).toBe(null);
  });
});
