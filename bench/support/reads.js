/** Reads of a server in turn with those of a bare one. */
import { load, startBareServer } from './servers.js';
import { inPairs } from './timing.js';

/**
 * Requests per second of a server, in turn with a bare one that answers the same bytes.
 *
 * @param paths what a turn asks the server for
 * @param sample what the bare one is asked for
 */
export async function inTurn(fixtures, server, { paths, sample, quick }) {
  const bare = await startBareServer(fixtures, server, sample);
  const rate = (target, asked) => load(target, { seconds: quick ? 2 : 4, paths: asked }).done;
  const measured = await inPairs(
    quick ? 2 : 5,
    async (turn) => (await rate(server, paths(turn))).perSecond,
    async () => (await rate(bare, sample)).perSecond,
  );
  await bare.stop();
  return { unit: '/s', ...measured };
}

/** So many of a list at random, each as likely as any other, with repetition; the same for the same seed. */
export function drawn(list, count, seed) {
  const random = randomNumbers(seed);
  return Array.from({ length: count }, () => list[random() % list.length]);
}

/** 32-bit numbers (a linear step, then the mixer of MurmurHash3): good enough, and repeatable. */
export function randomNumbers(seed) {
  let state = (seed + 1000) * 0x9e3779b1;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
}
