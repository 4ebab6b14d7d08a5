import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { GzipFile, inflatedDigest } from '../../src/builds/gzip-file.js';
import { fastaRecord } from '../../src/exchange/fasta.js';
import { temporaryFolder } from '../support/repository.js';
import { syntheticOtus } from '../support/synthetic.js';

const noGzip = spawnSync('gzip', ['--version']).status !== 0;

async function written(...pieces: string[]): Promise<string> {
  const path = join(temporaryFolder(), 'text.gz');
  const file = new GzipFile(path);
  for (const piece of pieces) file.add(piece);
  await file.finish();
  return path;
}

/** More than two of the chunks that are compressed together. */
const sequences = [...syntheticOtus({ count: 50, basesPerOtu: 100_000 })].map(({ id, isolates }) =>
  fastaRecord(`${id} é`, isolates[0]!.sequences[0]!.sequence),
);

describe('a gzip file', () => {
  test.each([
    ['nothing', []],
    ['a little', ['ACGT', '', 'é']],
    ['much', sequences],
  ])('holds %s', async (_, pieces) => {
    expect(gunzipSync(readFileSync(await written(...pieces))).toString()).toBe(pieces.join(''));
  });

  test('has the same bytes however its text was cut', async () => {
    const whole = sequences.join('');
    const odd = Array.from({ length: 9 }, (_, index) => whole.slice(index * 611_111, (index + 1) * 611_111));
    expect(readFileSync(await written(...odd)).equals(readFileSync(await written(...sequences)))).toBe(true);
  });

  test('is one member, without time, name or system', async () => {
    const bytes = readFileSync(await written('ACGT'));
    expect(bytes.subarray(0, 10).toString('hex')).toBe('1f8b08000000000000ff');
    expect(bytes.readUInt32LE(bytes.length - 4)).toBe(4);
  });

  test.skipIf(noGzip)('passes the test of gzip itself', async () => {
    execFileSync('gzip', ['--test', await written(...sequences)]);
  });

  test('that does not read back is an error, not a build', async () => {
    const path = join(temporaryFolder(), 'text.gz');
    const file = new GzipFile(path);
    file.add('ACGT');
    rmSync(path);
    await expect(file.finish()).rejects.toMatchObject({ code: 'BUILD_FAILED', kind: 'failed' });
  });

  test('has a digest of what it holds, read no further than asked for', async () => {
    const path = await written('ACGT');
    expect(await inflatedDigest(path)).toEqual({
      size: 4,
      sha256: createHash('sha256').update('ACGT').digest('hex'),
    });
    await expect(inflatedDigest(await written(...sequences), 1000)).rejects.toThrow('more than 1000 bytes');
  });
});
