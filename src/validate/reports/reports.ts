/** Every form that a report can be drawn in. */
import type { Report } from '../finding.js';
import type { ReportStyle } from './text.js';

export const REPORT_FORMATS = ['text', 'json', 'github', 'markdown', 'sarif'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface ReportOptions {
  /** Of refkit. */
  version: string;
  /** For `text`; plain where there is none. */
  style?: ReportStyle;
}

/** The report in one form; it ends in a line feed, or is empty. */
export async function reportText(report: Report, format: ReportFormat, options: ReportOptions): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('./json.js')).jsonReport(report);
    case 'github':
      return (await import('./github.js')).githubReport(report);
    case 'markdown':
      return (await import('./markdown.js')).markdownReport(report);
    case 'sarif':
      return (await import('./sarif.js')).sarifReport(report, options);
    case 'text':
      return (await import('./text.js')).textReport(report, options.style);
  }
}
