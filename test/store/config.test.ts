import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GitConfig, parseConfig } from '../../src/store/config.js';
import { git, temporaryFolder } from '../support/repository.js';

/** All values of a file as git reads them. */
function byGit(file: string): [string, string | null][] {
  const output = git('.', 'config', '--null', '--list', '--file', file);
  return output
    .split('\0')
    .filter(Boolean)
    .map((item) => {
      const end = item.indexOf('\n');
      return end < 0 ? [item, null] : [item.slice(0, end), item.slice(end + 1)];
    });
}

describe("git's configuration", () => {
  it.each([
    '[core]\n\tbare = true\n\tvalueless\n[user] name = On one line\n',
    '[a "sub \\"quoted\\" \\\\ Case"]\n  Key-1 = v\n[a.Old.Style]\nk = v\n',
    '[s]\nk = "  kept  " and   more  \nl = plain   \t \nm = "half" quoted # comment\nn = "# not ; a comment"\n',
    '[s]\nk = one \\\n  two\nl = a\\tb\\nc\\\\d\\"e\n# c\n; d\nm =\n',
    '\ufeff[s]\r\nk = windows\r\nl = "x"\r\n',
    '[s]\nk=v;comment\nl=v#comment\n   m   =   spaced   \n[S "x"]\nn = a = b\n',
    '',
    '# only a comment',
    '[s]k=v',
    '[s] ; comment after a heading\nk = v',
  ])('is read as git reads it: %j', (text) => {
    const file = join(temporaryFolder(), 'config');
    writeFileSync(file, text);
    expect([...parseConfig(text)]).toEqual(byGit(file));
  });

  it('is read as git writes it, whatever the value', () => {
    const file = join(temporaryFolder(), 'config');
    const text = fc.string({ unit: fc.constantFrom(...'ab "\\#;=\t\n[]ü\''), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (sub, value) => {
        writeFileSync(file, '');
        const key = `section.${sub.replaceAll('\n', '')}.key`;
        git('.', 'config', '--file', file, key, value);
        expect(new GitConfig().read(file).get(key)).toBe(value);
      }),
      { numRuns: 60 },
    );
  });

  it('tells truth as git does', () => {
    const file = join(temporaryFolder(), 'config');
    for (const value of ['true', 'YES', 'on', '1', '-1', 'false', 'No', 'off', '0', '']) {
      writeFileSync(file, `[s]\nk = ${value}\n`);
      const expected = git('.', 'config', '--file', file, '--bool', 's.k') === 'true';
      expect([value, new GitConfig().read(file).boolean('s.k', !expected)]).toEqual([value, expected]);
    }
    writeFileSync(file, '[s]\nk\n');
    expect(new GitConfig().read(file).boolean('s.k', false)).toBe(true);
    expect(new GitConfig().boolean('s.k', true)).toBe(true);
  });

  it('survives what is not a configuration', () => {
    for (const text of ['[', '[a', '[a "', 'k = v', '[a]\n= v\n', '\0\0\0', '[a]\nk = "open', '[__proto__]\nx = y\n']) {
      expect(() => [...parseConfig(text)]).not.toThrow();
    }
    expect(new GitConfig().read(join(temporaryFolder(), 'none')).get('a.b')).toBeUndefined();
  });
});
