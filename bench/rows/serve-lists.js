import { again, atRandom, randomNumbers } from '../support/reads.js';
import { startServer } from '../support/servers.js';

export const name = 'serve-lists';
export const title = '`GET /api/refs/:id/otus?find=` and `…/history` with a key';
export const yardstick = 'a bare Fastify route that answers the same bytes from memory';

/** How many searches are asked for again and again. */
const HOT = 50;

export async function* measure({ fixtures, sizes, quick }) {
  for (const size of sizes.filter((size) => size !== 20_000)) {
    const server = await startServer(fixtures, size);
    const otus = await fixtures.otus(size);
    const label = `${size.toLocaleString('en')} OTUs`;
    const { seldom, often, history } = lists(server.referenceId, otus);
    const kinds = [
      [`the same ${HOT} searches`, again, (count, seed) => [...seldom(count / 2, seed), ...often(count / 2, seed)]],
      ['ever new searches that find one or a few', atRandom, seldom],
      ['ever new searches and pages of many', atRandom, often],
      ['any page of the history', atRandom, history],
    ];
    for (const [what, measured, draw] of kinds) {
      const figures = await measured(fixtures, server, { draw, count: HOT, quick, pairs: 3 });
      yield { case: `${what}: ${label}`, ...figures, target: { least: 0.3 } };
    }
    await server.stop();
    fixtures.remove(server.workspace);
  }
}

/** What draws paths of lists. Pages have between 10 and 25 documents, so that few paths come twice. */
function lists(referenceId, otus) {
  const base = `/api/refs/${referenceId}`;
  const words = otus.map(({ name }) => name.toLowerCase().split(' virus ')[0].split(' '));
  const page = (random, found) => {
    const perPage = 10 + (random() % 16);
    return `page=${1 + (random() % Math.max(1, Math.floor(found / perPage)))}&per_page=${perPage}`;
  };
  const paths = (path) => (count, seed) => {
    const random = randomNumbers(seed);
    return Array.from({ length: count }, () => base + path(random));
  };
  return {
    /** The number that a name ends with, or an abbreviation. */
    seldom: paths((random) => {
      const { name, abbreviation } = otus[random() % otus.length];
      return `/otus?find=${encodeURIComponent(random() % 2 ? name.slice(-10) : abbreviation.toLowerCase())}`;
    }),
    /** One or two words that many names have. */
    often: paths((random) => {
      const all = words[random() % words.length];
      const from = random() % (all.length - 1);
      const text = all.slice(from, from + 1 + (random() % 2)).join(' ');
      return `/otus?find=${encodeURIComponent(text)}&${page(random, otus.length / (text.includes(' ') ? 80 : 10))}`;
    }),
    history: paths((random) => `/history?${page(random, otus.length)}`),
  };
}
