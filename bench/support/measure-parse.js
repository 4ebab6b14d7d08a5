/** In a fresh process: how long it takes to read and parse every OTU file of a reference. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { timed } from './timing.js';

const [folder] = process.argv.slice(2);
let otus = 0;
const milliseconds = await timed(() => {
  for (const shelf of readdirSync(join(folder, 'otus'))) {
    for (const name of readdirSync(join(folder, 'otus', shelf))) {
      if (JSON.parse(readFileSync(join(folder, 'otus', shelf, name), 'utf8')).id) otus += 1;
    }
  }
});
console.log(JSON.stringify({ milliseconds, otus }));
