import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/children.js';
import { otuPath } from '../support/fixtures.js';
import { load, startServer } from '../support/servers.js';
import { inPairs } from '../support/timing.js';

export const name = 'serve-edit';
export const title = '`PATCH /api/otus/:id` over many connections';
export const yardstick = '`git add f && git commit` on a working tree, one after the other';

const CONNECTIONS = 32;
const LEAST = { 2000: 4, 100000: 20 };

/** Each side edits a repository of its own, the two alike at the start, another OTU each time. */
export async function* measure({ fixtures, sizes, quick }) {
  for (const size of sizes.filter((size) => LEAST[size])) {
    const server = await startServer(fixtures, size);
    const native = fixtures.copy(await fixtures.reference(size));
    const ids = (await fixtures.otus(size)).map(({ id }) => id);
    const options = { cwd: native, env: fixtures.env };
    const commits = quick ? 5 : 10;
    let serial = 0;
    const commit = () => {
      serial += 1;
      const path = otuPath(ids[(serial * 7) % size]);
      const file = join(native, path);
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace(/"abbreviation": "[^"]*"/, `"abbreviation": "GIT${serial}"`),
      );
      return run('git', ['add', path], options) + run('git', ['commit', '-q', '-m', 'Changed abbreviation'], options);
    };
    const measured = await inPairs(
      quick ? 2 : 5,
      async (turn) => {
        const job = { edits: ids, label: `T${turn + 1}E`, connections: CONNECTIONS, seconds: quick ? 2 : 4 };
        return (await load(server, job).done).perSecond;
      },
      () => {
        let milliseconds = 0;
        for (let count = 0; count < commits; count += 1) milliseconds += commit();
        return (commits * 1000) / milliseconds;
      },
    );
    await server.stop();
    for (const folder of [native, server.workspace]) fixtures.remove(folder);
    const label = `${CONNECTIONS} connections, ${size.toLocaleString('en')} OTUs`;
    yield { case: label, unit: '/s', ...measured, target: { least: LEAST[size] } };
  }
}
