import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import type { Finding, Report } from '../../src/validate/finding.js';
import { githubReport } from '../../src/validate/reports/github.js';
import { jsonReport } from '../../src/validate/reports/json.js';
import { markdownReport } from '../../src/validate/reports/markdown.js';
import { sarifReport } from '../../src/validate/reports/sarif.js';
import { textReport } from '../../src/validate/reports/text.js';
import { RULES } from '../../src/validate/rules/index.js';
import { validate } from '../../src/validate/validate.js';
import { fileOf, referenceYaml, sampleOtu } from './sample.js';

const clean: Report = { findings: [], files_checked: 1, otus_checked: 0, counts: { error: 0, warning: 0, notice: 0 } };

/** A report with a finding of each severity, one of them fixable, one without a line. */
async function mixed(): Promise<Report> {
  const otu = sampleOtu('moonbean', { name: 'Moonbean mosaic virus' });
  otu.schema[0]!.molecule = '';
  otu.isolates[0]!.source_type = 'Isolate';
  return validate({
    referenceYaml,
    files: [fileOf(otu), { path: 'otus/100%, new:\n.json', text: Buffer.from('') }],
  });
}

describe('the text report', () => {
  test('puts findings below their file, and ends with what there is', async () => {
    expect(textReport(await mixed())).toBe(
      [
        'otus/100%, new: .json',
        '  -  error    No OTU file belongs at "otus/100%, new:\\n.json"  misplaced-otu',
        '',
        'otus/mo/moonbean.json  Moonbean mosaic virus',
        '  9:19   notice   The segment "Genome" has no molecule type  segment-molecule-missing',
        '  16:22  warning  The source type "Isolate" of the isolate moonbeaniso has upper-case letters  source-type-case',
        '',
        '1 error, 1 warning and 1 notice in 3 files.',
        '1 problem can be fixed by "refkit validate --fix".',
        '',
      ].join('\n'),
    );
  });

  test('says that all is well', () => {
    expect(textReport(clean)).toBe('No problems in 1 file.\n');
  });

  test('wears the colours it is given', async () => {
    const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const style = { bold: mark('b'), dim: mark('d'), red: mark('r'), yellow: mark('y'), cyan: mark('c') };
    const text = textReport(await mixed(), style);
    expect(text).toContain('<b>otus/mo/moonbean.json</b>  Moonbean mosaic virus');
    expect(text).toContain('<d>16:22</d>  <y>warning</y>');
    expect(text).toContain('<r>1 error</r>, <y>1 warning</y> and <c>1 notice</c> in 3 files.');
  });
});

test('the JSON report is the report', async () => {
  const report = await mixed();
  expect(JSON.parse(jsonReport(report))).toEqual(report);
});

describe('annotations for GitHub', () => {
  test('are one line each, errors first, with everything escaped', async () => {
    const lines = githubReport(await mixed()).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => line.replace(/\)::.*$/, ')::…'))).toEqual([
      '::error file=otus/100%25%2C new%3A%0A.json,title=JSON file in the wrong place (misplaced-otu)::…',
      '::warning file=otus/mo/moonbean.json,line=16,col=22,title=Source type in upper case (source-type-case)::…',
      '::notice file=otus/mo/moonbean.json,line=9,col=19,title=Segment without a molecule type (segment-molecule-missing)::…',
    ]);
    expect(lines[1]).toContain('has upper-case letters. Write the type in lower case.');
  });

  test('cannot be ended or begun by what a file holds', () => {
    const finding: Finding = {
      rule: 'alphabet',
      severity: 'error',
      title: 'T',
      message: '100%\r\n::error::x',
      impact: '',
      recommended_action: 'Do.',
      file: 'a',
      otu: null,
      json_path: '$',
      line: null,
      column: null,
      fixable: false,
    };
    const text = githubReport({ ...clean, findings: [finding] });
    expect(text).toBe('::error file=a,title=T (alphabet)::100%25%0D%0A::error::x. Do.\n');
  });

  test('are none where there is nothing', () => {
    expect(githubReport(clean)).toBe('');
  });
});

describe('the report as Markdown', () => {
  test('is a table, errors first, in which names stay text', async () => {
    const report = await mixed();
    const [first] = report.findings;
    const hostile = { ...first!, severity: 'warning' as const, message: 'The name "@ada | <img src=x> `a` #1" is odd' };
    const findings = [hostile, ...report.findings];
    const text = markdownReport({ ...report, findings, counts: { error: 1, warning: 2, notice: 1 } });
    const lines = text.split('\n');
    expect(lines[0]).toBe('❌ 1 error, 2 warnings and 1 notice in 3 files.');
    const rows = lines.slice(4).filter((line) => line !== '');
    expect(rows.map((line) => line.slice(0, 4))).toEqual(['| ❌ ', '| ⚠️', '| ⚠️', '| ℹ️']);
    for (const line of rows) expect(line.match(/(?<!\\)\|/g)).toHaveLength(6);
    expect(text).not.toMatch(/(?<!\\)[<`]|@ada|#1/);
  });

  test('names a limited number of findings, and says how many there are', async () => {
    const [one] = (await mixed()).findings;
    const findings = Array.from({ length: 2000 }, () => ({ ...one!, message: 'ä'.repeat(5000) }));
    const text = markdownReport({ ...clean, findings, counts: { error: 2000, warning: 0, notice: 0 } });
    expect(text).toContain('2,000 errors, 0 warnings');
    expect(text).toContain('And 1,500 findings more');
    expect(Buffer.byteLength(text)).toBeLessThan(1 << 20);
  });

  test('says that all is well', () => {
    expect(markdownReport(clean)).toBe('✅ No problems in 1 file.\n');
  });
});

/** What sarif-schema-2.1.0.json demands of the parts that the report uses. */
const text = {
  type: 'object',
  required: ['text'],
  properties: { text: { type: 'string' }, markdown: { type: 'string' } },
};
const SARIF = {
  type: 'object',
  required: ['version', 'runs'],
  properties: {
    version: { const: '2.1.0' },
    $schema: { type: 'string', format: 'uri' },
    runs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['tool', 'results'],
        properties: {
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          tool: {
            type: 'object',
            required: ['driver'],
            properties: {
              driver: {
                type: 'object',
                required: ['name', 'rules'],
                properties: {
                  rules: {
                    type: 'array',
                    uniqueItems: true,
                    items: {
                      type: 'object',
                      required: ['id', 'shortDescription', 'fullDescription', 'help'],
                      properties: {
                        name: { type: 'string', pattern: '^([A-Z][a-z0-9]*)+$' },
                        shortDescription: text,
                        fullDescription: text,
                        help: text,
                        defaultConfiguration: {
                          type: 'object',
                          properties: { level: { enum: ['none', 'note', 'warning', 'error'] } },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
          results: {
            type: 'array',
            items: {
              type: 'object',
              required: ['message', 'ruleId', 'ruleIndex', 'level', 'locations'],
              properties: {
                ruleIndex: { type: 'integer', minimum: 0 },
                level: { enum: ['none', 'note', 'warning', 'error'] },
                message: text,
                locations: {
                  type: 'array',
                  items: {
                    type: 'object',
                    properties: {
                      physicalLocation: {
                        type: 'object',
                        required: ['artifactLocation'],
                        properties: {
                          artifactLocation: {
                            type: 'object',
                            required: ['uri'],
                            properties: { uri: { type: 'string', pattern: "^[A-Za-z0-9._~/%!'()*-]+$" } },
                          },
                          region: {
                            type: 'object',
                            required: ['startLine'],
                            properties: {
                              startLine: { type: 'integer', minimum: 1 },
                              startColumn: { type: 'integer', minimum: 1 },
                            },
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

describe('SARIF', () => {
  test('has the form of version 2.1.0', async () => {
    const ajv = new Ajv.Ajv({ allErrors: true, validateFormats: false });
    const matches = ajv.compile(SARIF);
    for (const report of [clean, await mixed()]) {
      matches(JSON.parse(sarifReport(report, { version: '1.2.3' })));
      expect(matches.errors).toBeNull();
    }
  });

  test('brings every rule with its help, and points each result at its rule', async () => {
    const [run] = JSON.parse(sarifReport(await mixed(), { version: '1.2.3' })).runs;
    const { rules, semanticVersion } = run.tool.driver;
    expect(semanticVersion).toBe('1.2.3');
    expect(rules.map(({ id }: { id: string }) => id)).toEqual(RULES.map(({ id }) => id));
    expect(run.results).toHaveLength(3);
    for (const result of run.results) expect(rules[result.ruleIndex].id).toBe(result.ruleId);
    const cased = run.results.find(({ ruleId }: { ruleId: string }) => ruleId === 'source-type-case');
    expect(cased).toMatchObject({
      level: 'warning',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'otus/mo/moonbean.json' },
            region: { startLine: 16, startColumn: 22 },
          },
          logicalLocations: [{ fullyQualifiedName: '$.isolates[0].source_type' }],
        },
      ],
    });
  });

  test('escapes paths as URIs', async () => {
    const [run] = JSON.parse(sarifReport(await mixed(), { version: '1.2.3' })).runs;
    const uris = run.results.map(
      (result: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
        result.locations[0]!.physicalLocation.artifactLocation.uri,
    );
    expect(uris).toContain('otus/100%25%2C%20new%3A%0A.json');
  });
});
