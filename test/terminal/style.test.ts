import { describe, expect, test } from 'vitest';
import { COLOURED, viewOf, wantsColour } from '../../src/terminal/style.js';

describe('colour', () => {
  test('is for terminals', () => {
    expect(wantsColour(true, {})).toBe(true);
    expect(wantsColour(false, {})).toBe(false);
  });

  test('is off with NO_COLOR, unless that is empty, and on dumb terminals', () => {
    expect(wantsColour(true, { NO_COLOR: '1' })).toBe(false);
    expect(wantsColour(true, { NO_COLOR: '' })).toBe(true);
    expect(wantsColour(true, { TERM: 'dumb' })).toBe(false);
  });

  test('can be forced on and off anywhere', () => {
    expect(wantsColour(false, { FORCE_COLOR: '1' })).toBe(true);
    expect(wantsColour(false, { CLICOLOR_FORCE: '1' })).toBe(true);
    expect(wantsColour(false, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(true);
    expect(wantsColour(true, { FORCE_COLOR: '0' })).toBe(false);
    expect(wantsColour(false, { CLICOLOR_FORCE: '0' })).toBe(false);
  });

  test('wraps text in escape sequences, but not the empty text', () => {
    expect(COLOURED.red('x')).toBe('\x1b[31mx\x1b[39m');
    expect(COLOURED.red('')).toBe('');
  });
});

test('a stream that is no terminal is 80 wide', () => {
  expect(viewOf({ columns: 200 }, {})).toMatchObject({ terminal: false, columns: 80 });
  expect(viewOf({ isTTY: true, columns: 200 }, {})).toMatchObject({ terminal: true, columns: 200 });
});
