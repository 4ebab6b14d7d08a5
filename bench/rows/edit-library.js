import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/children.js';
import { otuPath } from '../support/fixtures.js';
import { editOtu, Reference } from '../support/library.js';
import { inPairs, timed } from '../support/timing.js';

export const name = 'edit-library';
export const title = 'one edit as a library call, reference open, working file and git index';
export const yardstick = '`git add f && git commit`';

const REACH = { 2000: 0.4, 20000: 0.25, 100000: 0.25 };

/** Each side edits a repository of its own, the two alike at the start, another OTU each time. */
export async function* measure({ fixtures, sizes, quick }) {
  for (const size of sizes) {
    const ours = await fixtures.reference(size);
    const native = fixtures.copy(ours);
    const otus = await fixtures.otus(size);
    const reference = await Reference.open(ours);
    const stride = Math.max(1, Math.floor(size / 50));
    const measured = await inPairs(
      quick ? 5 : 21,
      (turn) => timed(() => reference.editOtu(otuOf(turn).id, editOtu({ abbreviation: `OURS${turn + 9}` }))),
      (turn) => {
        const path = otuPath(otuOf(turn).id);
        const file = join(native, path);
        const text = readFileSync(file, 'utf8').replace(/"abbreviation": "[^"]*"/, `"abbreviation": "GIT${turn + 9}"`);
        writeFileSync(file, text);
        const options = { cwd: native, env: fixtures.env };
        return run('git', ['add', path], options) + run('git', ['commit', '-q', '-m', 'Changed abbreviation'], options);
      },
      { warmup: 3 },
    );
    reference.close();
    fixtures.remove(native);
    function otuOf(turn) {
      return otus[((turn + 9) * stride) % size];
    }
    yield {
      case: `${size.toLocaleString('en')} OTUs`,
      unit: 'ms',
      ...measured,
      target: { ratio: REACH[size] ?? 0.25 },
    };
  }
}
