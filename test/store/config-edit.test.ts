import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConfigEdit, editConfigFile, editRepositoryConfig } from '../../src/store/config-edit.js';
import { Repository } from '../../src/store/repository.js';
import { git, gitRepository, temporaryFolder } from '../support/repository.js';

const edit = (values: ConfigEdit['values']): ConfigEdit => ({ section: 'merge', subsection: 'refkit', values });
const MINE = '# mine\n[core]\n\tbare = false ; no\n[alias]\n\tlong = "one \\\ntwo"\n';

/** What git reads in a configuration file. */
function readByGit(text: string, key: string): string {
  const file = join(temporaryFolder(), 'config');
  writeFileSync(file, text);
  return git('/', 'config', '--file', file, '--get-all', key);
}

describe('editing a configuration file of git', () => {
  test('adds a section at the end, and leaves all else as a person wrote it', () => {
    expect(editConfigFile(MINE, edit({ driver: 'x %O', name: 'X' }))).toBe(
      `${MINE}[merge "refkit"]\n\tdriver = "x %O"\n\tname = "X"\n`,
    );
    expect(editConfigFile('[a]', edit({ name: 'X' }))).toBe('[a]\n[merge "refkit"]\n\tname = "X"\n');
  });

  test('sets variables where the section is, and keeps the others in it', () => {
    const text = `[merge "refkit"] driver = old\n\t# why\n\tother = 1\n${MINE}[MERGE "refkit"]\n\tDriver = older \\\n  still\n`;
    const edited = editConfigFile(text, edit({ driver: 'new' }));
    expect(edited).toBe(`[merge "refkit"]\n\t# why\n\tother = 1\n${MINE}[MERGE "refkit"]\n\tdriver = "new"\n`);
    expect(readByGit(edited, 'merge.refkit.driver')).toBe('new');
    expect(editConfigFile(edited, edit({ driver: 'new' }))).toBe(edited);
  });

  test('takes variables out, and a section with them that gets empty', () => {
    expect(editConfigFile(`${MINE}[merge "refkit"]\n\tname = X\n`, edit({ name: null }))).toBe(MINE);
    expect(editConfigFile(`[merge "refkit"]\n\tname = X\n\tother = 1\n`, edit({ name: null }))).toBe(
      '[merge "refkit"]\n\tother = 1\n',
    );
    expect(editConfigFile(MINE, edit({ name: null }))).toBe(MINE);
  });

  test('writes any value so that git reads it back', () => {
    const value = fc.string({ unit: fc.constantFrom(...'ab"\\;# \'%\n') });
    fc.assert(
      fc.property(value, (text) => {
        fc.pre(text.trimEnd() === text);
        expect(readByGit(editConfigFile(MINE, edit({ driver: text })), 'merge.refkit.driver')).toBe(text);
      }),
      { numRuns: 30 },
    );
  });

  test('waits for whoever else is at it, and gives up with nothing changed', async () => {
    const folder = gitRepository({ a: '1' });
    const repository = Repository.open(folder);
    const config = join(folder, '.git/config');
    const before = readFileSync(config, 'utf8');
    writeFileSync(`${config}.lock`, '');
    await expect(editRepositoryConfig(repository, [edit({ name: 'X' })], 0)).rejects.toThrow('git is at work');
    expect(readFileSync(config, 'utf8')).toBe(before);
    rmSync(`${config}.lock`);
    expect(await editRepositoryConfig(repository, [edit({ name: 'X' })], 0)).toBe(true);
    expect(await editRepositoryConfig(repository, [edit({ name: 'X' })], 0)).toBe(false);
    expect(git(folder, 'config', 'merge.refkit.name')).toBe('X');
    expect(existsSync(`${config}.lock`)).toBe(false);
  });
});
