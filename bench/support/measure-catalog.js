/** In a fresh process: how long a reference takes to open and answer when its catalog is gone. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Reference } from './library.js';
import { timed } from './timing.js';

const [folder] = process.argv.slice(2);
rmSync(join(folder, '.git/refkit'), { recursive: true, force: true });
let reference;
const milliseconds = await timed(async () => {
  reference = await Reference.open(folder);
  await reference.history({ page: 1, perPage: 1 });
});
reference.close();
console.log(JSON.stringify({ milliseconds }));
