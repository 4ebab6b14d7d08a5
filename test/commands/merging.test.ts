/** What the commands say that are about merging; what they do is tested beside the library. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonicalOtu } from '../../src/otu/canonical.js';
import { Clone, MOSAIC, mosaic, renamed } from '../reference/support/merging.js';
import { temporaryFolder } from '../support/repository.js';
import { refkit, refkitJson, words } from './support/run.js';

/** A clone in a merge with one conflict, whose file is still as ours has it. */
async function inConflict(): Promise<Clone> {
  const clone = await Clone.of(mosaic, renamed(mosaic, 'Ours'), renamed(mosaic, 'Theirs'), { registered: false });
  clone.try('merge', 'side');
  clone.git('checkout', '--quiet', '--ours', '--', MOSAIC);
  return clone;
}

describe('merge-driver', () => {
  function files(ours: string, theirs: string): string {
    const folder = temporaryFolder();
    const base = canonicalOtu(mosaic);
    for (const [name, text] of Object.entries({ base, ours, theirs })) writeFileSync(join(folder, name), text);
    return folder;
  }

  test('says nothing where it merged, and writes the result', async () => {
    const merged = canonicalOtu(renamed(mosaic, 'New'));
    const cwd = files(canonicalOtu(mosaic), merged);
    expect(await refkit(words(`merge-driver base ours theirs ${MOSAIC}`), { cwd })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(readFileSync(join(cwd, 'ours'), 'utf8')).toBe(merged);
  });

  test('names each conflict, and ends with 1', async () => {
    const cwd = files(canonicalOtu(renamed(mosaic, 'Ours')), canonicalOtu(renamed(mosaic, 'Theirs')));
    const { code, stdout } = await refkit(words(`merge-driver base ours theirs ${MOSAIC}`), { cwd });
    expect([code, stdout]).toEqual([1, `${MOSAIC} (Ours): both sides want name\n`]);
  });

  test('says what is wrong with a file, and fails where there is none', async () => {
    const cwd = files('{', canonicalOtu(mosaic));
    const { code, value, stderr } = await refkitJson(words(`merge-driver base ours theirs ${MOSAIC}`), { cwd });
    expect([code, value]).toMatchObject([1, { otu: null, problem: expect.stringContaining('not JSON') }]);
    expect(stderr).toContain('cannot be merged as an OTU');
    expect((await refkit(words(`merge-driver base nothing theirs ${MOSAIC}`), { cwd })).code).toBe(3);
  });
});

describe('resolve', () => {
  test('lists what is to be decided, for people and for programs', async () => {
    const { folder: cwd } = await inConflict();
    const argv = ['resolve', mosaic.id];
    expect((await refkit(argv, { cwd })).stdout).toBe('left\tname\tname\t\n');
    expect((await refkit(argv, { cwd, terminal: 100 })).stdout.split('\n')).toEqual([
      'left     name  --field name',
      `         base   ${JSON.stringify(mosaic.name)}`,
      '         ours   "Ours"',
      '         theirs "Theirs"',
      `1 conflict left to decide in Ours (${mosaic.id})`,
      '',
    ]);
    const { value } = await refkitJson<object>(argv, { cwd });
    expect(Object.keys(value)).toEqual(['otu', 'path', 'decided', 'left', 'resolved']);
  });

  test('says what was decided, and that nothing is left', async () => {
    const { folder: cwd } = await inConflict();
    const { code, stdout } = await refkit(['resolve', 'Theirs', '--theirs'], { cwd, terminal: 100 });
    expect([code, stdout.split('\n')]).toEqual([
      0,
      ['decided  name: theirs', `Nothing is left to decide in Ours (${mosaic.id}): ${MOSAIC} is staged`, ''],
    ]);
  });

  test('refuses two sides at once, a field without a side, and what is not there', async () => {
    const { folder: cwd } = await inConflict();
    const codeOf = async (line: string) => (await refkit(words(line), { cwd })).code;
    expect(await codeOf(`resolve ${mosaic.id} --ours --theirs`)).toBe(2);
    expect(await codeOf(`resolve ${mosaic.id} --field name`)).toBe(2);
    expect(await codeOf(`resolve ${mosaic.id} --ours --field host`)).toBe(3);
    expect(await codeOf('resolve Nothing --ours')).toBe(3);
    expect(await codeOf(`resolve ${mosaic.id} --ours`)).toBe(0);
    expect(await codeOf(`resolve ${mosaic.id} --ours`)).toBe(3);
    await inConflict().then(async (clone) => {
      clone.git('merge', '--abort');
      expect((await refkit(['resolve', mosaic.id, '--ours'], { cwd: clone.folder })).code).toBe(4);
    });
  });
});
