import { importPairs } from '../support/import-pairs.js';

export const name = 'import-generated';
export const title = '`create --import-from`, OTUs of 1 kb, whole command';
export const yardstick = 'parse and write the same files, `git init`, `git add .`, `git commit`';

/** The target was set for 100,000 OTUs; it is held against every size. */
export async function* measure({ fixtures, sizes, quick }) {
  for (const size of sizes) {
    const source = await fixtures.source(size);
    const count = quick || size > 50_000 ? 2 : 3;
    const { memory, ...measured } = await importPairs(fixtures, source, count, { warmup: size > 50_000 ? 0 : 1 });
    const label = `${size.toLocaleString('en')} OTUs`;
    yield { case: label, ...measured, target: { ratio: 1.2 } };
    yield {
      case: `${label}: peak memory`,
      unit: 'MB',
      ours: memory / 1e6,
      yardstick: null,
      ratio: null,
      target: { value: 600 },
    };
  }
}
