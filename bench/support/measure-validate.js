/** In a fresh process: how long it takes to check every file of a reference by every rule. */
import { Checkout, validate } from './library.js';
import { timed } from './timing.js';

const [folder] = process.argv.slice(2);
let counts;
const milliseconds = await timed(async () => {
  ({ counts } = await validate(Checkout.open(folder).subject()));
});
console.log(JSON.stringify({ milliseconds, counts }));
