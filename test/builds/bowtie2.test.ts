import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { bowtie2Version, runBowtie2Build } from '../../src/builds/bowtie2.js';
import { writeIndexFiles } from '../../src/builds/index-files.js';
import { compareIndex } from '../../src/builds/verify.js';
import { indexSource } from '../support/index-source.js';
import { temporaryFolder, writeFiles } from '../support/repository.js';
import { syntheticOtus } from '../support/synthetic.js';

const installed = spawnSync('bowtie2-build', ['--version']).status === 0;
const otus = [...syntheticOtus({ count: 20, basesPerOtu: 2000 })];

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Puts a program of this name first on the PATH. */
function standIn(script: string): void {
  const folder = temporaryFolder();
  writeFiles(folder, { 'bowtie2-build': `#!/bin/sh\n${script}\n` });
  chmodSync(join(folder, 'bowtie2-build'), 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
}

describe('bowtie2-build', () => {
  test('that is not installed is said with how to install it, before any work', async () => {
    vi.stubEnv('PATH', temporaryFolder());
    const folder = temporaryFolder();
    const error = await writeIndexFiles(indexSource(otus), folder, { mapper: 'bowtie2' }).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'BOWTIE_NOT_FOUND', kind: 'failed' });
    expect(error.suggestions[0]).toContain('apt-get install bowtie2');
    expect(readdirSync(folder)).toEqual([]);
  });

  describe.skipIf(process.platform === 'win32')('stood in for by a script', () => {
    test('tells its progress: two rounds of blocks', async () => {
      standIn(
        "echo 'Getting block 1 of 2'; echo 'Getting block 2 of 2'; echo 'Total time for call to driver() for forward index: 0'; echo 'Getting block 2 of 4'",
      );
      const shares: number[] = [];
      await runBowtie2Build('in.fa', 'out', (share) => shares.push(share));
      expect(shares).toEqual([0, 0.25, 0.625]);
    });

    test('that fails is quoted', async () => {
      standIn("echo 'Building' ; echo 'some talk' >&2; echo 'Error: reference file is empty' >&2; exit 3");
      await expect(runBowtie2Build('in.fa', 'out')).rejects.toMatchObject({
        code: 'BOWTIE_FAILED',
        message: 'bowtie2-build failed: Error: reference file is empty',
        data: { output: 'some talk\nError: reference file is empty\n' },
      });
      await expect(bowtie2Version()).rejects.toMatchObject({ code: 'BOWTIE_FAILED' });
    });

    test('that is ended from outside is said so', async () => {
      standIn('kill -9 $$');
      await expect(runBowtie2Build('in.fa', 'out')).rejects.toThrow('bowtie2-build failed: ended by SIGKILL');
    });

    test('gets paths as they are, whatever is in them', async () => {
      standIn('printf "%s\\n" "$@" > "$(dirname "$6")/arguments"');
      const folder = join(temporaryFolder(), 'a b; touch c $(x)');
      writeFiles(folder, { 'in.fa': '>a\nA\n' });
      await runBowtie2Build(join(folder, 'in.fa'), join(folder, 'reference'));
      expect(readdirSync(folder)).toEqual(['arguments', 'in.fa']);
    });
  });

  test.skipIf(!installed)('builds the same index of the same sequences every time', async () => {
    const folder = temporaryFolder();
    const index = await writeIndexFiles(indexSource(otus), folder, { mapper: 'bowtie2' });
    const files = ['1', '2', '3', '4', 'rev.1', 'rev.2'].map((part) => `reference.${part}.bt2`);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(files));
    expect(readdirSync(folder)).toHaveLength(11);
    expect(index.mapper).toEqual({ name: 'bowtie2', version: expect.stringMatching(/^\d+\.\d+/) });
    const verification = await compareIndex(index, indexSource(otus), folder);
    expect(verification).toMatchObject({
      ok: true,
      mapper: { expected: index.mapper!.version, actual: index.mapper!.version },
    });
  });
});
