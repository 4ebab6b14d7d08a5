/**
 * What commands print: the same value as a table or sentence on a terminal, as tab-separated lines in a pipe, and as
 * JSON. `output-*.txt` hold it as it is; what is random (ids of the reference and of indexes, commits) is masked.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { workspaceWith } from './support/fixture.js';
import { refkit, refkitJson, words } from './support/run.js';

const DATE = '2026-03-01T10:00:00Z';
Object.assign(process.env, { GIT_AUTHOR_DATE: DATE, GIT_COMMITTER_DATE: DATE });

const prepared = workspaceWith(
  'isolate edit MoMV mnbeanhl --source-type isolate',
  'users add ben --email ben@example.org --modify-otu',
  'index build',
  'otu edit PGCV --name "Paper gourd leaf curl virus"',
);

const LINES = [
  'show',
  'list ..',
  'users list',
  'groups list',
  'otu list',
  'otu list --find VIRUS --per-page 2 --page 2',
  'otu list --find nothing',
  'otu show PGCV',
  'isolate list MoMV',
  'isolate show MoMV Q7',
  'sequence list PGCV K1',
  'sequence show MoMV Q7 RK_0001',
  'otu history PGCV',
  'history --unbuilt',
  'history show papgrdcv.1',
  'history show papgrdcv.0',
  'diff',
  'diff --format markdown',
  'diff HEAD HEAD',
  'index list',
  'index show 0',
  'doctor',
  'setup',
  'setup --remove',
  'format --check',
  'validate',
  'otu edit PGCV --abbreviation PLCV',
  'otu edit PLCV --abbreviation PLCV',
  'isolate default PLCV K1',
  'isolate add PLCV --source-type Strain --source-name B2',
  'isolate remove PLCV B2 --yes',
  'sequence edit PLCV K1 RK_0003 --host "Tin barley"',
  'edit --public --source-type isolate strain clone',
  'users add cleo --build',
  'users remove cleo --yes',
  'revert papgrdcv.3 --yes',
  'otu remove "Sand clover dwarf virus" --yes',
  'export -o ../out.json',
  'index build',
];

async function transcript(terminal?: number): Promise<string> {
  const { workspace, plants } = await prepared.copy();
  const { value } = await refkitJson<{ id: string }>(['show'], { cwd: plants });
  const parts: string[] = [];
  for (const line of LINES) {
    const { code, stdout, stderr } = await refkit(words(line), { cwd: plants, terminal });
    parts.push(
      `$ refkit ${line}\n${stdout}${stderr.replace(/^(?=.)/gm, '(stderr) ')}${code === 0 ? '' : `(exit ${code})\n`}`,
    );
  }
  return parts
    .join('\n')
    .replaceAll(workspace, '/workspace')
    .replaceAll(value.id, 'REFERENC')
    .replace(/^(created +)\d{4}-\d\d-\d\d \d\d:\d\d by/gm, '$1TIME by')
    .replace(/\b[0-9a-f]{40}\b/g, 'COMMIT')
    .replace(/\((?=[0-9a-f]*\d)[0-9a-f]{8}(\\?\))/g, '(COMMIT$1')
    .replace(/\(\d[\d.]* k?B\)/g, '(SIZE)')
    .replace(/\d+ objects/g, 'MANY objects')
    .replace(/^((?:id +|0\t|1\t|\d +))[0-9a-f]{8}\b/gm, '$1INDEX_ID')
    .replace(/\b(?!papgrd|mnbean|sndclv|REFERENC)[a-z0-9]{8}(?=\t|, change|: +\d| {2}K|, Isolate)/g, 'NEW_ID__');
}

test('on a terminal', async () => {
  await expect(await transcript(100)).toMatchFileSnapshot('output-terminal.txt');
});

test('in a pipe', async () => {
  await expect(await transcript()).toMatchFileSnapshot('output-pipe.txt');
});

describe('as JSON', () => {
  /** The keys of a value; of lists, those of the first item. */
  function shape(value: unknown): string {
    if (Array.isArray(value)) return `[${value.length > 0 ? shape(value[0]) : ''}]`;
    if (value === null || typeof value !== 'object') return '';
    const keys = Object.entries(value).map(([key, item]) => [key, shape(item)].filter(Boolean).join(' '));
    return `{ ${keys.join(', ')} }`;
  }

  test('every command prints one value, of the shape that is written down', async () => {
    const { workspace, plants } = await prepared.copy();
    const shapes: string[] = [];
    for (const line of LINES) {
      const { code, value, stderr } = await refkitJson(words(line), { cwd: plants });
      expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
      shapes.push(`$ refkit ${line} --json\n${shape(value)}\n`);
    }
    await expect(shapes.join('\n')).toMatchFileSnapshot('json-shapes.txt');
    expect(JSON.parse(readFileSync(join(workspace, 'out.json'), 'utf8')).otus).toHaveLength(2);
  });

  test('shows an OTU as the HTTP API does', async () => {
    const { plants } = await prepared.copy();
    const { value } = await refkitJson<Record<string, unknown>>(['otu', 'show', 'PGCV'], { cwd: plants });
    expect(value).toMatchObject({
      id: 'papgrdcv',
      name: 'Paper gourd leaf curl virus',
      abbreviation: 'PGCV',
      version: 1,
      verified: true,
      issues: null,
      last_indexed_version: 0,
      created_at: '2026-03-01T10:00:00.000Z',
      most_recent_change: {
        id: 'papgrdcv.1',
        method_name: 'edit',
        description: 'Changed name to Paper gourd leaf curl virus',
        otu: { id: 'papgrdcv', name: 'Paper gourd leaf curl virus', version: 1 },
        index: { id: 'unbuilt', version: 'unbuilt' },
      },
    });
  });

  test('answers an edit with what was edited', async () => {
    const { plants } = await prepared.copy();
    const added = await refkitJson<{ id: string }>(
      words('isolate add MoMV --source-type Strain --source-name "Dune 8"'),
      { cwd: plants },
    );
    expect(added.value).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{8}$/),
      source_type: 'strain',
      source_name: 'Dune 8',
      default: false,
      sequences: [],
    });
    const sequence = words('sequence add MoMV "Dune 8" --id RK_0009 --definition Demo --sequence ATG --segment Genome');
    expect((await refkitJson(sequence, { cwd: plants })).value).toEqual({
      id: 'RK_0009',
      accession: 'RK_0009',
      definition: 'Demo',
      host: '',
      segment: 'Genome',
      sequence: 'ATG',
      otu_id: 'mnbeanmv',
      isolate_id: added.value.id,
    });
  });
});
