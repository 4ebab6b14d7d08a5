import { performance } from 'node:perf_hooks';

/** Milliseconds that `work` takes. */
export async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs two things in turn, A B A B …, so that a machine whose speed drifts is as unkind to one as to the other. Each
 * does its own preparation and answers how many milliseconds the measured part took. The ratio is the median of the
 * pairs' ratios; what comes first changes from pair to pair.
 */
export async function inPairs(count, ours, yardstick, { warmup = 1 } = {}) {
  const pairs = [];
  for (let number = -warmup; number < count; number += 1) {
    const pair = {};
    const turns = [
      async () => (pair.ours = await ours(number)),
      async () => (pair.yardstick = await yardstick(number)),
    ];
    if (number % 2 !== 0) turns.reverse();
    for (const turn of turns) await turn();
    if (number >= 0) pairs.push(pair);
  }
  return {
    ours: median(pairs.map((pair) => pair.ours)),
    yardstick: median(pairs.map((pair) => pair.yardstick)),
    ratio: median(pairs.map((pair) => pair.ours / pair.yardstick)),
    pairs: count,
  };
}
