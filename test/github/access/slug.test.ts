import { describe, expect, test } from 'vitest';
import { InvalidSlugError } from '../../../src/github/access/errors.js';
import { parseSlug } from '../../../src/github/access/slug.js';

describe('the name of a repository', () => {
  test.each([
    ['virtool/ref-plant-viruses', 'virtool/ref-plant-viruses'],
    [' virtool/ref.plant_viruses ', 'virtool/ref.plant_viruses'],
    ['https://github.com/virtool/ref-plant-viruses', 'virtool/ref-plant-viruses'],
    ['https://github.com/virtool/ref-plant-viruses.git', 'virtool/ref-plant-viruses'],
    ['https://www.github.com/virtool/ref-plant-viruses/', 'virtool/ref-plant-viruses'],
    ['git@github.com:virtool/ref-plant-viruses.git', 'virtool/ref-plant-viruses'],
    ['ssh://git@github.com/virtool/ref-plant-viruses.git', 'virtool/ref-plant-viruses'],
  ])('is read from %s', (text, slug) => {
    expect(parseSlug(text)).toBe(slug);
  });

  test('is read from addresses of a GitHub Enterprise server', () => {
    expect(parseSlug('https://git.example.org/o/r', 'https://git.example.org')).toBe('o/r');
    expect(() => parseSlug('https://github.com/o/r', 'https://git.example.org')).toThrow(
      'https://github.com/o/r is not an address of git.example.org',
    );
  });

  test.each([
    '',
    'virtool',
    'virtool/',
    '/ref',
    'a/b/c',
    '../ref',
    'virtool/..',
    'virtool/.',
    'virtool/.git',
    'virtool/a b',
    'virtool/a\nb',
    '-x/ref',
    'virtool/ref?x=1',
    'virtool/ref#1',
    'https://gitlab.com/virtool/ref',
    'https://github.com/virtool/ref/releases',
    'https://github.com.evil.example/virtool/ref',
    'file:///etc/passwd',
  ])('is none in %j', (text) => {
    expect(() => parseSlug(text)).toThrow(InvalidSlugError);
  });
});
