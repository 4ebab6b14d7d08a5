import { describe, expect, test } from 'vitest';
import type { Otu } from '../../src/otu/types.js';
import { type ClaimKind, type ClaimsElsewhere, comparable, type Holder } from '../../src/validate/claims.js';
import type { SubjectFile } from '../../src/validate/subject.js';
import { validate } from '../../src/validate/validate.js';
import { fileOf, REFERENCE_YAML, referenceYaml, sampleOtu } from './sample.js';

const rulesOf = async (files: SubjectFile[], rest: object = {}) =>
  (await validate({ referenceYaml, files, ...rest })).findings.map(({ rule, file }) => `${rule} ${file}`);

/** What the catalog does for files that nobody reads: it knows what OTUs hold. */
function catalogOf(otus: Otu[]): ClaimsElsewhere & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    *holders(kind: ClaimKind, key: string): Generator<Holder> {
      asked.push(`${kind} ${key}`);
      for (const otu of otus) {
        const sequences = otu.isolates.flatMap((isolate) => isolate.sequences);
        const values: Record<ClaimKind, string[]> = {
          otu_id: [otu.id],
          name: [otu.name],
          abbreviation: [otu.abbreviation],
          accession: sequences.map(({ accession }) => accession),
          sequence_id: sequences.map(({ id }) => id),
        };
        for (const value of values[kind]) {
          if (comparable(kind, value) !== key) continue;
          yield { path: fileOf(otu).path, otu: { id: otu.id, name: otu.name }, value };
        }
      }
    },
  };
}

describe('a reference that is as it ought to be', () => {
  test('has no findings, and what was looked at is counted', async () => {
    const files = ['moonbean', 'papergrd', 'sandclov'].map((id) => fileOf(sampleOtu(id)));
    expect(await validate({ referenceYaml, files })).toEqual({
      findings: [],
      files_checked: 4,
      otus_checked: 3,
      counts: { error: 0, warning: 0, notice: 0 },
    });
  });

  test('may be empty', async () => {
    expect((await validate({ referenceYaml, files: [] })).findings).toEqual([]);
  });
});

describe('the place of a finding', () => {
  test('is in the words of the OTU, as a JSON path, and as line and column', async () => {
    const otu = sampleOtu('moonbean');
    otu.isolates[0]!.sequences[0]!.sequence = 'ACGJ';
    const { findings } = await validate({ referenceYaml, files: [fileOf(otu)] });
    expect(findings).toEqual([
      {
        rule: 'alphabet',
        severity: 'error',
        title: 'Character that is no nucleotide code',
        message: expect.stringContaining('moonbean virus: In Isolate Q7 (moonbeaniso), sequence ZZ'),
        impact: expect.any(String),
        recommended_action: expect.any(String),
        file: 'otus/mo/moonbean.json',
        otu: { id: 'moonbean', name: 'moonbean virus' },
        json_path: '$.isolates[0].sequences[0].sequence',
        line: 26,
        column: 23,
        fixable: false,
      },
    ]);
    const lines = fileOf(otu).text.toString().split('\n');
    expect(lines[25]!.slice(22)).toBe('"ACGJ"');
  });

  test('makes the order of the report, whatever the order of the files', async () => {
    const otus = ['moonbean', 'papergrd'].map((id) => sampleOtu(id, { schema: [], isolates: [] }));
    const files = otus.map(fileOf);
    const forwards = await validate({ referenceYaml, files });
    const backwards = await validate({ referenceYaml, files: files.reverse() });
    expect(backwards).toEqual(forwards);
    expect(forwards.findings.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'otus/mo/moonbean.json:6',
      'otus/mo/moonbean.json:7',
      'otus/pa/papergrd.json:6',
      'otus/pa/papergrd.json:7',
    ]);
  });
});

describe('files that nobody would want', () => {
  test('a symbolic link is named and never read', async () => {
    const text = () => {
      throw new Error('was read');
    };
    expect(await rulesOf([{ path: 'otus/mo/moonbean.json', text, symlink: true }])).toEqual([
      'symlink otus/mo/moonbean.json',
    ]);
    expect(await rulesOf([{ path: 'otus/passwd', text, symlink: true }])).toEqual(['unexpected-file otus/passwd']);
    expect(await rulesOf([{ path: 'otus/notes.txt', text }])).toEqual(['unexpected-file otus/notes.txt']);
  });

  // Windows has no file of this name, and neither Windows nor macOS both of the two after it: so they are no case folders.
  test('an id that names a device on Windows is none', async () => {
    expect(await rulesOf([{ path: 'otus/co/con.json', text: Buffer.from('{}') }])).toEqual([
      'misplaced-otu otus/co/con.json',
    ]);
  });

  test('two ids that differ in case alone cannot both be checked out everywhere', async () => {
    const files = [fileOf(sampleOtu('moonbean')), fileOf(sampleOtu('Moonbean', { name: 'Other', abbreviation: '' }))];
    const { findings } = await validate({ referenceYaml, files });
    expect(findings.map(({ rule, message }) => `${rule} ${message}`)).toEqual([
      'otu-id-duplicate Other: The OTU id "Moonbean" is also used by moonbean virus (otus/mo/moonbean.json), as "moonbean"',
    ]);
  });

  test('a file of more bytes than can be read is named', async () => {
    const text = Buffer.alloc(256 * 1024 * 1024 + 1, ' ');
    expect(await rulesOf([{ path: 'otus/mo/moonbean.json', text }])).toEqual(['file-size otus/mo/moonbean.json']);
  });

  test('nesting of any depth is one finding', async () => {
    const deep = `${'['.repeat(500_000)}${']'.repeat(500_000)}`;
    const { name: _name, ...rest } = sampleOtu('moonbean');
    const text = Buffer.from(JSON.stringify({ ...rest, name: '@' }).replace('"@"', deep));
    expect(await rulesOf([{ path: 'otus/mo/moonbean.json', text }])).toEqual(['otu-schema otus/mo/moonbean.json']);
  });

  test('one that repeats one mistake ever so often has a hundred findings of it and one that counts the rest', async () => {
    const [isolate] = sampleOtu('moonbean').isolates;
    const isolates = Array.from({ length: 5000 }, (_each, at) => ({
      ...isolate!,
      id: `iso${at}`,
      default: at === 0,
      source_type: 'Isolate',
      source_name: `N${at}`,
      sequences: [{ ...isolate!.sequences[0]!, id: `seq${at}`, accession: 'ZZ000001' }],
    }));
    const { findings } = await validate({ referenceYaml, files: [fileOf(sampleOtu('moonbean', { isolates }))] });
    const cased = findings.filter(({ rule }) => rule === 'source-type-case');
    expect(cased).toHaveLength(101);
    expect(cased.find(({ line }) => line === null)?.message).toContain('4900 more of these');
    const [clash, ...more] = findings.filter(({ rule }) => rule === 'accession-duplicate');
    expect(more).toEqual([]);
    expect(clash?.message).toMatch(/is also used by the same OTU at .* and 4994 more$/);
  });

  test('names of many lines and characters stay on one line in messages', async () => {
    const name = `a\n::error::b\u0000\u202e${'x'.repeat(10_000)}`;
    const { findings } = await validate({ referenceYaml, files: [fileOf(sampleOtu('moonbean', { name }))] });
    expect(findings.map(({ rule }) => rule)).toEqual(['stray-characters']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(findings[0]?.message).not.toMatch(/[\u0000-\u001f]/);
    expect(findings[0]?.message.length).toBeLessThan(1500);
  });

  test('a file that says it is another has the claims of what it says', async () => {
    const copy = { ...fileOf(sampleOtu('moonbean')), path: 'otus/mo/moonbea2.json' };
    expect(await rulesOf([fileOf(sampleOtu('moonbean')), copy])).toEqual(
      expect.arrayContaining(['path-id otus/mo/moonbea2.json', 'otu-id-duplicate otus/mo/moonbea2.json']),
    );
  });
});

describe('reference.yaml', () => {
  const withYaml = async (text: string | Buffer) => {
    const report = await validate({ referenceYaml: { path: 'reference.yaml', text: Buffer.from(text) }, files: [] });
    return report.findings.map(({ rule, message, line, column }) => `${rule} ${line}:${column} ${message}`);
  };

  test('is missed', async () => {
    const report = await validate({ referenceYaml: null, files: [] });
    expect(report.findings.map(({ rule, file, line }) => ({ rule, file, line }))).toEqual([
      { rule: 'config-syntax', file: 'reference.yaml', line: null },
    ]);
  });

  test('may be any bytes', async () => {
    expect(await withYaml(Buffer.from([0xff, 0xfe, 0x41]))).toEqual(['config-syntax 1:1 The file is not UTF-8 text']);
    expect(await withYaml('')).toEqual(['config-schema 1:1 reference.yaml has to be an object, not null']);
    expect(await withYaml(`name: ${'x'.repeat(4 << 20)}`)).toEqual(['config-syntax 1:1 The file is larger than 4 MiB']);
    expect((await withYaml('['.repeat(100_000)))[0]).toMatch(/^config-syntax /);
    expect(await withYaml('a: 1\n---\nb: 2\n')).toHaveLength(1);
  });

  test('stops an alias bomb at once', async () => {
    const bomb = [
      'a: &a [x]',
      ...[...'bcdefghijkl'].map((key, at) => `${key}: &${key} [${`*${'abcdefghijkl'[at]}, `.repeat(9)}]`),
    ];
    const start = performance.now();
    expect((await withYaml(bomb.join('\n')))[0]).toMatch(/^config-syntax 1:1 The file cannot be read/);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('may begin with a byte order mark and end lines as Windows does', async () => {
    expect(await withYaml(`\ufeff${REFERENCE_YAML.replaceAll('\n', '\r\n')}`)).toEqual([]);
  });

  test('keeps its own rules out of the way where it cannot be read', async () => {
    const otu = sampleOtu('moonbean');
    otu.isolates[0]!.source_type = 'clone';
    const report = await validate({ referenceYaml: null, files: [fileOf(otu)] });
    expect(report.findings.map(({ rule }) => rule)).toEqual(['config-syntax']);
  });
});

describe('what changed', () => {
  const bad = (id: string) => fileOf(sampleOtu(id, { schema: [{ name: 'Genome', molecule: '', required: true }] }));

  test('is all that is reported', async () => {
    const files = [bad('moonbean'), bad('papergrd')];
    const report = await validate({ referenceYaml: null, files, changed: new Set(['otus/pa/papergrd.json']) });
    expect(report).toMatchObject({ files_checked: 1, otus_checked: 1 });
    expect(report.findings.map(({ rule, file }) => `${rule} ${file}`)).toContain(
      'segment-molecule-missing otus/pa/papergrd.json',
    );
    expect(report.findings.filter(({ file }) => file === 'otus/mo/moonbean.json')).toEqual([]);
  });

  test.each([
    ['before', ['moonbean', 'papergrd']],
    ['after', ['papergrd', 'moonbean']],
  ])('clashes with what did not change and comes %s it, at its own line', async (_when, order) => {
    const files = order.map((id) => fileOf(sampleOtu(id, { name: 'One name' })));
    const changed = new Set(['otus/pa/papergrd.json']);
    const { findings } = await validate({ referenceYaml, files, changed });
    expect(findings).toMatchObject([{ rule: 'name-duplicate', file: 'otus/pa/papergrd.json', line: 3, column: 11 }]);
  });

  test('does not report what clashes elsewhere', async () => {
    const files = ['moonbean', 'papergrd', 'sandclov'].map((id) =>
      fileOf(sampleOtu(id, id === 'sandclov' ? {} : { name: 'One name' })),
    );
    expect(await rulesOf(files, { changed: new Set(['otus/sa/sandclov.json']) })).toEqual([]);
  });

  test('names reference.yaml where that changed', async () => {
    const text = Buffer.from(REFERENCE_YAML.replace('user: { id: ada }', 'user: { id: eve }'));
    const yaml = { path: 'reference.yaml', text };
    const rules = async (changed: string[]) => rulesOf([], { referenceYaml: yaml, changed: new Set(changed) });
    expect(await rules(['reference.yaml'])).toEqual(['owner-unknown reference.yaml']);
    expect(await rules(['otus/mo/moonbean.json'])).toEqual([]);
  });

  test('may be the removal of the internal control', async () => {
    const text = Buffer.from(REFERENCE_YAML.replace('internal_control: null', 'internal_control: moonbean'));
    const yaml = { path: 'reference.yaml', text };
    const changed = new Set(['otus/mo/moonbean.json']);
    expect(await rulesOf([], { referenceYaml: yaml, changed })).toEqual(['internal-control reference.yaml']);
    expect(await rulesOf([fileOf(sampleOtu('moonbean'))], { referenceYaml: yaml, changed })).toEqual([]);
  });
});

describe('unchanged files that a catalog answers for', () => {
  const papergrd = sampleOtu('papergrd');

  test.each<[string, (otu: Otu) => void]>([
    ['name-duplicate', (otu) => Object.assign(otu, { name: 'PaperGRD virus' })],
    ['abbreviation-duplicate', (otu) => Object.assign(otu, { abbreviation: 'PAPERGRD' })],
    ['sequence-id-duplicate', (otu) => Object.assign(otu.isolates[0]!.sequences[0]!, { id: 'papergrdseq' })],
    [
      'accession-duplicate',
      (otu) => {
        otu.isolates[0]!.sequences[0]!.accession = papergrd.isolates[0]!.sequences[0]!.accession;
      },
    ],
    [
      'accession-version-duplicate',
      (otu) => {
        otu.isolates[0]!.sequences[0]!.accession = `${papergrd.isolates[0]!.sequences[0]!.accession}.2`;
      },
    ],
  ])('clash all the same: %s', async (rule, spoil) => {
    const otu = sampleOtu('moonbean');
    spoil(otu);
    const changed = new Set(['otus/mo/moonbean.json']);
    const elsewhere = catalogOf([sampleOtu('moonbean'), papergrd]);
    const alone = await validate({ referenceYaml, files: [fileOf(otu)], changed, elsewhere });
    const withAll = await validate({ referenceYaml, files: [fileOf(otu), fileOf(papergrd)], changed });
    expect(alone.findings.map((finding) => finding.rule)).toEqual([rule]);
    expect(alone.findings[0]!.line).toBeTypeOf('number');
    expect(alone.findings).toEqual(withAll.findings);
  });

  test('are not believed where their files changed, were removed, or are passed as well', async () => {
    const otu = sampleOtu('moonbean', { name: 'papergrd virus' });
    const elsewhere = catalogOf([papergrd]);
    const removed = new Set(['otus/mo/moonbean.json', 'otus/pa/papergrd.json']);
    expect(await rulesOf([fileOf(otu)], { changed: removed, elsewhere })).toEqual([]);
    const renamed = fileOf(sampleOtu('papergrd', { name: 'Other' }));
    const changed = new Set(['otus/mo/moonbean.json']);
    expect(await rulesOf([fileOf(otu), renamed], { changed, elsewhere })).toEqual([]);
    const broken = { path: 'otus/pa/papergrd.json', text: Buffer.from('{') };
    expect(await rulesOf([fileOf(otu), broken], { changed, elsewhere })).toEqual([]);
  });

  test('are asked about nothing but what changed', async () => {
    const elsewhere = catalogOf([]);
    const files = [fileOf(sampleOtu('moonbean')), fileOf(papergrd)];
    await validate({ referenceYaml, files, changed: new Set(['otus/mo/moonbean.json']), elsewhere });
    expect(elsewhere.asked.every((question) => !question.includes('papergrd'))).toBe(true);
    expect(elsewhere.asked).toContain('name moonbean virus');
  });

  test('may hold the internal control', async () => {
    const text = Buffer.from(REFERENCE_YAML.replace('internal_control: null', 'internal_control: papergrd'));
    const subject = { referenceYaml: { path: 'reference.yaml', text }, changed: new Set(['reference.yaml']) };
    expect(await rulesOf([], { ...subject, elsewhere: catalogOf([papergrd]) })).toEqual([]);
    expect(await rulesOf([], { ...subject, elsewhere: catalogOf([]) })).toEqual(['internal-control reference.yaml']);
  });
});

describe('names', () => {
  test('are the same in whatever case and composition of letters', async () => {
    const names = ['Caf\u00e9 virus', 'CAFE\u0301 VIRUS'];
    const files = names.map((name, at) => fileOf(sampleOtu(['moonbean', 'papergrd'][at]!, { name })));
    expect(await rulesOf(files)).toEqual(['name-duplicate otus/pa/papergrd.json']);
  });

  test('are not told apart by space that nobody sees', async () => {
    const files = ['One virus', 'One virus '].map((name, at) =>
      fileOf(sampleOtu(['moonbean', 'papergrd'][at]!, { name, abbreviation: `OV${' '.repeat(at)}` })),
    );
    expect(await rulesOf(files)).toEqual(
      expect.arrayContaining(['name-duplicate otus/pa/papergrd.json', 'abbreviation-duplicate otus/pa/papergrd.json']),
    );
  });

  test('"" is free to all as an abbreviation', async () => {
    const files = ['moonbean', 'papergrd'].map((id) => fileOf(sampleOtu(id, { abbreviation: '' })));
    expect(await rulesOf(files)).toEqual([]);
  });
});
