import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileState } from '../../src/files/state.js';
import { temporaryFolder } from '../support/repository.js';

/** As seen a while after the last change, when what is seen can be relied on. */
const later = () => Date.now() + 60_000;

it('tells a file from what it was before it was changed, replaced or removed, and a folder by what is in it', () => {
  const folder = join(temporaryFolder(), 'folder');
  mkdirSync(folder);
  const file = join(folder, 'file');
  const seen = new Set<string | null>();
  const changes = [
    () => {},
    () => writeFileSync(file, 'one'),
    () => writeFileSync(file, 'other'),
    () => {
      writeFileSync(`${file}.new`, 'other');
      renameSync(`${file}.new`, file);
    },
  ];
  for (const change of changes) {
    change();
    const state = fileState(file, later());
    expect(fileState(file, later())).toBe(state);
    seen.add(state);
  }
  expect(seen.size).toBe(changes.length);
  expect(fileState(join(folder, 'none'), later())).toBe('-');

  const before = fileState(folder, later());
  rmSync(file);
  expect(fileState(folder, later())).not.toBe(before);
});

it('does not vouch for a file that changed a moment ago: it may change again and look the same', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, 'one');
  expect(fileState(file, Date.now())).toBeNull();
});
