import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { drawn } from '../support/reads.js';
import { ask, load, startServer } from '../support/servers.js';
import { inPairs } from '../support/timing.js';

export const name = 'serve-import';
export const title = 'reads while a reference is imported: their 99th percentile';
export const yardstick = 'the same reads without an import';

const SERVED = 2000;
const IMPORTED = 20_000;
const HOT = 50;

export async function* measure({ fixtures, quick }) {
  const server = await startServer(fixtures, SERVED);
  const upload = readFileSync(await fixtures.source(IMPORTED));
  const paths = drawn(await fixtures.otus(SERVED), HOT, 0).map(({ id }) => `/api/otus/${id}`);
  const reads = (seconds) => load(server, { paths, seconds });
  const measured = await inPairs(
    quick ? 1 : 3,
    async () => {
      const { id } = await ask(server, 'POST', '/upload/reference?name=reference.json', upload);
      const underWay = reads(600);
      const made = await ask(server, 'POST', '/api/refs', { name: 'Imported', import_from: id });
      for (let done = false; !done; await setTimeout(100)) {
        const { progress, error } = await ask(server, 'GET', `/api/processes/${made.process.id}`);
        if (error) throw new Error(`The import failed: ${JSON.stringify(error)}`);
        done = progress === 1;
      }
      underWay.stop();
      const { p99 } = await underWay.done;
      await ask(server, 'DELETE', `/api/refs/${made.id}`);
      return p99;
    },
    async () => (await reads(quick ? 3 : 8).done).p99,
  );
  await server.stop();
  fixtures.remove(server.workspace);
  const label = `${SERVED.toLocaleString('en')} OTUs, ${IMPORTED.toLocaleString('en')} imported`;
  yield { case: label, unit: 'ms', ...measured, target: { ratio: 10 } };
}
