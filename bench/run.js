#!/usr/bin/env node
/**
 * Measures what refkit promises about speed, each row beside its yardstick in the same run, on generated references and
 * on real data where ../shared/data is there. Prints a table. A full run also writes bench/results.json and the figures
 * in docs/performance.md; with --only or --quick nothing is written.
 *
 *   npm run bench -- [--only ROW]… [--sizes 2000,20000,100000] [--quick]
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeSection } from '../scripts/sections.js';
import { rows } from './rows/index.js';
import { Fixtures } from './support/fixtures.js';
import { machine } from './support/machine.js';
import { figures, table, verdict } from './support/verdict.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    sizes: { type: 'string', default: '2000,20000,100000' },
    quick: { type: 'boolean', default: false },
  },
});
const sizes = values.sizes.split(',').map(Number);
const unknown = values.only.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length > 0 || sizes.some((size) => !Number.isInteger(size) || size < 1)) {
  console.error(`Rows are ${rows.map((row) => row.name).join(', ')}; sizes are whole numbers.`);
  process.exit(2);
}

const fixtures = new Fixtures();
process.on('exit', () => fixtures.removeAll());
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

const results = [];
for (const row of rows) {
  if (values.only.length > 0 && !values.only.includes(row.name)) continue;
  console.error(`${row.name} …`);
  for await (const { target, ...measured } of row.measure({ fixtures, sizes, quick: values.quick })) {
    const result = { row: row.name, what: row.title, against: row.yardstick, ...measured, target };
    results.push({ ...result, verdict: verdict(result, target) });
  }
}

console.log(table(results));
if (values.only.length === 0 && !values.quick) {
  const report = { machine: machine(), results };
  const path = fileURLToPath(new URL('results.json', import.meta.url));
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
  writeSection(fileURLToPath(new URL('../docs/performance.md', import.meta.url)), 'figures', figures(report));
  console.error(`Written to ${path} and docs/performance.md`);
}
