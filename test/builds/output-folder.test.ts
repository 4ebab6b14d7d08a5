import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OutputFolder } from '../../src/builds/output-folder.js';
import { temporaryFolder, writeFiles } from '../support/repository.js';

const target = () => join(temporaryFolder(), 'out', 'index 0');

describe('an output folder', () => {
  test('is not there until it is published, and then whole', () => {
    const output = new OutputFolder(target());
    writeFileSync(join(output.path, 'a'), 'A');
    expect(existsSync(output.target)).toBe(false);
    output.publish();
    expect(readFileSync(join(output.target, 'a'), 'utf8')).toBe('A');
    expect(readdirSync(dirname(output.target))).toEqual(['index 0']);
  });

  test('that is discarded leaves nothing', () => {
    const output = new OutputFolder(target());
    writeFileSync(join(output.path, 'a'), 'A');
    output.discard();
    expect(readdirSync(dirname(output.target))).toEqual([]);
  });

  test('may be empty before', () => {
    const path = target();
    mkdirSync(path, { recursive: true });
    const output = new OutputFolder(path);
    output.publish();
    expect(readdirSync(dirname(path))).toEqual(['index 0']);
  });

  test('is refused where there is something, a folder or a file, and then untouched', () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'full/kept': 'x', file: 'y' });
    for (const name of ['full', 'file']) {
      expect(() => new OutputFolder(join(folder, name))).toThrow(`${join(folder, name)} exists and is not empty`);
    }
    expect(readdirSync(folder).sort()).toEqual(['file', 'full']);
    expect(readFileSync(join(folder, 'full/kept'), 'utf8')).toBe('x');
  });

  test('is refused at the end where something has appeared meanwhile', () => {
    const output = new OutputFolder(target());
    writeFiles(output.target, { theirs: 'x' });
    expect(() => output.publish()).toThrow('exists and is not empty');
    expect(readdirSync(output.target)).toEqual(['theirs']);
  });

  test('replaces what may be replaced, all of it', () => {
    const path = target();
    writeFiles(path, { old: 'x' });
    const output = new OutputFolder(path, () => true);
    writeFileSync(join(output.path, 'new'), 'y');
    expect(readdirSync(path)).toEqual(['old']);
    output.publish();
    expect(readdirSync(path)).toEqual(['new']);
    expect(readdirSync(dirname(path))).toEqual(['index 0']);
  });

  test('clears away what killed processes left, and nothing of living ones or other machines', () => {
    const path = target();
    const stem = `.index 0.partial-${hostname()}`;
    // No system gives a process this number.
    const dead = `${stem}-2147483646-00000000`;
    const alive = `${stem}-${process.ppid}-00000000`;
    const elsewhere = '.index 0.partial-other-2147483646-00000000';
    for (const name of [dead, alive, elsewhere]) writeFiles(dirname(path), { [`${name}/a`]: 'x' });
    const output = new OutputFolder(path);
    output.publish();
    expect(readdirSync(dirname(path)).sort()).toEqual([elsewhere, alive, 'index 0'].sort());
  });
});
