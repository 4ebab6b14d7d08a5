import * as Flags from '@oclif/core/flags';
import { Checkout } from '../reference/checkout.js';
import { writeTextFile } from '../terminal/files.js';
import type { View } from '../terminal/style.js';
import { count } from '../terminal/words.js';
import { readConfig } from '../validate/config-file.js';
import type { Report } from '../validate/finding.js';
import { fixFile } from '../validate/fix.js';
import { REPORT_FORMATS, type ReportFormat, reportText } from '../validate/reports/reports.js';
import { validate } from '../validate/validate.js';
import { ReferenceCommand } from './base/reference-command.js';
import { reportFiles } from './base/report-files.js';

/** The report, and what was made right before it. */
interface Checked {
  report: Report;
  /** Files that were rewritten, with the ids of the rules whose findings that took away. */
  fixed: { path: string; rules: string[] }[];
}

export default class Validate extends ReferenceCommand<typeof Validate, Checked> {
  static override summary = 'Check every file of the reference by every rule. Exits with 1 where there are errors.';
  static override description =
    'Looks at the files as they are on disk, committed or not. docs/rules.md explains the rules.';
  static override examples = ['refkit validate --changed-since HEAD~1'];
  static override flags = {
    'changed-since': Flags.string({
      description: 'Report only what changed since a revision, clashes with the rest included.',
      helpValue: 'REV',
    }),
    format: Flags.string({
      description: 'How to draw the report; github makes annotations in GitHub Actions.',
      options: REPORT_FORMATS,
      default: 'text',
    }),
    write: Flags.string({
      description: 'Write the report to a file too, in another format; may be given several times.',
      helpValue: 'FORMAT=FILE',
      multiple: true,
    }),
    strict: Flags.boolean({ description: 'Exit with 1 where there are warnings, too.' }),
    fix: Flags.boolean({ description: 'First make every safe fix, in the files on disk. Nothing is committed.' }),
  };

  protected async work() {
    const { 'changed-since': since, fix, strict } = this.flags;
    const files = reportFiles(this.flags.write ?? []);
    const checkout = Checkout.open(this.directory);
    const fixed = fix ? await this.fix(checkout, since) : [];
    const subject = checkout.subject(since);
    const report = await validate({ ...subject, files: await this.counted(subject.files) });
    for (const { format, file } of files) writeTextFile(file, await this.drawn(report, format), '--write');
    const { error, warning } = report.counts;
    if (error > 0 || (strict && warning > 0)) this.status = 1;
    return { report, fixed };
  }

  private async fix(checkout: Checkout, since: string | undefined): Promise<Checked['fixed']> {
    const yaml = checkout.configFile();
    const settings = yaml && (await readConfig(yaml.text)).config;
    const only = since === undefined ? undefined : checkout.changedSince(since);
    const fixed: Checked['fixed'] = [];
    for (const file of checkout.files(only)) {
      const better = file.symlink ? null : fixFile(file, settings);
      if (better === null) continue;
      checkout.write(file.path, better.text);
      fixed.push({ path: file.path, rules: better.fixed });
    }
    return fixed;
  }

  /** The same files, while progress is shown. */
  private async counted<File>(files: Iterable<File>): Promise<Iterable<File>> {
    const report = await this.progress();
    if (!report) return files;
    return (function* () {
      let done = 0;
      for (const file of files) {
        yield file;
        done += 1;
        report({ step: 'Checking files', done, total: null });
      }
    })();
  }

  protected override json({ report, fixed }: Checked) {
    return this.flags.fix ? { ...report, fixed } : report;
  }

  protected async present({ report, fixed }: Checked, { style }: View) {
    if (this.flags.fix) this.note(`${count(fixed.length, 'file')} rewritten`);
    return this.drawn(report, this.flags.format as ReportFormat, style);
  }

  private drawn(report: Report, format: ReportFormat, style?: View['style']): Promise<string> {
    return reportText(report, format, { version: this.config.version, style });
  }
}
