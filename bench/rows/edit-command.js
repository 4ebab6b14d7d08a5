import { refkit, run } from '../support/children.js';
import { inPairs } from '../support/timing.js';

export const name = 'edit-command';
export const title = 'one edit as a command, start to exit';
export const yardstick = '`node -e 0`';

export async function* measure({ fixtures, quick }) {
  const size = 2000;
  const reference = await fixtures.reference(size);
  const otus = await fixtures.otus(size);
  const options = { env: fixtures.env };
  let serial = 0;
  const edit = () => {
    serial += 1;
    const flags = ['--abbreviation', `CMD${serial}`, '-C', reference];
    return run(process.execPath, refkit('otu', 'edit', otus[serial].id, ...flags), options);
  };
  const measured = await inPairs(quick ? 5 : 21, edit, () => run(process.execPath, ['-e', '0'], options), {
    warmup: 2,
  });
  yield { case: `${size.toLocaleString('en')} OTUs`, unit: 'ms', ...measured, target: { ratio: 3.2 } };
}
