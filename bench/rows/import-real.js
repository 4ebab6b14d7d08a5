import { importPairs } from '../support/import-pairs.js';

export const name = 'import-real';
export const title = '`create --import-from` v1.5.0, whole command';
export const yardstick = 'parse and write the same files, `git init`, `git add .`, `git commit`';

export async function* measure({ fixtures, quick }) {
  if (!fixtures.real) return;
  const { memory, ...measured } = await importPairs(fixtures, fixtures.real, quick ? 2 : 5);
  yield { case: '2,084 real OTUs', ...measured, target: { ratio: 0.8, limit: 1 } };
}
