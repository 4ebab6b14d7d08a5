import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openImport } from '../../../src/exchange/import.js';
import { MOST_CHARACTERS, type ReleaseNotes, releaseNotes } from '../../../src/github/publish/notes.js';
import { nextVersion } from '../../../src/github/publish/version.js';
import type { Isolate, Otu, Sequence } from '../../../src/otu/types.js';
import { wildOtu, wildText } from '../../support/arbitraries.js';
import { noRealData, realData } from '../../support/real-data.js';
import { comparisonOf } from '../support/comparison.js';

const sequence: Sequence = {
  id: 's1',
  accession: 'RK_000001',
  definition: 'Invented',
  host: 'Bean',
  segment: null,
  sequence: 'ACGT',
};
const isolate: Isolate = {
  id: 'i1',
  source_type: 'isolate',
  source_name: 'A',
  default: true,
  sequences: [sequence],
};
const moonbean: Otu = {
  id: 'mnbeanmv',
  name: 'Moonbean mosaic virus',
  abbreviation: 'MoMV',
  taxid: null,
  schema: [],
  isolates: [isolate],
};
const gourd: Otu = { ...moonbean, id: 'papgrdcv', name: 'Paper gourd curl virus', abbreviation: '' };

function notesOf(before: readonly Otu[], after: readonly Otu[], others: Partial<ReleaseNotes> = {}): ReleaseNotes {
  return {
    name: 'Garden viruses',
    tag: 'v1.1.0',
    previous: 'v1.0.0',
    changes: comparisonOf(before, after),
    contents: { otus: 2, isolates: 3, sequences: 1234 },
    contributors: [],
    index: { version: 4, id: '0a1b2c3d', commit: 'c'.repeat(40) },
    files: null,
    ...others,
  };
}

describe('the notes of a release', () => {
  test('say what it holds, then what is gone, new and changed, who did it, and what its files are', () => {
    const changed = {
      ...moonbean,
      taxid: 7,
      isolates: [isolate, { ...isolate, id: 'i2', source_name: 'B', default: false }],
    };
    const added = { ...gourd, id: 'sandclov', name: 'Sand clover dwarf virus' };
    const notes = notesOf([moonbean, gourd], [changed, added], {
      contributors: [
        { name: 'ada', count: 2 },
        { name: 'ben', count: 1 },
      ],
      files: [{ name: 'reference.json.gz', size: 12345, sha256: 'f'.repeat(64) }],
    });
    expect(releaseNotes(notes)).toBe(`**Garden viruses v1.1.0**: 2 OTUs, 3 isolates, 1,234 sequences.

Since v1.0.0: 1 OTU removed, 1 OTU added, 1 OTU changed.

## Breaking changes

The ids of these OTUs are gone: what refers to them has to be looked after.

- **Paper gourd curl virus** \`papgrdcv\`

## Added OTUs

- **Sand clover dwarf virus** \`sandclov\`: 1 isolate, 1 sequence

## Changed OTUs

- **Moonbean mosaic virus** (MoMV) \`mnbeanmv\`: taxid none → 7; added Isolate B

## Contributors

ada (2 commits), ben (1 commit).

## Files

Index 4 (\`0a1b2c3d\`), built from commit \`${'c'.repeat(40)}\`.

| file | bytes | SHA-256 |
| --- | ---: | --- |
| reference.json.gz | 12,345 | \`${'f'.repeat(64)}\` |
`);
  });

  const changedTo = (after: Partial<Otu>) =>
    /\*\*Moonbean.*`mnbeanmv`: (.*)/.exec(releaseNotes(notesOf([moonbean], [{ ...moonbean, ...after }])))?.[1];
  const isolates = (...after: Partial<Isolate>[]) => ({ isolates: after.map((each) => ({ ...isolate, ...each })) });
  const sequences = (...after: Partial<Sequence>[]) =>
    isolates({ sequences: after.map((each) => ({ ...sequence, ...each })) });

  test.each<[Partial<Otu>, string]>([
    [{ abbreviation: '' }, 'abbreviation “MoMV” → none'],
    [{ schema: [{ name: 'RNA1', molecule: 'ssRNA', required: true }] }, 'added segment RNA1'],
    [isolates({ source_name: 'C' }), 'Isolate C: renamed'],
    [isolates({ default: false }), 'Isolate A: is no longer the default'],
    [sequences({ host: 'Gourd', definition: 'x' }), 'Isolate A: RK\\_000001 (definition, host)'],
    [sequences({ sequence: 'ACGA' }), 'Isolate A: RK\\_000001 (bases)'],
    [sequences({ sequence: 'ACGTT', host: '' }), 'Isolate A: RK\\_000001 (host, bases 4 → 5)'],
    [sequences({}, { id: 's2', accession: 'X' }), 'Isolate A: added X'],
    [{ ...sequences({ host: '' }), taxid: 3 }, 'taxid none → 3; Isolate A: RK\\_000001 (host)'],
    [sequences(), 'Isolate A: removed RK\\_000001'],
    [isolates(), 'removed Isolate A'],
    [
      isolates({}, ...['B', 'C', 'D', 'E', 'F'].map((name) => ({ id: name, source_name: name, default: false }))),
      'added Isolate B, Isolate C, Isolate D and 2 more',
    ],
  ])('say of a changed OTU what changed: %j', (after, words) => {
    expect(changedTo(after)).toBe(words);
  });

  test('say only so much of one OTU', () => {
    const many = Array.from({ length: 30 }, (_, at) => ({ ...isolate, id: `i${at}`, source_name: `n${at}` }));
    const before = { ...moonbean, isolates: many };
    const edited = many.map((each) => ({ ...each, sequences: [{ ...sequence, host: 'x' }] }));
    const after = { ...moonbean, isolates: edited };
    expect(releaseNotes(notesOf([before], [after]))).toMatch(/Isolate n5: RK\\_000001 \(host\); and 24 more$/m);
  });

  test('of a first release name no OTU: all are new', () => {
    const text = releaseNotes(notesOf([], [moonbean, gourd], { previous: null, contents: null }));
    expect(text).toMatch(/^\*\*Garden viruses v1\.1\.0\*\*\.\n\nThis is the first release\.\n\n## Files\n/);
    expect(text).not.toContain('Moonbean');
  });
});

describe('the limit of their length', () => {
  test('is kept whatever there is to say, and what is cut is counted', () => {
    const names = fc.array(fc.string({ maxLength: 300 }), { maxLength: 40 });
    fc.assert(
      fc.property(names, names, names, fc.integer({ min: 2000, max: 9000 }), (removed, added, changed, limit) => {
        const many = (texts: string[], prefix: string) =>
          texts.map((name, at) => ({ ...moonbean, id: `${prefix}${at}`, name }));
        const kept = many(changed, 'c');
        const notes = notesOf(
          [...many(removed, 'r'), ...kept],
          [...many(added, 'a'), ...kept.map((otu) => ({ ...otu, taxid: 1 }))],
        );
        const text = releaseNotes(notes, limit);
        expect(text.length).toBeLessThanOrEqual(limit);
        for (const [prefix, amount] of [
          ['r', removed.length] as const,
          ['a', added.length] as const,
          ['c', changed.length] as const,
        ]) {
          const ids = text.match(new RegExp(`^- \\*\\*.*\`${prefix}\\d+\``, 'gm'))?.length ?? 0;
          const heading = { r: 'Breaking changes', a: 'Added OTUs', c: 'Changed OTUs' }[prefix];
          const section = text.split('## ').find((part) => part.startsWith(heading)) ?? '';
          const left = Number(/^- (?:and )?(\d+)(?: more|, too many)/m.exec(section)?.[1] ?? 0);
          expect(ids + left).toBe(amount);
        }
      }),
    );
  });

  test('cuts what changed before what is new, and what is gone last', () => {
    const many = (prefix: string) =>
      Array.from({ length: 20 }, (_, at) => ({ ...moonbean, id: `${prefix}${at}`, name: 'x'.repeat(80) }));
    const [gone, added, kept] = [many('g'), many('a'), many('c')];
    const notes = notesOf([...gone, ...kept], [...added, ...kept.map((otu) => ({ ...otu, taxid: 1 }))]);
    const text = releaseNotes(notes, 4000);
    const sections = text.split('## ').map((part) => part.match(/^- \*\*/gm)?.length ?? 0);
    expect(sections[1]).toBe(20);
    expect(sections[2]).toBeGreaterThan(0);
    expect(sections[2]).toBeLessThan(20);
    expect(sections[3]).toBe(0);
    expect(text).toContain('- 20, too many to name');
  });
});

describe('what stands in the data', () => {
  test('is neither markup nor a mention, and stays within its line', () => {
    const person = fc.record({ name: wildText, count: fc.nat() });
    fc.assert(
      fc.property(
        wildOtu,
        wildOtu,
        wildText,
        fc.array(person, { maxLength: 3 }),
        (before, after, name, contributors) => {
          const notes = notesOf([before, moonbean], [{ ...after, id: before.id }], { name, contributors });
          const text = releaseNotes(notes);
          const bare = text
            .replace(/`[^`\n]*`/g, '')
            .replace(/\\[^\w\s]|\\_/g, '')
            .replace(/&amp;/g, '');
          expect(bare).not.toMatch(/[<>[\]`_~$|]|@[\w-]|#\d|&/);
          for (const line of text.split('\n'))
            expect(line).toMatch(/^$|^## \w+|^- |^\*\*|^Since |^The ids|^Changed: |^Index |^.+ commits?\)/);
        },
      ),
    );
  });
});

describe.skipIf(noRealData)('real data', () => {
  async function otusOf(version: 'v1.4.0' | 'v1.5.0'): Promise<Otu[]> {
    const otus: Otu[] = [];
    for await (const otu of (await openImport(realData[version])).otus) otus.push(otu);
    return otus;
  }

  test('from v1.4.0 to v1.5.0 it fits, and names every OTU that is gone (slow)', async () => {
    const [before, after] = [await otusOf('v1.4.0'), await otusOf('v1.5.0')];
    const notes = notesOf(before, after, { tag: 'v1.5.0', previous: 'v1.4.0' });
    const text = releaseNotes(notes);
    expect(text.length).toBeLessThanOrEqual(MOST_CHARACTERS);
    const { summary } = notes.changes;
    expect(summary.added - summary.removed).toBe(after.length - before.length);
    const breaking = text.split('## ').find((part) => part.startsWith('Breaking')) ?? '';
    expect(breaking.match(/^- \*\*/gm)?.length ?? 0).toBe(summary.removed);
    expect(nextVersion('1.4.0', notes.changes).bump).toBe(summary.removed > 0 ? 'major' : 'minor');
  });
});
