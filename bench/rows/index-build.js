import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { refkit, run } from '../support/children.js';
import { inPairs } from '../support/timing.js';

export const name = 'index-build';
export const title = '`index build` v1.5.0 without a mapper, whole command';
export const yardstick = '`gzip -6` of the same JSON';

export async function* measure({ fixtures, quick }) {
  if (!fixtures.real || spawnSync('gzip', ['--version']).status !== 0) return;
  const options = { env: fixtures.env };
  const reference = fixtures.copy(await fixtures.realReference());
  const json = `${fixtures.folder('export')}.json`;
  run(process.execPath, refkit('export', '-o', json, '-C', reference), options);
  const measured = await inPairs(
    quick ? 2 : 5,
    () => {
      const out = fixtures.folder('index');
      const milliseconds = run(process.execPath, refkit('index', 'build', '-o', out, '-C', reference), options);
      run('git', ['tag', '-d', 'index/0'], { ...options, cwd: reference });
      fixtures.remove(out);
      return milliseconds;
    },
    () => {
      const input = openSync(json, 'r');
      const output = openSync(`${json}.gz`, 'w');
      const milliseconds = run('gzip', ['-6', '-c'], { ...options, stdio: [input, output, 'pipe'] });
      for (const file of [input, output]) closeSync(file);
      return milliseconds;
    },
  );
  fixtures.remove(reference);
  yield { case: '2,084 real OTUs', unit: 'ms', ...measured, target: { ratio: 1 } };
}
