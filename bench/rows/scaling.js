import { editOtu, Reference } from '../support/library.js';
import { inPairs, timed } from '../support/timing.js';

export const name = 'scaling';
export const title = 'library calls at the largest size';
export const yardstick = 'the same call at the smallest size';

/** What must cost the same in a large reference as in a small one. Each is repeated, since one call is too short to time. */
const CALLS = [
  { what: 'look-up by name', repeat: 20, call: (reference, otu) => reference.otu(otu.name) },
  { what: '`otu history`', repeat: 20, call: (reference, otu) => reference.otuHistory(otu.id) },
  { what: 'first page of `history`', repeat: 20, call: (reference) => reference.history({ page: 1, perPage: 15 }) },
  {
    what: 'an edit in a bare repository',
    bare: true,
    repeat: 1,
    call: (reference, otu, turn) => reference.editOtu(otu.id, editOtu({ abbreviation: `S${turn}` })),
  },
];

export async function* measure({ fixtures, sizes, quick }) {
  const [small, large] = [Math.min(...sizes), Math.max(...sizes)];
  if (small === large) return;
  for (const { what, bare = false, repeat, call } of CALLS) {
    const sides = [];
    for (const size of [large, small]) {
      const directory = await fixtures.reference(size, { bare });
      const otus = await fixtures.otus(size);
      sides.push({ reference: await Reference.open(directory), otus });
    }
    let serial = 0;
    const [ours, yardstick] = sides.map(({ reference, otus }) => async () => {
      const stride = Math.floor(otus.length / 997);
      const total = await timed(async () => {
        for (let count = 0; count < repeat; count += 1) {
          serial += 1;
          await call(reference, otus[(serial * stride) % otus.length], serial);
        }
      });
      return total / repeat;
    });
    const measured = await inPairs(quick ? 7 : 41, ours, yardstick, { warmup: 5 });
    for (const { reference } of sides) reference.close();
    const label = `${what}: ${large.toLocaleString('en')} OTUs beside ${small.toLocaleString('en')}`;
    yield { case: label, unit: 'ms', ...measured, target: { ratio: 1.3 } };
  }
}
