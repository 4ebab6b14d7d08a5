import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readInput, readJsonInput, writeOutput, writeTextFile } from '../../src/terminal/files.js';
import { temporaryFolder } from '../support/repository.js';

describe('a file that a flag names', () => {
  test('is read as UTF-8 text or JSON', () => {
    const file = join(temporaryFolder(), 'é.json');
    writeFileSync(file, '[{ "name": "β" }]');
    expect(readInput(file, '--schema')).toBe('[{ "name": "β" }]');
    expect(readJsonInput(file, '--schema')).toEqual([{ name: 'β' }]);
  });

  test('that cannot be read is named, with its flag', () => {
    const folder = temporaryFolder();
    expect(() => readInput(join(folder, 'none.fa'), '--fasta')).toThrow(
      /^--fasta: .*none\.fa cannot be read: there is no/,
    );
    expect(() => readInput(folder, '--fasta')).toThrow(/cannot be read: it is a folder$/);
  });

  test('has to be UTF-8, and JSON where JSON is wanted', () => {
    const file = join(temporaryFolder(), 'x');
    writeFileSync(file, Buffer.from([0x41, 0xff, 0xfe]));
    expect(() => readInput(file, '--fasta')).toThrow(/is not UTF-8 text$/);
    writeFileSync(file, '[{]');
    expect(() => readJsonInput(file, '--schema')).toThrow(/^--schema: .* is not JSON: /);
  });
});

describe('a text that is written', () => {
  test('takes the place of an older one, with nothing beside it', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.md'), 'older and longer');
    writeTextFile(join(folder, 'a.md'), 'new', '--write');
    expect(readFileSync(join(folder, 'a.md'), 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a.md']);
  });

  test('that cannot be written is named, with its flag', () => {
    const folder = temporaryFolder();
    expect(() => writeTextFile(join(folder, 'none', 'a.md'), 'x', '--write')).toThrow(
      /^--write: .*a\.md cannot be written: there is no such folder$/,
    );
  });
});

describe('a file that is written', () => {
  function* pieces() {
    yield '{"otus":';
    yield '[]}\n';
  }

  test('is compressed, unless its name ends in .json', async () => {
    const folder = temporaryFolder();
    await writeOutput(join(folder, 'a.json'), pieces());
    await writeOutput(join(folder, 'a.json.gz'), pieces());
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('{"otus":[]}\n');
    expect(gunzipSync(readFileSync(join(folder, 'a.json.gz'))).toString()).toBe('{"otus":[]}\n');
  });

  test('replaces an older one', async () => {
    const file = join(temporaryFolder(), 'a.json');
    writeFileSync(file, 'older and longer than the new one is');
    await writeOutput(file, pieces());
    expect(readFileSync(file, 'utf8')).toBe('{"otus":[]}\n');
  });

  test('is left alone when the writing fails, with nothing beside it', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'a.json');
    writeFileSync(file, 'old');
    const failing = function* () {
      yield 'new';
      throw new Error('a broken OTU');
    };
    await expect(writeOutput(file, failing())).rejects.toThrow('a broken OTU');
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  test('may be many times larger than memory holds at once', async () => {
    const file = join(temporaryFolder(), 'big.json.gz');
    const piece = 'ACGT'.repeat(4096);
    const many = function* () {
      for (let at = 0; at < 2000; at += 1) yield piece;
    };
    await writeOutput(file, many());
    expect(gunzipSync(readFileSync(file)).length).toBe(piece.length * 2000);
  });
});
