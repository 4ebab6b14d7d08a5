import type { View } from '../style.js';
import type { ShownReview } from './review.js';
import { reviewHtml } from './review-html.js';
import { reviewMarkdown } from './review-markdown.js';
import { reviewText } from './review-text.js';

/** A review in the format that was asked for: `text`, `markdown`, `html` or `json`. */
export function drawReview(review: ShownReview, format: string, view: View): string {
  if (format === 'markdown') return reviewMarkdown(review);
  if (format === 'html') return reviewHtml(review);
  if (format === 'json') return `${JSON.stringify(review, null, 2)}\n`;
  return reviewText(review, view);
}
