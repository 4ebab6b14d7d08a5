import { oneLine } from '../../otu/phrases.js';
import { type Finding, type Report, SEVERITIES, type Severity } from '../finding.js';
import { otuLabel } from '../labels.js';

/** How parts of the report look; each function gives its text back, in colour perhaps. A terminal's style will do. */
export interface ReportStyle {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const asIs = (text: string) => text;
const PLAIN: ReportStyle = { bold: asIs, dim: asIs, red: asIs, yellow: asIs, cyan: asIs };

function coloured(severity: Severity, text: string, style: ReportStyle): string {
  return { error: style.red, warning: style.yellow, notice: style.cyan }[severity](text);
}

/** The report for people: findings below the file that they are in, then how many there are. Ends in a line feed. */
export function textReport(report: Report, style: ReportStyle = PLAIN): string {
  const lines: string[] = [];
  for (const findings of byFile(report.findings)) {
    const { file, otu } = findings[0]!;
    lines.push(`${style.bold(oneLine(file, 1000))}${otu ? `  ${otuLabel(otu)}` : ''}`);
    const width = Math.max(...findings.map((finding) => placeOf(finding).length));
    for (const finding of findings) {
      const place = style.dim(placeOf(finding).padEnd(width));
      const severity = coloured(finding.severity, finding.severity.padEnd('warning'.length), style);
      lines.push(`  ${place}  ${severity}  ${messageBelowFile(finding)}  ${style.dim(finding.rule)}`);
    }
    lines.push('');
  }
  lines.push(...summary(report, style));
  return `${lines.join('\n')}\n`;
}

/** "2 errors, 1 warning and 0 notices in 2,085 files", and what can be done about them. */
function summary(report: Report, style: ReportStyle): string[] {
  const { findings, counts } = report;
  const files = counted(report.files_checked, 'file');
  if (findings.length === 0) return [`No problems in ${files}.`];
  const [error, warning, notice] = SEVERITIES.map((severity) => {
    const text = counted(counts[severity], severity);
    return counts[severity] > 0 ? coloured(severity, text, style) : text;
  });
  const lines = [`${error}, ${warning} and ${notice} in ${files}.`];
  const fixable = findings.filter((finding) => finding.fixable).length;
  if (fixable > 0) lines.push(`${counted(fixable, 'problem')} can be fixed by "refkit validate --fix".`);
  return lines;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

function* byFile(findings: readonly Finding[]): Generator<Finding[]> {
  for (let start = 0, end = 0; start < findings.length; start = end) {
    while (findings[end]?.file === findings[start]!.file) end += 1;
    yield findings.slice(start, end);
  }
}

function placeOf({ line, column }: Finding): string {
  return line === null ? '-' : `${line}:${column ?? 1}`;
}

/** The message without the name of the OTU, which stands above it. */
function messageBelowFile({ message, otu }: Finding): string {
  const prefix = otu ? `${otuLabel(otu)}: ` : '';
  return message.startsWith(prefix) ? message.slice(prefix.length) : message;
}
