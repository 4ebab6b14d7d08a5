/** Sequences and OTUs from GenBank on the command line, with a stand-in for NCBI. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ncbi, startNcbi } from '../support/ncbi.js';
import { git, gitVerdict } from '../support/repository.js';
import { workspaceWith } from './support/fixture.js';
import { refkit, refkitJson, words } from './support/run.js';

const sample = workspaceWith();

const record = {
  accession: 'ZZ000001.1',
  definition: 'Dune virus isolate Q9, complete genome',
  organism: 'Dune virus',
  moltype: 'RNA',
  strandedness: 'single',
  qualifiers: [
    ['mol_type', 'genomic RNA'],
    ['isolate', 'Q9'],
    ['host', 'Ammophila arenaria'],
    ['db_xref', 'taxon:99'],
  ] as [string, string][],
};
const strain = {
  ...record,
  accession: 'ZZ000002.1',
  qualifiers: [['strain', 'B'], ...record.qualifiers.filter(([name]) => name !== 'isolate')] as [string, string][],
};

/** Runs command lines in a copy of the sample, with NCBI as it is given. */
async function garden(ncbi: Ncbi) {
  const { plants } = await sample.copy();
  const surroundings = { cwd: plants, env: ncbi.env };
  return {
    plants,
    text: (line: string) => refkit(words(line), surroundings),
    json: (line: string) => refkitJson<Record<string, unknown>>(words(line), surroundings),
    commits: () => git(plants, 'log', '--format=%s'),
  };
}

describe('sequence add --genbank', () => {
  test('fills in what the record has, and keeps it', async () => {
    const ncbi = await startNcbi(record);
    const { plants, json, commits } = await garden(ncbi);
    const { code, value, stderr } = await json('sequence add MoMV "Isolate Q7" --genbank ZZ000001');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(value).toMatchObject({
      accession: 'ZZ000001.1',
      definition: 'Dune virus isolate Q9, complete genome',
      host: 'Ammophila arenaria',
      segment: 'Genome',
      sequence: 'ACGTACGT',
      otu_id: 'mnbeanmv',
    });
    expect(commits().split('\n')[0]).toBe('Created new sequence ZZ000001.1 in Isolate Q7');
    expect(readdirSync(join(plants, '.git/refkit/genbank')).sort()).toEqual(['ZZ000001.1.json', 'ZZ000001.json']);
    expect(gitVerdict(plants)).toEqual({ fsck: '', status: '' });
  });

  test('leaves the word to other flags', async () => {
    const { json } = await garden(await startNcbi(record));
    const { value } = await json(
      'sequence add MoMV "Isolate Q7" --genbank ZZ000001.1 --host "" --definition Mine --id RK_0050 --segment ""',
    );
    expect(value).toMatchObject({
      id: 'RK_0050',
      accession: 'ZZ000001.1',
      definition: 'Mine',
      host: '',
      segment: null,
    });
  });

  test('says which segments there are where the record is another', async () => {
    const segmented = { ...record, qualifiers: [['segment', 'RNA 7']] as [string, string][] };
    const { text, plants } = await garden(await startNcbi(segmented));
    const { code, stderr } = await text('sequence add MoMV "Isolate Q7" --genbank ZZ000001.1');
    expect(code).toBe(0);
    expect(stderr).toBe(
      'warning: ZZ000001.1 is the segment "RNA 7", and the segments of the OTU are Genome: its segment is left empty\n',
    );
    expect(gitVerdict(plants)).toEqual({ fsck: '', status: '' });
  });

  test('refuses an accession that the reference has already', async () => {
    const { text, commits } = await garden(await startNcbi(record));
    await text('sequence add MoMV "Isolate Q7" --genbank ZZ000001.1');
    const before = commits();
    const again = await text('sequence add PGCV K1 --genbank ZZ000001.1');
    expect(again).toMatchObject({ code: 4, stderr: expect.stringContaining('error: Accession already exists') });
    expect(commits()).toBe(before);
  });

  test('says where another version of the record is already', async () => {
    const { text } = await garden(await startNcbi(record));
    await text('sequence add PGCV K1 --accession ZZ000001 --definition Older --sequence ACGT');
    const { code, stderr } = await text('sequence add MoMV "Isolate Q7" --genbank ZZ000001.1');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^warning: Another version of ZZ000001\.1, ZZ000001, is in OTU papgrdcv, /),
    });
  });

  test.each([
    ['ZZ000009', 3, 'GenBank has no nucleotide record ZZ000009'],
    ['nonsense', 1, '"nonsense" is no accession'],
    ['YP_001718480.1', 1, 'is the accession of a protein'],
  ])('of %s ends with %i, and changes nothing', async (accession, code, message) => {
    const { text, commits } = await garden(await startNcbi(record));
    const before = commits();
    const outcome = await text(`sequence add MoMV "Isolate Q7" --genbank ${accession}`);
    expect(outcome).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
    expect(commits()).toBe(before);
  });

  test('ends with 5 where NCBI can not be reached, and says what to do', async () => {
    const ncbi = await startNcbi(record);
    ncbi.fail('status 403');
    const { text, json, commits } = await garden(ncbi);
    const before = commits();
    const line = 'sequence add MoMV "Isolate Q7" --genbank ZZ000001.1';
    const { code, stderr } = await text(line);
    expect(code).toBe(5);
    expect(stderr).toMatch(
      /^error: Could not reach Genbank: it answered with status 403\n {2}check that NCBI_EUTILS_URL/,
    );
    expect((await json(line)).value).toMatchObject({ error: { id: 'genbank_unreachable' } });
    expect(commits()).toBe(before);
  });
});

describe('otu create --genbank', () => {
  test('makes an OTU of records, as one commit', async () => {
    const ncbi = await startNcbi(record, strain);
    const { plants, json, commits } = await garden(ncbi);
    const { code, value, stderr } = await json('otu create --genbank ZZ000001 ZZ000002.1 --abbreviation DV');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(value).toMatchObject({
      name: 'Dune virus',
      abbreviation: 'DV',
      taxid: 99,
      schema: [{ name: 'Genome', molecule: 'ssRNA', required: true }],
      isolates: [
        { source_type: 'isolate', source_name: 'Q9', default: true, sequences: [{ accession: 'ZZ000001.1' }] },
        { source_type: 'strain', source_name: 'B', default: false, sequences: [{ accession: 'ZZ000002.1' }] },
      ],
      verified: true,
      most_recent_change: { method_name: 'create', description: 'Created Dune virus (DV)' },
    });
    expect(commits().split('\n')).toHaveLength(2);
    expect(ncbi.requests).toHaveLength(1);
    expect(gitVerdict(plants)).toEqual({ fsck: '', status: '' });
  });

  test('needs a name where the records are of several organisms', async () => {
    const { text, json, commits } = await garden(await startNcbi(record, { ...strain, organism: 'Sand virus' }));
    const before = commits();
    const { code, stderr } = await text('otu create --genbank ZZ000001.1 --genbank ZZ000002.1');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('Dune virus (ZZ000001.1); Sand virus (ZZ000002.1)\n  say with --name'),
    });
    expect(commits()).toBe(before);
    const { value } = await json('otu create --genbank ZZ000001.1 ZZ000002.1 --name "Beach virus"');
    expect(value).toMatchObject({ name: 'Beach virus' });
  });

  test('makes nothing where one of the records is missing or can not be used', async () => {
    const { text, commits } = await garden(await startNcbi(record, { ...strain, sequence: null }));
    const before = commits();
    expect((await text('otu create --genbank ZZ000001.1 ZZ000003.1')).code).toBe(3);
    expect((await text('otu create --genbank ZZ000001.1 ZZ000002.1')).code).toBe(1);
    expect(commits()).toBe(before);
  });

  test('respects what is allowed as a source type', async () => {
    const { text, commits } = await garden(await startNcbi(strain));
    await text('edit --restrict-source-types --source-type isolate');
    const before = commits();
    const { code, stderr } = await text('otu create --genbank ZZ000002.1');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('Source type is not allowed') });
    expect(commits()).toBe(before);
  });
});

test('nothing of GenBank is touched without the flag', async () => {
  const ncbi = await startNcbi(record);
  const { plants, text } = await garden(ncbi);
  expect((await text('otu create --name "Dune virus"')).code).toBe(0);
  expect(existsSync(join(plants, '.git/refkit/genbank'))).toBe(false);
  expect(ncbi.requests).toEqual([]);
});
