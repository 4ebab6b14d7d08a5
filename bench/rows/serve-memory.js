import { drawn } from '../support/reads.js';
import { load, memoryOf, startServer } from '../support/servers.js';

export const name = 'serve-memory';
export const title = 'the memory of a server';
export const yardstick = null;

const SIZE = 100_000;
const RANDOM = 60_000;

/** Left out where the system does not tell a process's memory. */
export async function* measure({ fixtures, quick }) {
  if (memoryOf(process) === null) return;
  const server = await startServer(fixtures, SIZE);
  const otus = await fixtures.otus(SIZE);
  const reads = drawn(otus, RANDOM, 0).map(({ id }) => `/api/otus/${id}`);
  const lists = drawn(otus, RANDOM / 2, 1).flatMap(({ name }, at) => [
    `/api/refs/${server.referenceId}/otus?find=${encodeURIComponent(name.slice(-9))}&per_page=${10 + (at % 16)}`,
    `/api/refs/${server.referenceId}/history?page=${1 + (at % (SIZE / 20))}&per_page=${10 + (at % 10)}`,
  ]);
  const edits = otus.map(({ id }) => id);
  for (const job of [{ paths: reads }, { paths: lists }, { edits, label: 'M' }, { paths: reads }]) {
    await load(server, { ...job, seconds: quick ? 3 : 8 }).done;
  }
  const { resident, peak } = memoryOf(server);
  await server.stop();
  fixtures.remove(server.workspace);
  const label = `${SIZE.toLocaleString('en')} OTUs, after many reads, lists and edits`;
  for (const [what, bytes] of [
    [label, resident],
    [`${label}: at its peak`, peak],
  ]) {
    yield { case: what, unit: 'MB', ours: bytes / 1e6, yardstick: null, ratio: null, target: { value: 300 } };
  }
}
