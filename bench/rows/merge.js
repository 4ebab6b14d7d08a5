import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/children.js';
import { otuPath } from '../support/fixtures.js';
import { mergeFunction } from '../support/merging.js';
import { inPairs, timed } from '../support/timing.js';

export const name = 'merge';
export const title = 'merging two branches of a reference, with working files and git index';
export const yardstick = '`git merge`';

const OTUS = 20_000;
const EDITS = 1000;

/** Each side of the measurement merges in a clone of its own, and goes back to before the merge each time. */
export async function* measure({ fixtures, quick }) {
  const ours = fixtures.copy(await fixtures.reference(OTUS));
  const git = (folder, ...args) => run('git', args, { cwd: folder, env: fixtures.env });
  const otus = await fixtures.otus(OTUS);
  const edit = (from, pattern, text) => {
    for (const { id } of otus.slice(from, from + EDITS)) {
      const file = join(ours, otuPath(id));
      writeFileSync(file, readFileSync(file, 'utf8').replace(pattern, text));
    }
  };
  // Half of the OTUs that one side edits the other edits too, in another field.
  git(ours, 'branch', 'theirs');
  edit(0, /"taxid": null/, '"taxid": 12242');
  git(ours, 'commit', '-q', '-a', '-m', 'Changed taxids');
  git(ours, 'switch', '-q', 'theirs');
  edit(EDITS / 2, /"host": "[^"]*"/, '"host": "Nicotiana tabacum"');
  git(ours, 'commit', '-q', '-a', '-m', 'Changed hosts');
  git(ours, 'switch', '-q', '-');
  git(ours, 'gc', '--quiet');
  const native = fixtures.copy(ours);

  const merge = await mergeFunction(`${fixtures.folder('merge')}.mjs`);
  // Back to before the merge, without the objects that it made: nobody is to find them there the next time.
  const undo = (folder) => {
    git(folder, 'reset', '-q', '--hard', 'HEAD~1');
    rmSync(join(folder, '.git/ORIG_HEAD'), { force: true });
    git(folder, 'reflog', 'expire', '--expire=now', '--all');
    git(folder, 'gc', '--quiet', '--prune=now');
  };
  const measured = await inPairs(
    quick ? 3 : 7,
    async () => {
      const milliseconds = await timed(() => merge(ours, 'theirs'));
      undo(ours);
      return milliseconds;
    },
    () => {
      const milliseconds = git(native, 'merge', '-q', '--no-edit', 'theirs');
      undo(native);
      return milliseconds;
    },
  );
  for (const folder of [ours, native]) fixtures.remove(folder);
  yield {
    case: `${OTUS.toLocaleString('en')} OTUs, ${EDITS.toLocaleString('en')} edits on each side`,
    unit: 'ms',
    ...measured,
    target: { ratio: 2 },
  };
}
