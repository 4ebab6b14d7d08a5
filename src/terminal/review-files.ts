import { writeTextFile } from './files.js';
import { addToSummary, SUMMARY_LIMIT, setOutputs } from './github-actions.js';
import type { ShownReview } from './views/review.js';
import { reviewHtml } from './views/review-html.js';
import { reviewMarkdown } from './views/review-markdown.js';

/** Writes a review to the files that were asked for, and to those that GitHub Actions has for a step. */
export function writeReview(review: ShownReview, files: { json?: string; html?: string; markdown?: string }): void {
  if (files.json !== undefined) writeTextFile(files.json, `${JSON.stringify(review)}\n`, '--output');
  if (files.html !== undefined) writeTextFile(files.html, reviewHtml(review), '--html');
  if (files.markdown !== undefined) writeTextFile(files.markdown, reviewMarkdown(review), '--markdown');
  addToSummary(() => reviewMarkdown(review, { limit: SUMMARY_LIMIT }));
  setOutputs({ verdict: review.verdict, errors: review.counts.error, warnings: review.counts.warning });
}
