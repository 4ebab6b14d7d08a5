import { type Finding, type Report, SEVERITIES, type Severity } from '../finding.js';
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
  const heading = `${title} (${rule})`;
  const said = `${sentence(message)} ${recommended_action}`;
  return workflowCommand({ level: severity, file, line, column, title: heading, message: said });
}

export interface Annotation {
  level: Severity;
  file: string | null;
  line: number | null;
  column: number | null;
  title: string;
  message: string;
}

/** An annotation as the line that GitHub Actions looks for in what a step prints, without a line feed. */
export function workflowCommand({ level, file, line, column, title, message }: Annotation): string {
  const properties = file === null ? [] : [`file=${property(file)}`];
  if (file !== null && line !== null) properties.push(`line=${line}`);
  if (file !== null && line !== null && column !== null) properties.push(`col=${column}`);
  properties.push(`title=${property(title)}`);
  return `::${level} ${properties.join(',')}::${data(message)}`;
}

/** What would end the command early is escaped. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
