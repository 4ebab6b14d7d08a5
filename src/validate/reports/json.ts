import type { Report } from '../finding.js';

/** The report as one JSON value, indented; what `--json` prints. Ends in a line feed. */
export function jsonReport(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
