import { markdownText } from '../../otu/markdown.js';
import { oneLine } from '../../otu/phrases.js';
import { count } from '../../otu/words.js';
import { type Finding, type Report, SEVERITIES } from '../finding.js';
import { sentence } from '../labels.js';

/** Findings that are written out: a step summary of GitHub Actions holds 1 MiB. */
const MOST_ROWS = 500;
const SIGNS = { error: '❌', warning: '⚠️', notice: 'ℹ️' } as const;

/** The report as Markdown, for the summary of a step in GitHub Actions: errors first. Ends in a line feed. */
export function markdownReport(report: Report): string {
  const { findings, counts, files_checked } = report;
  const files = count(files_checked, 'file');
  if (findings.length === 0) return `✅ No problems in ${files}.\n`;
  const [errors, warnings, notices] = SEVERITIES.map((severity) => count(counts[severity], severity));
  const sorted = SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
  const rest = sorted.length - MOST_ROWS;
  return [
    `${SIGNS[sorted[0]!.severity]} ${errors}, ${warnings} and ${notices} in ${files}.`,
    '',
    '| | file | line | what is wrong | rule |',
    '| --- | --- | ---: | --- | --- |',
    ...sorted.slice(0, MOST_ROWS).map(row),
    ...(rest > 0 ? ['', `And ${count(rest, 'finding')} more: "refkit validate" lists them all.`] : []),
    '',
  ].join('\n');
}

function row({ severity, file, line, message, recommended_action, rule }: Finding): string {
  const said = `${sentence(message)} ${recommended_action}`;
  return `| ${SIGNS[severity]} | ${cell(file)} | ${line ?? ''} | ${cell(said)} | ${cell(rule)} |`;
}

function cell(text: string): string {
  return markdownText(oneLine(text, 400));
}
