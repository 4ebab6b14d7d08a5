import { expect, test } from 'vitest';
import { didYouMean, similar } from '../../src/terminal/suggest.js';
import { brief, count, fileSize, grouped, shortTime } from '../../src/terminal/words.js';

test('numbers are grouped by thousands', () => {
  expect([0, 999, 1000, 2084, 1_234_567].map(grouped)).toEqual(['0', '999', '1,000', '2,084', '1,234,567']);
});

test('nouns follow their numbers', () => {
  expect([count(0, 'OTU'), count(1, 'OTU'), count(2084, 'OTU')]).toEqual(['0 OTUs', '1 OTU', '2,084 OTUs']);
});

test('sizes of files have three digits or so', () => {
  expect([0, 999, 1000, 24_400_000].map(fileSize)).toEqual(['0 B', '999 B', '1.0 kB', '24.4 MB']);
});

test('times are shown to the minute, and what is no time as it is', () => {
  expect(shortTime('2018-05-17T19:02:23.949Z')).toBe('2018-05-17 19:02');
  expect(shortTime('yesterday')).toBe('yesterday');
});

test('long texts are cut', () => {
  expect([brief('abc', 3), brief('abcd', 3)]).toEqual(['abc', 'ab…']);
});

test('a mistyped word finds those it may have meant', async () => {
  expect(await similar('isolat', ['isolate', 'otu', 'list'])).toEqual(['isolate']);
  expect(await similar('VALIDATE', ['validate'])).toEqual(['validate']);
  expect(await similar('xyzzy', ['isolate', 'otu', 'list'])).toEqual([]);
});

test('what may have been meant is a question', () => {
  expect(didYouMean([])).toBeNull();
  expect(didYouMean(['a'])).toBe('did you mean a?');
  expect(didYouMean(['a', 'b', 'c'])).toBe('did you mean a, b or c?');
});
