import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseReview } from '../../../src/github/review/file.js';
import { type Review, reviewChange } from '../../../src/github/review/review.js';
import { PLAIN } from '../../../src/terminal/style.js';
import { reviewHtml } from '../../../src/terminal/views/review-html.js';
import { reviewMarkdown } from '../../../src/terminal/views/review-markdown.js';
import { reviewText } from '../../../src/terminal/views/review-text.js';
import { commitOn, copyOf, filesOf, siteOf, withSequence } from '../support/changes.js';

/** A review in which there is something of everything. */
async function eventfulReview(): Promise<Review> {
  const { folder, otus } = await siteOf();
  const [first, second, third] = otus as [(typeof otus)[0], (typeof otus)[0], (typeof otus)[0]];
  commitOn(folder, 'change', {
    ...filesOf(withSequence(first, { host: 'Moonbean', sequence: 'ACGT' }), copyOf(second, { id: 'brandnew' })),
    ...filesOf({ ...third, isolates: [], name: second.name }),
    '.github/workflows/mine.yml': 'on: push\n',
  });
  commitOn(folder, 'main', filesOf(withSequence(first, { host: 'Tin barley' })));
  return reviewChange(folder, { base: 'main', head: 'change', author: 'somebody' });
}

let made: Promise<Review> | undefined;

/** The same for every test. */
function eventful(): Promise<Review> {
  made ??= eventfulReview();
  return made;
}

const readAgain = (value: unknown) => parseReview(JSON.stringify(value));

/** Every way to replace one value in a JSON value, as a path. */
function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, each]) => places(each, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: (string | number)[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const record = copy as Record<string | number, unknown>;
  record[key] = replaced(record[key], rest, by);
  return copy;
}

describe('a review from a file', () => {
  test('is the review that was written', async () => {
    const review = await eventful();
    expect(review.verdict).toBe('errors');
    expect(readAgain(review)).toEqual(review);
  });

  test('has nothing in it that a review has not', async () => {
    const review = await eventful();
    const more = { ...review, pull_request: 7, __proto__: { x: 1 }, base: { ...review.base, token: 'x' } };
    expect(readAgain(more)).toEqual(review);
    expect(parseReview(JSON.stringify(review).replace('{', '{"__proto__":{"verdict":"ok"},'))).toEqual(review);
  });

  test('has the verdict of its own findings', async () => {
    const review = await eventful();
    expect(readAgain({ ...review, verdict: 'ok', counts: { error: 0, warning: 0, notice: 0, old: 9 } })).toEqual(
      review,
    );
    expect(readAgain({ ...review, findings: [], remarks: [] }).verdict).toBe('ok');
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{"format": 1,'],
    ['no object', '[]'],
    ['null', 'null'],
    ['another version', '{"format": 2}'],
    ['nothing of a review', '{"format": 1}'],
    ['very deep', '['.repeat(200_000)],
  ])('is refused where it holds %s', (_, text) => {
    expect(() => parseReview(text)).toThrow(expect.objectContaining({ code: 'INVALID_REVIEW' }));
  });

  test('is refused where a value is of another kind, with the place', async () => {
    const review = await eventful();
    const wrong = { ...review, head: { ...review.head, commit: 'HEAD; rm -rf /' } };
    expect(() => readAgain(wrong)).toThrow('$.head.commit is no commit');
    const line = { ...review, findings: [{ ...review.findings[0]!, line: 1e300 }] };
    expect(() => readAgain(line)).toThrow('$.findings[0].line is no such number');
    const many = { ...review, figures: { ...review.figures, bump_reasons: Array(2000).fill('x') } };
    expect(() => readAgain(many)).toThrow('$.figures.bump_reasons has more than 1000 entries');
  });

  test('keeps long texts short', async () => {
    const review = await eventful();
    const long = readAgain({ ...review, base: { ...review.base, name: 'x'.repeat(1e6) } });
    expect(long.base.name).toHaveLength(500);
  });

  test('is refused or can be drawn, whatever stands wherever in it', async () => {
    const review = await eventful();
    const all = places(review);
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(null, -1, 1e20, [], {}, '<script>', '`', '\u202e', '-->', '::error::x', 'x'.repeat(3000)),
    );
    let refused = 0;
    let drawn = 0;
    fc.assert(
      fc.property(fc.constantFrom(...all), anything, (path, value) => {
        let read: Review | null = null;
        try {
          read = readAgain(replaced(review, path, value));
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_REVIEW' });
          refused += 1;
        }
        if (read === null) return;
        drawn += 1;
        const view = { terminal: false, columns: 80, style: PLAIN };
        for (const text of [reviewMarkdown(read), reviewHtml(read)]) expect(text).not.toContain('<script>');
        expect(reviewText(read, view)).not.toContain('\u202e');
      }),
      { numRuns: 300 },
    );
    expect(Math.min(refused, drawn)).toBeGreaterThan(10);
  });
});
