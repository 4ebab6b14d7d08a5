import { again, atRandom, drawn } from '../support/reads.js';
import { startServer } from '../support/servers.js';

export const name = 'serve-otu';
export const title = '`GET /api/otus/:id` with a key';
export const yardstick = 'a bare Fastify route that answers the same bytes from memory';

/** How many OTUs are asked for again and again. */
const HOT = 50;

/** At the largest size random OTUs have a target too; of a small reference a server soon has them all in memory. */
export async function* measure({ fixtures, sizes, quick }) {
  for (const size of sizes.filter((size) => size !== 20_000)) {
    const server = await startServer(fixtures, size);
    const all = (await fixtures.otus(size)).map(({ id }) => `/api/otus/${id}`);
    const draw = (count, seed) => drawn(all, count, seed);
    const label = `${size.toLocaleString('en')} OTUs`;
    const hot = await again(fixtures, server, { draw, count: HOT, quick });
    yield { case: `the same ${HOT} of ${label}`, ...hot, target: { least: 0.5 } };
    const random = await atRandom(fixtures, server, { draw, quick });
    yield { case: `any of ${label}`, ...random, target: size >= 100_000 ? { least: 0.25 } : undefined };
    await server.stop();
    fixtures.remove(server.workspace);
  }
}
