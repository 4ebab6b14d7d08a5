import { SEVERITIES } from '../../validate/finding.js';
import { sentence } from '../../validate/labels.js';
import { type Annotation, workflowCommand } from '../../validate/reports/github.js';
import type { Review } from './review.js';

export type { Annotation } from '../../validate/reports/github.js';

/** GitHub shows this many of each level from one step, and drops the rest without a word. */
const MOST_PER_LEVEL = 10;

/** What is wrong with a change and new, as notes on its files: errors first. What has no file has none here either. */
export function annotationsOf({ remarks, findings }: Pick<Review, 'remarks' | 'findings'>): Annotation[] {
  const all: Annotation[] = [
    ...remarks.map(({ level, file, title, message }) => ({ level, file, line: null, column: null, title, message })),
    ...findings
      .filter((finding) => finding.new)
      .map(({ severity, file, line, column, title, rule, message, recommended_action }) => ({
        ...{ level: severity, file, line, column },
        ...{ title: `${title} (${rule})`, message: `${sentence(message)} ${recommended_action}` },
      })),
  ];
  return SEVERITIES.flatMap((level) => all.filter((annotation) => annotation.level === level));
}

/** Annotations as lines for GitHub Actions, no more of each level than it shows. Empty where there are none. */
export function workflowCommands(review: Pick<Review, 'remarks' | 'findings'>): string {
  const annotations = annotationsOf(review);
  return SEVERITIES.flatMap((level) => annotations.filter((each) => each.level === level).slice(0, MOST_PER_LEVEL))
    .map((annotation) => `${workflowCommand(annotation)}\n`)
    .join('');
}
