/** Files that a report is written to, as `--write FORMAT=FILE` names them. */
import { UsageError } from '../../terminal/errors.js';
import { REPORT_FORMATS, type ReportFormat } from '../../validate/reports/reports.js';

/** @throws UsageError */
export function reportFiles(values: readonly string[]): { format: ReportFormat; file: string }[] {
  return values.map((value) => {
    const [, format, file] = /^([^=]*)=(.+)$/s.exec(value) ?? [];
    if (file !== undefined && (REPORT_FORMATS as readonly string[]).includes(format!)) {
      return { format: format as ReportFormat, file };
    }
    throw new UsageError(`--write takes FORMAT=FILE, and not "${value}"`, {
      data: { flag: '--write' },
      suggestions: [`the formats are ${REPORT_FORMATS.join(', ')}`],
    });
  });
}
