import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareOtus } from '../../src/otu/compare.js';
import type { Otu } from '../../src/otu/types.js';
import { COLOURED, PLAIN } from '../../src/terminal/style.js';
import { basesText, differs, type ShownComparison } from '../../src/terminal/views/comparison.js';
import { comparisonHtml } from '../../src/terminal/views/comparison-html.js';
import { comparisonMarkdown } from '../../src/terminal/views/comparison-markdown.js';
import { comparisonText } from '../../src/terminal/views/comparison-text.js';

const view = { terminal: true, columns: 100, style: PLAIN };

const before: Otu = {
  id: 'mnbeanmv',
  name: 'Moonbean mosaic virus',
  abbreviation: 'MoMV',
  taxid: null,
  schema: [{ name: 'Genome', molecule: 'ssRNA+', required: true }],
  isolates: [
    {
      id: 'mnbeanqt',
      source_type: 'isolate',
      source_name: 'Q7',
      default: true,
      sequences: [
        { id: 's1', accession: 'RK_0001', definition: 'First', host: null, segment: 'Genome', sequence: 'ATGCATGC' },
      ],
    },
  ],
};

const after: Otu = {
  ...before,
  name: 'Moonbean mottle virus',
  isolates: [
    {
      ...before.isolates[0]!,
      sequences: [{ ...before.isolates[0]!.sequences[0]!, definition: 'Second', sequence: 'ATGCTTGC' }],
    },
    { id: 'dune8888', source_type: 'strain', source_name: 'Dune 8', default: false, sequences: [] },
  ],
};

function comparisonOf(...pairs: [Otu | null, Otu | null][]): ShownComparison {
  const otus = pairs.map(([old, current]) => compareOtus(old, current)!);
  const summary = { added: 0, removed: 0, changed: 0 };
  for (const { kind } of otus) summary[kind] += 1;
  return {
    base: { name: 'index/0', commit: '1234567890abcdef' },
    head: { name: 'worktree', commit: null },
    settings: [],
    otus,
    unreadable: [],
    summary,
  };
}

const changed = comparisonOf([before, after]);
const everything: ShownComparison = {
  ...comparisonOf(
    [before, after],
    [null, { ...before, id: 'newotu11', name: 'New' }],
    [{ ...before, id: 'old' }, null],
  ),
  settings: [{ field: 'organism', before: 'virus', after: 'viroid' }],
  unreadable: [{ path: 'otus/xx/xx1.json', message: 'it is not JSON' }],
};

describe('a comparison as text', () => {
  test('says what changed in the words of the domain', () => {
    expect(comparisonText(changed, view)).toBe(`index/0 (12345678) → the working tree: 1 OTU changed

~ Moonbean mottle virus (MoMV)  mnbeanmv
    ~ name: “Moonbean mosaic virus” → “Moonbean mottle virus”
    ~ Isolate Q7  mnbeanqt
        ~ RK_0001  s1, Genome
            ~ definition: “First” → “Second”
            ~ sequence: 1 base of 8 changed, at 5
    + Strain Dune 8  dune8888
`);
  });

  test('sums up OTUs that were added and removed, settings, and files that cannot be read', () => {
    const text = comparisonText(everything, view);
    expect(text).toContain('1 OTU added, 1 OTU removed, 1 OTU changed, 1 setting changed, 1 file unreadable');
    expect(text).toContain('~ setting organism: “virus” → “viroid”');
    expect(text).toContain(
      '+ New (MoMV)  newotu11\n    + segment Genome  ssRNA+\n    + Isolate Q7  mnbeanqt, default\n',
    );
    expect(text).toContain('! otus/xx/xx1.json: it is not JSON');
  });

  test('of two equal states is one line', () => {
    const same = { ...comparisonOf(), head: { name: 'empty', commit: null } };
    expect(differs(same)).toBe(false);
    expect(comparisonText(same, view)).toBe('index/0 (12345678) → an empty reference: nothing differs\n');
  });

  test('has no control characters from the data', () => {
    const hostile = comparisonOf([before, { ...after, name: 'x\x1b[2J\ny' }]);
    expect(comparisonText(hostile, view)).toContain('“x\\x1b[2J\\ny”');
    expect(comparisonText(hostile, view)).not.toContain('\x1b');
    expect(comparisonText(changed, { ...view, style: COLOURED })).toContain('\x1b[33m~ Moonbean');
  });
});

describe('where bases differ', () => {
  const text = (old: string, current: string) => {
    const of = (sequence: string): Otu => ({
      ...before,
      isolates: [{ ...before.isolates[0]!, sequences: [{ ...before.isolates[0]!.sequences[0]!, sequence }] }],
    });
    const { bases, length } = compareOtus(of(old), of(current))!.isolates[0]!.sequences[0]!;
    return basesText(bases!, length);
  };

  test.each([
    ['AAAAAA', 'AATAAA', '1 base of 6 changed, at 3'],
    ['AAAAAA', 'ATAATA', '2 bases of 6 changed, between 2 and 5'],
    ['AAGGAA', 'AAGGTTAA', '6 → 8 bases, 2 put in at 5'],
    ['AAGGTTAA', 'AAGGAA', '8 → 6 bases, 2 taken out at 5'],
    ['AACCAA', 'AAGTGAA', '6 → 7 bases, 3 to 4 replaced by 3 bases'],
  ])('%s → %s: %s', (old, current, expected) => {
    expect(text(old, current)).toBe(expected);
  });
});

describe('a comparison as markdown', () => {
  test('is a table and an outline', () => {
    expect(comparisonMarkdown(changed)).toBe(`**index/0 \\(12345678\\) → the working tree**: 1 OTU changed

| OTU | id | | isolates | sequences |
| --- | --- | --- | --- | --- |
| Moonbean mottle virus \\(MoMV\\) | \`mnbeanmv\` | changed | +1 ~1 | ~1 |

### Moonbean mottle virus \\(MoMV\\) \`mnbeanmv\`

- name: “Moonbean mosaic virus” → “Moonbean mottle virus”
- Changed **Isolate Q7** (mnbeanqt)
  - Changed **RK\\_0001** (s1, Genome)
    - definition: “First” → “Second”
    - sequence: 1 base of 8 changed, at 5
- Added **Strain Dune 8** (dune8888)
`);
  });

  test('lets nothing in the data become markup, a link, an image, a mention or a table cell', () => {
    const name =
      '# <img src=x onerror=alert(1)> [a](javascript:b) ![c](https://evil.example) @octocat | `x` **y** &lt;';
    const text = comparisonMarkdown(comparisonOf([before, { ...after, name }]));
    expect(text).not.toMatch(/(?<!\\)<|(?<!\\)\[|(?<!\\)!\[|@octocat|https:\/\/|(?<!\\)\*\*y|^# /m);
    expect(text.split('\n').filter((row) => row.startsWith('| \\#'))).toHaveLength(1);
    expect(text).toContain('&amp;lt;');
  });
});

describe('a comparison as HTML', () => {
  test('is one page that loads and runs nothing', () => {
    const page = comparisonHtml(everything);
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|src=|href=|@import|url\(/i);
    for (const text of ['Moonbean mottle virus (MoMV)', 'Strain Dune 8', 'organism', 'otus/xx/xx1.json']) {
      expect(page).toContain(text);
    }
  });

  test('escapes the data, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('<', '>', '"', "'", '&', '<script>', '</style>'), (text, mark) => {
        const name = `${text}${mark}${text}`;
        const page = comparisonHtml(comparisonOf([before, { ...after, name, abbreviation: name }]));
        const [, body] = page.split('<body>');
        const tags = body!.match(/<[^>]*>/g)!;
        expect(tags.every((tag) => /^<\/?(h1|h2|p|ul|li|b|span|body|html)( class="[a-z]+")?>$/.test(tag))).toBe(true);
        expect(body).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});
