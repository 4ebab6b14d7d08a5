import { drawn, inTurn } from '../support/reads.js';
import { startServer } from '../support/servers.js';

export const name = 'serve-otu';
export const title = '`GET /api/otus/:id` with a key, requests per second';
export const yardstick = 'a bare Fastify route that answers the same bytes from memory';

/** How many OTUs are asked for again and again. */
const HOT = 50;
/** So many random paths are more than a turn can ask for; so many are enough for the yardstick to answer. */
const RANDOM = 60_000;
const SAMPLE = 5000;

/** At the largest size random OTUs have a target too; at smaller ones a server soon has them all in memory. */
export async function* measure({ fixtures, sizes, quick }) {
  const measured = sizes.filter((size) => size !== 20_000);
  for (const size of measured) {
    const server = await startServer(fixtures, size);
    const paths = (await fixtures.otus(size)).map(({ id }) => `/api/otus/${id}`);
    const label = `${size.toLocaleString('en')} OTUs`;
    const hot = drawn(paths, HOT, 0);
    const often = await inTurn(fixtures, server, { paths: () => hot, sample: hot, quick });
    yield { case: `often asked for: ${label}`, ...often, target: { least: 0.5 } };
    const random = (turn) => drawn(paths, RANDOM, turn);
    const sample = drawn(paths, SAMPLE, -100);
    const seldom = await inTurn(fixtures, server, { paths: random, sample, quick });
    yield { case: `at random: ${label}`, ...seldom, target: size >= 100_000 ? { least: 0.25 } : undefined };
    await server.stop();
    fixtures.remove(server.workspace);
  }
}
