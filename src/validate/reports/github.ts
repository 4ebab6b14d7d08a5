import { type Finding, type Report, SEVERITIES } from '../finding.js';
import { sentence } from '../labels.js';

/**
 * The report as workflow commands, which GitHub Actions turns into annotations of the files; see
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands. One line a finding, errors first:
 * GitHub shows ten of each severity from one step and drops the rest without a word. Empty where there is none.
 */
export function githubReport(report: Report): string {
  return SEVERITIES.flatMap((severity) => report.findings.filter((finding) => finding.severity === severity))
    .map((finding) => `${annotation(finding)}\n`)
    .join('');
}

function annotation({ severity, file, line, column, title, rule, message, recommended_action }: Finding): string {
  const properties = [`file=${property(file)}`];
  if (line !== null) properties.push(`line=${line}`);
  if (line !== null && column !== null) properties.push(`col=${column}`);
  properties.push(`title=${property(`${title} (${rule})`)}`);
  return `::${severity} ${properties.join(',')}::${data(`${sentence(message)} ${recommended_action}`)}`;
}

/** What would end the command early is escaped. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
