/** Updates a reference to a release, and says when it begins and ends: to be killed in between. */
import { writeSync } from 'node:fs';
import { Reference } from '../../../../src/reference/reference.js';
import { updateTo } from './releases.js';

async function run(directory: string, number: number): Promise<void> {
  const reference = await Reference.open(directory);
  writeSync(1, 'begun\n');
  await updateTo(reference, number);
  writeSync(1, 'ended\n');
  reference.close();
}

run(process.argv[2]!, Number(process.argv[3])).catch((error) => {
  writeSync(2, `${error.stack}\n`);
  process.exitCode = 1;
});
