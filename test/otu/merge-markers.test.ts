import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalOtu } from '../../src/otu/canonical.js';
import { mergeOtus } from '../../src/otu/merge.js';
import {
  conflictLabel,
  type MarkedBlock,
  markedText,
  markedWhole,
  splitAtMarkers,
} from '../../src/otu/merge-markers.js';
import type { Isolate, Otu } from '../../src/otu/types.js';
import { twoSides } from '../support/arbitraries.js';
import { example, isolate, sequence } from './example.js';

const [a, b] = example.isolates as [Isolate, Isolate];

function textOf(base: Otu | null, ours: Otu, theirs: Otu, size?: number): string {
  return markedText({ base, ours, theirs }, mergeOtus(base, ours, theirs).conflicts, size);
}

const blocksOf = (text: string) =>
  splitAtMarkers(text).filter((piece): piece is MarkedBlock => typeof piece !== 'string');

/** What is left when one part of every block is taken. */
function taken(text: string, side: 'ours' | 'base' | 'theirs'): string {
  return splitAtMarkers(text)
    .map((piece) => (typeof piece === 'string' ? piece : piece[side]))
    .join('');
}

/** The lines from a marker to the last one, with some before and after. */
function excerpt(text: string): string {
  const lines = text.split('\n');
  return lines
    .slice(
      lines.findIndex((line) => line.startsWith('<')),
      lines.findLastIndex((line) => line.startsWith('>')) + 1,
    )
    .join('\n');
}

function withHost(host: string | null): Otu {
  return { ...example, isolates: [{ ...a, sequences: [{ ...a.sequences[0]!, host }, a.sequences[1]!] }, b] };
}

describe('a text with conflict markers', () => {
  test('has them around the line of a field, named in words and as a path', () => {
    expect(excerpt(textOf(withHost(null), withHost('Musa sp.'), { ...withHost('Musa acuminata'), name: 'New' }))).toBe(
      [
        '<<<<<<< ours: host of sequence ACC_a1 in Isolate A [isolates/a/sequences/a1/host]',
        '          "host": "Musa sp.",',
        '||||||| base',
        '          "host": null,',
        '=======',
        '          "host": "Musa acuminata",',
        '>>>>>>> theirs',
      ].join('\n'),
    );
    expect(textOf(withHost(null), withHost('Musa sp.'), { ...withHost('x'), name: 'New' })).toContain('"name": "New"');
  });

  test('has them around an isolate that one side removed, with the bracket before it', () => {
    const edited = { ...example, isolates: [a, { ...b, source_name: 'New' }] };
    const removed = { ...example, isolates: [{ ...a, default: true }] };
    const [, block] = blocksOf(textOf(example, removed, edited));
    expect(block?.label).toBe('ours: Isolate B [isolates/b]');
    expect(block?.ours).toBe('    }\n');
    expect(block?.theirs).toMatch(/^ {4}},\n {4}{\n {6}"id": "b",/);
  });

  test('has them as long as git wants them', () => {
    const text = textOf(example, { ...example, name: 'One' }, { ...example, name: 'Two' }, 9);
    expect(text).toContain('<<<<<<<<< ours: name [name]\n');
    expect(text).toContain('\n=========\n');
    expect(blocksOf(text)).toMatchObject([
      {
        label: 'ours: name [name]',
        ours: '  "name": "One",\n',
        base: '  "name": "Example virus",\n',
        theirs: '  "name": "Two",\n',
      },
    ]);
  });

  test('has one block for each conflict, and nothing of a base where both sides added', () => {
    const added = (host: string, definition: string) => ({
      ...example,
      isolates: [a, b, isolate('c', { sequences: [sequence('c1', { host, definition })] })],
    });
    const blocks = blocksOf(textOf(example, added('x', 'One'), added('y', 'Two')));
    expect(blocks.map(({ label, base }) => [label, base])).toEqual([
      ['ours: definition of sequence ACC_c1 in Isolate C [isolates/c/sequences/c1/definition]', ''],
      ['ours: host of sequence ACC_c1 in Isolate C [isolates/c/sequences/c1/host]', ''],
    ]);
  });

  test('is the two files whole where nothing can be merged', () => {
    const text = markedWhole({ ours: '{', base: '', theirs: '[]\n' }, 'ours: not JSON');
    expect(text).toBe('<<<<<<< ours: not JSON\n{\n||||||| base\n=======\n[]\n>>>>>>> theirs\n');
    expect(taken(text, 'theirs')).toBe('[]\n');
  });

  test('holds each side of every conflict, and labels that say which', () => {
    let marked = 0;
    fc.assert(
      fc.property(twoSides, ({ base, ours, theirs }) => {
        const { conflicts } = mergeOtus(base, ours, theirs);
        fc.pre(conflicts.length > 0);
        marked += 1;
        const text = textOf(base, ours, theirs);
        for (const side of ['ours', 'theirs'] as const) {
          expect(taken(text, side)).toBe(canonicalOtu(mergeOtus(base, ours, theirs, () => side).otu!));
        }
        const decided = mergeOtus(base, ours, theirs, () => 'base');
        if (decided.conflicts.length === 0) expect(taken(text, 'base')).toBe(canonicalOtu(decided.otu!));
        const labels = conflicts.map(conflictLabel);
        for (const { label } of blocksOf(text)) {
          expect([...labels, 'of both sides'].some((known) => label.includes(known))).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
    expect(marked).toBeGreaterThan(100);
  });
});

describe('splitting a text at markers', () => {
  test('knows those of git, with and without a base', () => {
    const text =
      'a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> side\nd\r\n<<<<<<< HEAD\r\n||||||| 1234\r\ne\r\n=======\r\n>>>>>>> x';
    expect(splitAtMarkers(text)).toMatchObject([
      'a\n',
      { label: 'HEAD', ours: 'b\n', base: null, theirs: 'c\n' },
      'd\r\n',
      { label: 'HEAD', ours: '', base: 'e\r\n', theirs: '' },
    ]);
  });

  test('takes markers that do not belong together for text', () => {
    const text = '<<<<<<< a\nb\n>>>>>>> c\n======= \n<<<<<<< d\n=======\n';
    expect(splitAtMarkers(text)).toEqual([text]);
    expect(splitAtMarkers('')).toEqual([]);
  });
});
