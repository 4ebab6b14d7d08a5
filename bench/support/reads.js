/** Reads of a server in turn with those of a bare one. */
import { load, startBareServer } from './servers.js';
import { inPairs } from './timing.js';

/** So many random paths are more than a turn can ask for; so many are enough for the yardstick to answer. */
const RANDOM = 60_000;
const SAMPLE = 4000;

/** Requests per second for the same few paths again and again, in turn with a bare server that answers the same bytes. */
export function again(fixtures, server, { draw, count, ...options }) {
  const paths = draw(count, 0);
  return inTurn(fixtures, server, { paths: () => paths, sample: paths, ...options });
}

/** The same for paths that are drawn anew for each turn. */
export function atRandom(fixtures, server, { draw, ...options }) {
  return inTurn(fixtures, server, { paths: (turn) => draw(RANDOM, turn), sample: draw(SAMPLE, -100), ...options });
}

async function inTurn(fixtures, server, { paths, sample, quick, pairs = 5 }) {
  const bare = await startBareServer(fixtures, server, sample);
  const rate = (target, asked) => load(target, { seconds: quick ? 2 : 4, paths: asked }).done;
  const measured = await inPairs(
    quick ? 2 : pairs,
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
