import { line } from '../escape.js';
import type { Style, View } from '../style.js';
import { differs } from './comparison.js';
import { comparisonText } from './comparison-text.js';
import {
  comparisonOf,
  conflictText,
  directionText,
  factsOf,
  type Level,
  problemsOf,
  type ShownProblem,
  type ShownReview,
  verdictText,
} from './review.js';

const COLOURS: Record<Level, keyof Style> = { error: 'red', warning: 'yellow', notice: 'cyan' };

/** A review for a terminal: what is wrong first, then the facts, then what changed. */
export function reviewText(review: ShownReview, view: View): string {
  const { style } = view;
  const facts = factsOf(review);
  const width = Math.max(...facts.map(([name]) => name.length));
  const comparison = comparisonOf(review);
  const parts = [
    `${style.bold(line(`${directionText(review)}: ${verdictText(review)}`))}\n`,
    problemsOf(review)
      .map((problem) => problemText(problem, style))
      .join(''),
    review.merge.conflicts
      .map(({ otu, conflicts }) =>
        conflicts
          .map(
            (conflict) =>
              `conflict  ${line(`${otu.name || otu.id}, ${conflict.subject}: ${conflictText(conflict)}`)}\n`,
          )
          .join(''),
      )
      .join(''),
    facts.map(([name, value]) => `${style.dim(name.padEnd(width))}  ${line(value)}\n`).join(''),
    differs(comparison) ? comparisonText(comparison, view) : '',
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function problemText({ level, title, message, file, line: row, isNew }: ShownProblem, style: Style): string {
  const where = file === null ? '' : `  ${file}${row === null ? '' : `:${row}`}`;
  const kind = style[COLOURS[level]](level.padEnd('warning'.length));
  return `${kind}  ${line(`${title}: ${message}`)}${style.dim(`${line(where)}${isNew ? '' : '  not new'}`)}\n`;
}
