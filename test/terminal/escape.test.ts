import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { line, lines } from '../../src/terminal/escape.js';

describe('text from data', () => {
  test('keeps letters of any language, and punctuation', () => {
    const text = 'Potyvirus “Ängelholm” – 番茄 \\n é (β)';
    expect(line(text)).toBe(text);
  });

  test('cannot move the cursor, clear the screen or retitle the window', () => {
    expect(line('\x1b[2J\x1b]0;owned\x07virus')).toBe('\\x1b[2J\\x1b]0;owned\\x07virus');
    expect(line('\u009b31mred')).toBe('\\x9b31mred');
  });

  test('cannot reverse the direction of what follows it', () => {
    expect(line('abc\u202egnp.exe\u2069')).toBe('abc\\u202egnp.exe\\u2069');
  });

  test('stays on its line', () => {
    expect(line('a\nb\r\tc\u2028d')).toBe('a\\nb\\r\\tc\\u2028d');
    expect(lines('a\nb\r\tc')).toBe('a\nb\\r\tc');
  });

  test('holds no control character, whatever it held', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(line(text)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
