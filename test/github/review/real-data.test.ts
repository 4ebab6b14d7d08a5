import { describe, expect, test } from 'vitest';
import { openImport } from '../../../src/exchange/import.js';
import { parseReview } from '../../../src/github/review/file.js';
import { reviewChange } from '../../../src/github/review/review.js';
import type { Otu } from '../../../src/otu/types.js';
import { reviewHtml } from '../../../src/terminal/views/review-html.js';
import { reviewMarkdown } from '../../../src/terminal/views/review-markdown.js';
import { noRealData, realData } from '../../support/real-data.js';
import { referenceOf } from '../../support/reference.js';
import { git } from '../../support/repository.js';
import { commitOn, filesOf } from '../support/changes.js';

async function otusIn(release: 'v1.4.0' | 'v1.5.0'): Promise<Otu[]> {
  const otus: Otu[] = [];
  for await (const otu of (await openImport(realData[release])).otus) otus.push(otu);
  return otus;
}

describe.skipIf(noRealData)('a review of v1.5.0 of the plant viruses, proposed to v1.4.0 (real data)', () => {
  test('says all of it, and fits into a comment', { timeout: 120_000 }, async () => {
    const reference = await referenceOf(await otusIn('v1.4.0'));
    reference.close();
    const folder = reference.directory;
    const files = filesOf(...(await otusIn('v1.5.0')));
    const gone = git(folder, 'ls-files', 'otus')
      .split('\n')
      .filter((path) => !(path in files));
    commitOn(folder, 'newer', { ...files, ...Object.fromEntries(gone.map((path) => [path, null])) });

    const review = await reviewChange(folder, { base: 'main', head: 'newer', author: 'somebody' });
    const { added, removed, changed } = review.figures.otus;
    const diff = git(folder, 'diff', '--name-status', '--no-renames', 'main', 'newer', '--', 'otus').split('\n');
    const count = (status: string) => diff.filter((row) => row.startsWith(status)).length;
    expect({ added, removed, changed }).toEqual({ added: count('A'), removed: count('D'), changed: count('M') });
    expect(added + changed).toBeGreaterThan(500);
    expect(review.findings.some((finding) => finding.new)).toBe(true);
    expect(review.findings.some((finding) => !finding.new)).toBe(true);
    expect(parseReview(JSON.stringify(review))).toEqual(review);

    const markdown = reviewMarkdown(review);
    expect(Buffer.byteLength(markdown)).toBeLessThan(65_536);
    expect(Buffer.byteLength(markdown)).toBeGreaterThan(50_000);
    expect(markdown).toMatch(/\nand [\d,]+ more\n/);
    const page = reviewHtml(review);
    expect(review.changes.otus.filter(({ id }) => !page.includes(id))).toEqual([]);
  });
});
