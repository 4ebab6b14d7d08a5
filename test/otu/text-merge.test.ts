import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeLines } from '../../src/otu/text-merge.js';
import { temporaryFolder, writeFiles } from '../support/repository.js';

const text = (letters: string) => [...letters].map((letter) => `${letter}\n`).join('');

/** What git makes of three texts; null for a conflict. */
function byGit(folder: string, base: string, ours: string, theirs: string): string | null {
  writeFiles(folder, { base, ours, theirs });
  const files = ['ours', 'base', 'theirs'].map((name) => join(folder, name));
  const { status, stdout } = spawnSync('git', ['merge-file', '-p', ...files], { encoding: 'utf8' });
  return status === 0 ? stdout : null;
}

describe('a merge by lines', () => {
  test.each([
    ['takes what one side changed', 'abcdef', 'abXdef', 'abcdef', 'abXdef'],
    ['takes what both sides changed in different places', 'abcdef', 'Xbcdef', 'abcdeY', 'XbcdeY'],
    ['takes once what both sides changed alike', 'abcdef', 'abXdef', 'abXdef', 'abXdef'],
    ['takes lines that were put in and taken out', 'abcdef', 'aXbcdef', 'abcd', 'aXbcd'],
    ['has a conflict where both changed a line', 'abcdef', 'abXdef', 'abYdef', null],
    ['has a conflict where changes touch', 'abcdef', 'abXdef', 'abcYef', null],
    ['has a conflict where both added at the end', 'abc', 'abcX', 'abcY', null],
    ['has a conflict where one side changed what the other took out', 'abcdef', 'abXdef', 'abef', null],
    ['begins with nothing', '', 'a', '', 'a'],
  ])('%s', (_, base, ours, theirs, expected) => {
    const merged = mergeLines(text(base), text(ours), text(theirs));
    expect(merged).toBe(expected === null ? null : text(expected));
    expect(merged).toBe(byGit(temporaryFolder(), text(base), text(ours), text(theirs)));
  });

  test('does as git does, also where the same lines come again and again', () => {
    const folder = temporaryFolder();
    const base = fc.string({ unit: fc.constantFrom(...'{}abcdefgh'), minLength: 6, maxLength: 14 });
    const edit = fc.tuple(fc.nat(14), fc.constantFrom('', 'X', '}{', '{Y}'), fc.nat(2));
    const edited = (from: string, [at, put, take]: [number, string, number]) =>
      from.slice(0, at) + put + from.slice(at + take);
    fc.assert(
      fc.property(base, edit, edit, (from, left, right) => {
        const [ours, theirs] = [text(edited(from, left)), text(edited(from, right))];
        expect(mergeLines(text(from), ours, theirs)).toBe(byGit(folder, text(from), ours, theirs));
      }),
      { numRuns: 300 },
    );
  });

  test('takes very different texts for a conflict, in little time', () => {
    const lines = (word: string) => Array.from({ length: 20_000 }, (_, index) => `${word} ${index}\n`).join('');
    expect(mergeLines(lines('a'), lines('b'), lines('c'))).toBe(null);
  });
});
