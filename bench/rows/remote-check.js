import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { followFunction } from '../support/remote.js';
import { inPairs, timed } from '../support/timing.js';

export const name = 'remote-check';
export const title = 'asking a remote whether it has a newer release';
export const yardstick = 'the same question by a bare `fetch`';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OTUS = 2000;
const CHECKS = 20;

/** Counts the requests first, of a question with news and of one without, then times what refkit adds to one. */
export async function* measure({ fixtures, quick }) {
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.refkit-bench-'));
  const directory = fixtures.folder('followed');
  try {
    const follow = await followFunction(join(folder, 'follow.mjs'));
    const { check, ask, requests, close } = await follow(directory, OTUS);
    for (const what of ['with news', 'without']) {
      const before = requests();
      await check();
      const ours = requests() - before;
      yield { case: `requests, ${what}`, unit: 'requests', ours, yardstick: null, ratio: null, target: { value: 1 } };
    }
    const several = (work) => async () => {
      const milliseconds = await timed(async () => {
        for (let done = 0; done < CHECKS; done += 1) await work();
      });
      return milliseconds / CHECKS;
    };
    const measured = await inPairs(quick ? 3 : 9, several(check), several(ask));
    yield { case: `time of one, nothing new, ${OTUS.toLocaleString('en')} OTUs`, unit: 'ms', ...measured };
    await close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
    fixtures.remove(directory);
  }
}
