import { differs, type Entry } from './comparison.js';
import { htmlList, htmlPage, htmlSections, shown } from './comparison-html.js';
import {
  comparisonOf,
  conflictText,
  directionText,
  factsOf,
  problemsOf,
  type ShownProblem,
  type ShownReview,
  verdictText,
} from './review.js';

/** The whole of a review as one HTML page, with nothing left out. */
export function reviewHtml(review: ShownReview): string {
  const problems = problemsOf(review);
  const conflicts = conflictEntries(review);
  const { files } = review;
  const comparison = comparisonOf(review);
  return htmlPage(
    `Review: ${verdictText(review)}`,
    [
      `<p>${shown(directionText(review))}</p>\n`,
      table(factsOf(review).map(([name, value]) => `<th>${shown(name)}</th><td>${shown(value)}</td>`)),
      problems.length > 0 ? `<h2>Errors, warnings and notices</h2>\n${table(problems.map(problemCells))}` : '',
      conflicts.length > 0 ? `<h2>Conflicts with the base</h2>\n${htmlList(conflicts)}` : '',
      files.length > 0
        ? `<h2>Other files</h2>\n${htmlList(files.map(({ path, kind }) => ({ kind, title: path, note: 'file', entries: [] })))}`
        : '',
      differs(comparison) ? htmlSections(comparison) : '',
    ].join(''),
  );
}

function table(rows: readonly string[]): string {
  return `<table>\n${rows.map((cells) => `<tr>${cells}</tr>\n`).join('')}</table>\n`;
}

function problemCells({ level, title, message, action, file, line, isNew }: ShownProblem): string {
  const where = file === null ? '' : `${file}${line === null ? '' : `, line ${line}`}`;
  const says = action === '' ? shown(message) : `${shown(message)}. ${shown(action)}`;
  const state = isNew ? level : 'old';
  return `<td class="${state}">${isNew ? level : `${level}, not new`}</td><td><b>${shown(title)}</b>: ${says}</td><td>${shown(where)}</td>`;
}

function conflictEntries({ merge }: ShownReview): Entry[] {
  const ofOtus = merge.conflicts.map(({ otu, conflicts }): Entry => {
    const entries = conflicts.map(
      (conflict): Entry => ({
        kind: 'changed',
        title: `${conflict.subject}: ${conflictText(conflict)}`,
        note: '',
        entries: [],
      }),
    );
    return { kind: 'changed', title: otu.name || otu.id, note: otu.id, entries };
  });
  const ofFiles = merge.other.map(
    ({ file, message }): Entry => ({ kind: 'changed', title: message, note: file, entries: [] }),
  );
  const byLines = merge.by_lines.map(
    ({ otu, outcome }): Entry => ({
      kind: 'changed',
      title: `${otu.name || otu.id}: ${
        outcome === 'conflict' ? 'merges cleanly by refkit, not by lines' : 'a merge by lines gives something else'
      }`,
      note: otu.id,
      entries: [],
    }),
  );
  return [...ofOtus, ...ofFiles, ...byLines];
}
