import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markdownCode, markdownHtml, markdownText } from '../../src/otu/markdown.js';

describe('text for Markdown', () => {
  test.each([
    ['Tobacco mosaic virus', 'Tobacco mosaic virus'],
    ['**a** _b_ `c` ~~d~~ $e$', '\\*\\*a\\*\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~ \\$e\\$'],
    ['<img src=x> & &lt;', '\\<img src=x\\> &amp; &amp;lt;'],
    ['![a](b) | c', '\\!\\[a\\]\\(b\\) \\| c'],
    ['\\', '\\\\'],
  ])('shows %s as it is', (text, expected) => {
    expect(markdownText(text)).toBe(expected);
  });

  test.each([
    '@octocat',
    'a@example.org',
    '#1',
    'o/r#1',
    'GH-1',
    'gh-22',
    'https://a.b',
    'www.a.b',
    'mailto:a',
    'ftp://a',
    '_www.a.b',
    '_GH-1',
  ])('leaves GitHub nothing to link in %s', (text) => {
    const shown = markdownText(text).replaceAll('\\', '');
    expect(shown).not.toMatch(/@\w|#\d|(?<![a-z\d])(?:GH-\d|(?:https?|ftp|mailto):|www\.)/i);
    expect(shown.replaceAll('\u200b', '')).toBe(text);
  });

  test('is what it was once backslashes, entities and the marks between letters are taken away', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const marked = markdownText(text);
        const read = marked
          .replace(/\\([^\w\s]|_)/g, '$1')
          .replaceAll('\u200b', '')
          .replaceAll('&amp;', '&');
        expect(read).toBe(text.replaceAll('\u200b', ''));
        expect(marked.replace(/\\(?:[^\w\s]|_)/g, '')).not.toMatch(/[\\`*_{}[\]<>()#+!|~$-]/);
      }),
    );
  });
});

test('an id as code can end neither the code nor the line', () => {
  expect(markdownCode('a1-B_c.3')).toBe('`a1-B_c.3`');
  expect(markdownCode('a`b\n|c')).toBe('`a?b??c`');
});

test('text for HTML among Markdown has nothing that acts in either, and reads as it was', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constantFrom('</summary><b>', '`**[x](y)', '_www.a.b @x #1 |', '&lt;\\')),
      (text) => {
        const marked = markdownHtml(text);
        expect(marked.replace(/&#\d+;/g, '')).not.toMatch(/[&<>"'\\`*_[\]|~$]|@(?!\u200b)|#(?!\u200b)/);
        const read = marked.replaceAll('\u200b', '').replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code));
        expect(read).toBe(text.replaceAll('\u200b', ''));
      },
    ),
  );
});
