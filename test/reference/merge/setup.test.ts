import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { canonicalOtu } from '../../../src/otu/canonical.js';
import { setUp } from '../../../src/reference/merge/setup.js';
import { importedReference, openedReference } from '../../support/reference.js';
import { git, temporaryFolder, writeFiles } from '../../support/repository.js';
import { Clone, mosaic, renamed, withSequence } from '../support/merging.js';

const unix = process.platform !== 'win32';

describe('setup', () => {
  test('registers the drivers once, whatever else the configuration says', async () => {
    const { directory } = await importedReference(1);
    const config = join(directory, '.git/config');
    const mine = `${readFileSync(config, 'utf8')}# mine\n[diff "refkit"]\n\tbinary = false\n`;
    writeFileSync(config, mine);
    const first = await setUp(directory);
    expect(first).toMatchObject({ registered: true, changed: true, config, attributes: '.gitattributes' });
    expect(git(directory, 'config', 'merge.refkit.driver')).toBe(
      `${first.command} merge-driver --marker-size %L -- %O %A %B %P`,
    );
    const registered = readFileSync(config, 'utf8');
    expect(registered).toContain('# mine\n[diff "refkit"]\n');
    expect(await setUp(directory)).toEqual({ ...first, changed: false });
    expect(readFileSync(config, 'utf8')).toBe(registered);
    const removed = await setUp(directory, { remove: true });
    expect(removed).toMatchObject({ registered: false, changed: true, command: null });
    expect(readFileSync(config, 'utf8')).toBe(mine);
    expect(await setUp(directory, { remove: true })).toMatchObject({ changed: false });
  });

  test('gives a reference without the attributes such of this clone alone', async () => {
    const { directory } = await importedReference(1);
    rmSync(join(directory, '.gitattributes'));
    const file = join(directory, '.git/info/attributes');
    writeFileSync(file, '*.txt text');
    expect(await setUp(directory)).toMatchObject({ attributes: file });
    await setUp(directory);
    expect(readFileSync(file, 'utf8')).toBe('*.txt text\notus/**/*.json merge=refkit diff=refkit\n');
    expect(git(directory, 'check-attr', 'merge', 'otus/aa/aaaaaaaa.json')).toContain('merge: refkit');
    await setUp(directory, { remove: true });
    expect(readFileSync(file, 'utf8')).toBe('*.txt text\n');
  });

  test('is for all worktrees of a clone', async () => {
    const clone = await Clone.of(mosaic, mosaic, mosaic, { registered: false });
    const linked = join(temporaryFolder(), 'linked');
    clone.git('worktree', 'add', '--quiet', linked, 'side');
    expect(await setUp(linked)).toMatchObject({ config: join(clone.folder, '.git/config') });
    expect(clone.git('config', 'merge.refkit.driver')).toContain('merge-driver');
  });

  test('works in a bare repository, whose attributes are in its tree', async () => {
    const { directory } = await importedReference(1, { bare: true });
    expect(await setUp(directory)).toMatchObject({ registered: true, attributes: '.gitattributes' });
  });

  test.runIf(unix)('calls refkit by its name where it is on the path, but not where npm put it there', async () => {
    const { directory } = await importedReference(1);
    const [bin, passing] = [temporaryFolder(), join(temporaryFolder(), 'node_modules', '.bin')];
    mkdirSync(passing, { recursive: true });
    for (const folder of [bin, passing]) {
      writeFileSync(join(folder, 'refkit'), '#!/bin/sh\n');
      chmodSync(join(folder, 'refkit'), 0o755);
    }
    const withPath = async (...folders: string[]) => {
      vi.stubEnv('PATH', [...folders, '/usr/bin', '/bin'].join(delimiter));
      try {
        return (await setUp(directory)).command;
      } finally {
        vi.unstubAllEnvs();
      }
    };
    expect(await withPath(bin)).toBe('refkit');
    expect(await withPath(passing)).toBe(
      `'${process.execPath}' '${join(import.meta.dirname, '../../../bin/refkit.js')}'`,
    );
  });

  test('makes git say which isolate and sequence a change is in', async () => {
    const clone = await Clone.of(mosaic, mosaic, mosaic);
    const [isolate] = mosaic.isolates;
    clone.text = canonicalOtu(withSequence(mosaic, { sequence: 'ACGT' }));
    expect(clone.git('diff', '-U0')).toMatch(
      new RegExp(`^@@ .* @@ "accession": "${isolate!.sequences[0]!.accession}"$`, 'm'),
    );
    clone.text = canonicalOtu(renamed(mosaic, 'New'));
    expect(clone.git('diff', '-U0')).toContain('+  "name": "New",');
  });
});

describe('what the doctor says of it', () => {
  async function said(directory: string): Promise<{ status: string; message: string }> {
    for await (const check of (await openedReference(directory)).examine()) {
      if (check.check === 'merge-driver') return check;
    }
    throw new Error('there was no such check');
  }

  test('is whether the drivers are registered, there, and asked for', async () => {
    const { directory } = await importedReference(1);
    expect(await said(directory)).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('not registered'),
    });
    await setUp(directory);
    expect(await said(directory)).toMatchObject({ status: 'ok' });
    git(directory, 'config', 'merge.refkit.driver', "'/gone/node' '/gone/refkit.js' merge-driver");
    expect(await said(directory)).toMatchObject({ status: 'warning', message: expect.stringContaining('/gone/node') });
    await setUp(directory);
    writeFiles(directory, { '.gitattributes': '* -text\n' });
    expect(await said(directory)).toMatchObject({ status: 'warning', message: expect.stringContaining('attributes') });
    await setUp(directory);
    expect(await said(directory)).toMatchObject({ status: 'ok' });
  });

  test('is nothing for a bare repository', async () => {
    const { directory } = await importedReference(1, { bare: true });
    expect(await said(directory)).toMatchObject({ status: 'ok' });
  });
});
