/**
 * One folder for each case, `cases/<rule>/<case>/`: a reference, and in `expected.txt` everything that validation has to
 * say of it. Then the safe fixes are made and it is validated again: what was called fixable is gone, the rest is not.
 * A case without a reference.yaml gets the one below. `npx vitest run test/validate -u` writes expected.txt anew.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/validate/finding.js';
import { fixFile } from '../../src/validate/fix.js';
import { RULES } from '../../src/validate/rules/index.js';
import type { Subject, SubjectFile } from '../../src/validate/subject.js';
import { validate } from '../../src/validate/validate.js';
import { REFERENCE_YAML } from './sample.js';

const root = join(import.meta.dirname, 'cases');

const folders = (folder: string) => readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function readCase(folder: string): Omit<Subject, 'files'> & { files: SubjectFile[] } {
  const files = filesBelow(folder).map((file) => ({
    path: relative(folder, file).split(sep).join('/'),
    text: readFileSync(file),
  }));
  const yaml = files.find(({ path }) => path === 'reference.yaml');
  return {
    referenceYaml: yaml ?? { path: 'reference.yaml', text: Buffer.from(REFERENCE_YAML) },
    files: files.filter(({ path }) => path.startsWith('otus/')),
  };
}

function written(finding: Finding): string {
  const { severity, rule, file, line, column, json_path, message, fixable } = finding;
  const place = line === null ? 'nowhere' : `${line}:${column}`;
  return `${severity} ${rule}${fixable ? ' (fixable)' : ''}\n  ${file} ${place} ${json_path}\n  ${message}\n`;
}

const cases = folders(root).flatMap((rule) => folders(join(root, rule)).map((name) => ({ rule, name })));

describe.each(cases)('$rule: $name', ({ rule, name }) => {
  const folder = join(root, rule, name);

  test('finds what is wrong, and nothing else', async () => {
    const report = await validate(readCase(folder));
    await expect(report.findings.map(written).join('\n')).toMatchFileSnapshot(join(folder, 'expected.txt'));
    const rules = report.findings.map((finding) => finding.rule);
    if (rule === 'none') expect(rules).toEqual([]);
    else expect(rules).toContain(rule);
  });

  test('fixes what is fixable, once and for all', async () => {
    const subject = readCase(folder);
    const before = (await validate(subject)).findings;
    const settings = { source_types: ['isolate', 'strain'], restrict_source_types: false };
    const fixedRules = new Set<string>();
    const files = subject.files.map((file) => {
      const fixed = fixFile({ path: file.path, text: file.text as Buffer }, settings);
      for (const id of fixed?.fixed ?? []) fixedRules.add(id);
      return fixed ? { ...file, text: Buffer.from(fixed.text) } : file;
    });
    expect([...fixedRules].sort()).toEqual(
      [...new Set(before.filter((finding) => finding.fixable).map((finding) => finding.rule))].sort(),
    );
    const after = (await validate({ ...subject, files })).findings;
    expect(after.filter((finding) => finding.fixable)).toEqual([]);
    for (const file of files) expect(fixFile({ path: file.path, text: file.text as Buffer }, settings)).toBeNull();
    // A file that could not be read at all may show more once it can; one that could shows no more than before.
    const ruleAndFile = ({ rule, file }: Finding) => `${rule} ${file}`;
    const left = before.filter((finding) => !finding.fixable).map(ruleAndFile);
    expect(new Set(after.map(ruleAndFile))).toEqual(new Set(left));
  });
});

/** Rules whose cases are no plain files: test/validate/validate.test.ts has them. */
const ELSEWHERE = ['symlink', 'file-size'];

test('every rule has a case', () => {
  const covered = new Set([...folders(root), ...ELSEWHERE]);
  expect(RULES.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
});

test('every case is of a rule that there is', () => {
  const ids = new Set(RULES.map(({ id }) => id));
  expect(folders(root).filter((rule) => rule !== 'none' && !ids.has(rule))).toEqual([]);
});
