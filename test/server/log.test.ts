import { expect, test } from 'vitest';
import { temporaryFolder, writeFiles } from '../support/repository.js';
import { startServer } from '../support/server.js';

/** What a server whose settings hold this line logs of a request that says it was forwarded. */
async function loggedOf(setting: string) {
  const directory = temporaryFolder();
  writeFiles(directory, { 'refkit.yaml': `format: 1\n${setting}\n` });
  const { stranger, log, close } = await startServer({ directory });
  await stranger.get('/api/refs', { headers: { 'X-Forwarded-For': '203.0.113.7' } });
  // A line may be written after its answer.
  await close();
  const lines = log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'answered');
  return lines.map(({ req, status }) => ({ ...req, status }));
}

test('a request is logged with the address of the client, also behind a proxy that is believed', async () => {
  const logged = { method: 'GET', url: '/api/refs', status: 401 };
  expect(await loggedOf('trust_proxy: ["127.0.0.1"]')).toEqual([{ ...logged, from: '203.0.113.7' }]);
  expect(await loggedOf('trust_proxy: false')).toEqual([{ ...logged, from: '127.0.0.1' }]);
});
