import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareOtus } from '../../src/otu/compare.js';
import type { Otu } from '../../src/otu/types.js';
import { PLAIN } from '../../src/terminal/style.js';
import { postedText, type ShownReview } from '../../src/terminal/views/review.js';
import { reviewHtml } from '../../src/terminal/views/review-html.js';
import { reviewMarkdown } from '../../src/terminal/views/review-markdown.js';
import { reviewText } from '../../src/terminal/views/review-text.js';

const view = { terminal: true, columns: 100, style: PLAIN };

/** An OTU in which every text is the same. */
function otuOf(text: string, id = 'mnbeanmv'): Otu {
  const sequence = { id: 'seq', accession: text, definition: text, host: text, segment: text, sequence: 'ATGC' };
  const isolate = { id: 'mnbeanqt', source_type: 'isolate', source_name: text, default: true, sequences: [sequence] };
  const schema = [{ name: text, molecule: text, required: true }];
  return { id, name: text, abbreviation: text, taxid: null, schema, isolates: [isolate] };
}

interface Sizes {
  otus?: number;
  findings?: number;
}

/** A review with something in every part of it, all of whose texts are the same. */
function reviewWith(text: string, { otus = 1, findings = 1 }: Sizes = {}): ShownReview {
  const otu = { id: text, name: text };
  const compared = Array.from({ length: otus }, (_, index) => {
    const id = `otu${String(index).padStart(5, '0')}`;
    return compareOtus(otuOf(text, id), { ...otuOf(text, id), taxid: index + 1 })!;
  });
  const finding = {
    ...{ rule: text, title: text, message: text, recommended_action: text, file: text, line: 7 },
  };
  return {
    verdict: 'errors',
    base: { name: text, commit: 'a'.repeat(40) },
    head: { name: text, commit: 'b'.repeat(40) },
    counts: { error: findings, warning: 1, notice: 1, old: 1 },
    rights: { author: text, user: text, needed: ['modify_otu'], missing: ['modify_otu'], unknown: [] },
    remarks: [
      { level: 'warning', title: text, message: text, file: text },
      { level: 'notice', title: text, message: text, file: null },
    ],
    findings: [
      ...Array.from({ length: findings }, () => ({ ...finding, severity: 'error' as const, new: true })),
      { ...finding, severity: 'warning', new: false },
    ],
    merge: {
      outcome: 'conflicts',
      conflicts: [{ otu, conflicts: [{ subject: text, base: null, ours: text, theirs: text }] }],
      other: [{ file: text, message: text }],
      by_lines: [{ otu, outcome: 'conflict' }],
    },
    figures: {
      otus: { added: 0, removed: 0, changed: otus },
      isolates: { added: 1, removed: 2, changed: 3 },
      sequences: { added: 0, removed: 0, changed: 0 },
      bases: { added: 1200, removed: 3 },
      files: 4,
      bytes: -1234,
      commits: 1,
      unbuilt: { index: text, otus: 1, changes: 2 },
      bump: 'patch',
      bump_reasons: [text],
    },
    files: [{ path: text, kind: 'added' }],
    changes: {
      settings: [{ field: 'name', before: text, after: text }],
      otus: [
        ...compared,
        compareOtus(null, otuOf(text, 'addedotu'))!,
        compareOtus(otuOf(text, 'changedo'), { ...otuOf(`${text}2`, 'changedo') })!,
      ],
      unreadable: [{ path: text, message: text }],
      summary: { added: 1, removed: 0, changed: otus + 1 },
    },
  };
}

/** A text that may be anything, and tries to be markup. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        ...[
          '<script>',
          '</details>',
          '<!--',
          '-->',
          '<img src=x onerror=alert(1)>',
          '`',
          '```',
          '**',
          '__',
          '~~',
          '$$',
        ],
        ...[
          '|',
          '\n',
          '\r\n',
          '\n\n# ',
          '\n- ',
          '[x](javascript:y)',
          '![x](https://evil.example/p.png)',
          '@octocat',
          '#1',
        ],
        ...[
          'GH-1',
          'octo/repo#1',
          'www.evil.example',
          'https://evil.example',
          '\\',
          '&lt;',
          '&#60;',
          '\u202e',
          '\u2066',
        ],
        ...['"', "'", '>', '<', '{', '}', '::error::x', '##[error]x', '\u0000', '\u001b[2J', '</summary>', '<!DOCTYPE'],
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => text !== '');

/** Code, in which GitHub links nothing, as long as nothing ends it. */
function withoutCode(markdown: string): string {
  return markdown.replace(/(?<=[ (])`[\w./ ?-]*`/g, '``');
}

/** What acts in Markdown: every mark that is not escaped, and where lines end. Escapes and entities are only text. */
function skeleton(markdown: string): string {
  return markdown
    .replace(/\\[\\`*_{}[\]<>()#+!|~$-]/g, '')
    .replace(/&(amp|#\d+);/g, '')
    .replace(/[^\n`*_[\]<>|~$&\\]/g, '');
}

describe('a review as text', () => {
  test('says what is wrong first, then the facts, then what changed', () => {
    const text = reviewText(reviewWith('Thing'), view);
    expect(text).toContain('Thing (aaaaaaaa) ← Thing (bbbbbbbb): 1 error, 1 warning and 1 notice\n');
    expect(text).toContain('error    Thing: Thing  Thing:7\n');
    expect(text).toContain('warning  Thing: Thing  Thing:7  not new\n');
    expect(text).toContain('conflict  Thing, Thing: was none; the base has “Thing”, the change “Thing”\n');
    expect(text).toContain('smaller by 1.2 kB');
    expect(text).toMatch(/\+ Thing \(Thing\) {2}addedotu/);
    expect(text.indexOf('error ')).toBeLessThan(text.indexOf('author'));
  });

  test('has no control characters from the data', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const drawn = reviewText(reviewWith(text), view);
        expect(drawn).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

describe('a review as Markdown', () => {
  test('has all of its parts', () => {
    const markdown = reviewMarkdown(reviewWith('Thing'), { notes: ['Look first'] });
    for (const part of [
      '## Review: 1 error, 1 warning and 1 notice',
      '> Look first',
      '- **error**: Thing: Thing (`Thing`, line 7)',
      '- **warning**, not new: Thing: Thing',
      '### Conflicts with the base',
      '### Settings',
      '- added `Thing`',
      '| Thing \\(Thing\\) | `otu00000` | changed |  |  |',
      '<details><summary>Thing (Thing) <code>otu00000</code></summary>\n\n- taxid: none → 1\n\n</details>',
    ]) {
      expect(markdown).toContain(part);
    }
    expect(markdown).not.toContain('This is not all');
  });

  test('acts the same whatever the texts are', () => {
    // `…` ends a text that was cut, so a plain text of any length will do.
    const plain = skeleton(withoutCode(reviewMarkdown(reviewWith('x'))));
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = reviewMarkdown(reviewWith(text), { notes: [] });
        const prose = withoutCode(markdown);
        expect(skeleton(prose)).toBe(plain);
        expect(prose).not.toMatch(
          /@(?!\u200b)|(?<![a-z\d])(https?|www|ftp)[:.]|(?<![a-z\d])GH-\d|[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/iu,
        );
        expect(prose.replace(/^#+ /gm, '').replace(/&#\d+;/g, '')).not.toMatch(/#(?!\u200b)/);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['many OTUs', { otus: 5000 }],
    ['many findings', { findings: 5000 }],
    ['many of both', { otus: 3000, findings: 3000 }],
  ])('fits into a comment with %s, and counts what does not', (_, sizes) => {
    for (const text of ['Moonbean mosaic virus', '\u202e<|`@#'.repeat(60), '𝛼é'.repeat(500)]) {
      const markdown = reviewMarkdown(reviewWith(text, sizes), { notes: [text] });
      expect(Buffer.byteLength(markdown)).toBeLessThan(65_500);
      expect(markdown).toMatch(/\nand [\d,]+ more\n/);
      expect(markdown).toContain('This is not all: see the full report');
      expect(markdown).toContain('### OTUs');
      expect(markdown.match(/<details>/g)?.length ?? 0).toBe(markdown.match(/<\/details>/g)?.length ?? 0);
    }
  });

  test('gives what is wrong up to half of the page, and what it does not take to the rest', () => {
    const crowded = reviewMarkdown(reviewWith('Thing', { findings: 5000, otus: 5000 }));
    const part = (title: string) =>
      crowded.slice(crowded.indexOf(title), crowded.indexOf('\n### ', crowded.indexOf(title) + 5));
    expect(part('### Errors').length).toBeGreaterThan(25_000);
    expect(part('### Errors').length).toBeLessThan(33_000);
    expect(part('### OTUs').length).toBeGreaterThan(10_000);
    const calm = reviewMarkdown(reviewWith('Thing', { otus: 5000 }));
    expect(calm.match(/<details>/g)!.length).toBeGreaterThan(crowded.match(/<details>/g)!.length);
  });

  test('cuts the outline of an OTU that alone is larger than a page', () => {
    const isolates = Array.from({ length: 3000 }, (_, index) => ({
      ...otuOf('Thing').isolates[0]!,
      id: `iso${index}`,
    }));
    const review = reviewWith('Thing');
    const large = compareOtus(otuOf('Thing', 'largeotu'), { ...otuOf('Thing', 'largeotu'), isolates })!;
    const markdown = reviewMarkdown({ ...review, changes: { ...review.changes, otus: [large] } });
    expect(Buffer.byteLength(markdown)).toBeLessThan(65_500);
    expect(markdown).toMatch(/- and [\d,]+ lines more\n\n<\/details>/);
  });
});

describe('a review as a page', () => {
  test('has all of its parts, loads nothing and runs nothing', () => {
    const page = reviewHtml(reviewWith('Thing', { otus: 300, findings: 300 }));
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|src=|href=|@import|url\(|\son\w+=/i);
    expect(page.match(/<td class="error">/g)).toHaveLength(300);
    expect(page.match(/otu00\d{3}/g)).toHaveLength(300);
    for (const part of ['Conflicts with the base', 'Other files', 'Settings', 'Unreadable files'])
      expect(page).toContain(part);
  });

  test('has well-formed markup of its own alone, whatever the texts are', () => {
    const own = /^<\/?(h1|h2|p|ul|li|b|span|code|table|tr|th|td|body|html)( class="[a-z]+")?>$/;
    const tagsOf = (page: string) => page.split('<body>')[1]!.match(/<[^>]*>/g)!;
    const plain = tagsOf(reviewHtml(reviewWith('x')));
    fc.assert(
      fc.property(hostile, (text) => {
        const page = reviewHtml(reviewWith(text));
        const tags = tagsOf(page);
        expect(tags).toEqual(plain);
        expect(tags.filter((tag) => !own.test(tag))).toEqual([]);
        expect(page.split('<body>')[1]).not.toMatch(
          /&(?!(amp|lt|gt|quot|#39);)|[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u,
        );
      }),
      { numRuns: 200 },
    );
    const open: string[] = [];
    for (const tag of plain.filter((each) => !/^<\/(body|html)>$/.test(each))) {
      const name = /\w+/.exec(tag)![0];
      if (!tag.startsWith('</')) open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });
});

describe('what became of a review on GitHub', () => {
  test('is said in a line', () => {
    const comment = { url: 'https://github.example/o/r/pull/3#c1', state: 'updated' as const };
    expect(postedText({ pull_request: 3, comment, check: { conclusion: 'failure' } })).toBe(
      'Brought the comment up to date on pull request #3 (https://github.example/o/r/pull/3#c1); check run: failure',
    );
    expect(postedText({ pull_request: 3, comment, check: null })).toContain('no check run, which only apps may make');
  });
});
