import { describe, expect, test } from 'vitest';
import { validate } from '../../src/validate/validate.js';
import { hasRealData, realFiles } from './real-data.js';
import { referenceYaml } from './sample.js';

describe.skipIf(!hasRealData)("Virtool's plant virus reference v1.5.0, from ../shared/data (slow)", () => {
  const report = hasRealData ? validate({ referenceYaml, files: realFiles() }) : null;

  test('is looked at whole', async () => {
    expect(await report).toMatchObject({ files_checked: 2085, otus_checked: 2084 });
  });

  test('has every flaw that is known of it, and no error, so that it can be imported and built', async () => {
    const counts: Record<string, number> = {};
    for (const { rule, severity } of (await report)!.findings) {
      const key = `${severity} ${rule}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    expect(counts).toEqual({
      // Twenty accessions stand twice; regardless of their versions it is 47, those included.
      'warning accession-duplicate': 20,
      'notice accession-version-duplicate': 27,
      'warning accession-format': 9,
      'notice accession-series': 1,
      'warning source-type-misspelt': 15,
      'notice source-type-empty': 1,
      'notice source-type-unlisted': 55,
      'notice isolate-name-empty': 125,
      'warning isolate-name-duplicate': 7,
      'notice schema-empty': 36,
      'notice segment-molecule-missing': 68,
      'warning molecules-mixed': 9,
      'warning segment-undeclared': 15,
      'warning segment-missing': 32,
      'warning bases-lower-case': 1,
      'warning stray-characters': 1,
      'warning length-outlier': 21,
    });
  });

  test('has the malformed accessions and misspelt types that its description names', async () => {
    const { findings } = (await report)!;
    const messages = findings.map(({ message }) => message).join('\n');
    for (const accession of ['"TPM"', '"NC-003694"', '"KX034975 "', '"eu099844"']) {
      expect(messages).toContain(`has the malformed accession ${accession}`);
    }
    expect(messages).toMatch(/The source type "islaote" of .* looks misspelt; did you mean "isolate"\?/);
    expect(messages).toMatch(/The source type "isoate" of .* looks misspelt; did you mean "isolate"\?/);
    expect(messages).toMatch(/bases in lower case: "t" at base \d+/);
  });

  test('has every finding at a line of its file', async () => {
    expect((await report)!.findings.filter(({ line, column }) => line === null || column === null)).toEqual([]);
  });

  test('shows the same clashes to whoever changes one of the OTUs', async () => {
    const files = realFiles();
    const [clash] = (await report)!.findings.filter(({ rule }) => rule === 'accession-duplicate');
    const [, accession, path] = /The accession "(.*)" is also used by .* \((otus\/.*)\)$/.exec(clash!.message)!;
    const { findings } = await validate({ referenceYaml, files, changed: new Set([path!]) });
    const seen = findings.filter(({ rule }) => rule === 'accession-duplicate');
    expect(seen.map(({ file }) => file)).toContain(path);
    expect(seen.some(({ message }) => message.includes(accession!) && message.includes(clash!.file))).toBe(true);
  });
});
