import { measureInside } from '../support/children.js';
import { inPairs } from '../support/timing.js';

export const name = 'validate';
export const title = '`validate`, all rules, v1.5.0';
export const yardstick = 'read and `JSON.parse` the same files';

export async function* measure({ fixtures, quick }) {
  if (!fixtures.real) return;
  const reference = await fixtures.realReference();
  const options = { env: fixtures.env };
  const measured = await inPairs(
    quick ? 3 : 9,
    () => measureInside('measure-validate.js', [reference], options).milliseconds,
    () => measureInside('measure-parse.js', [reference], options).milliseconds,
  );
  yield { case: '2,084 real OTUs', unit: 'ms', ...measured, target: { ratio: 4 } };
}
