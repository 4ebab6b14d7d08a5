import { readFileSync, writeFileSync } from 'node:fs';
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
/** Half of the OTUs that one side edits the other edits too, in another field. */
const TOUCHED = EDITS * 1.5;

/**
 * Each side merges in a clone of its own, other OTUs each time: what is merged again finds objects that are there, and a
 * file system that has just deleted as many files makes new ones slowly.
 */
export async function* measure({ fixtures, quick }) {
  const ours = fixtures.copy(await fixtures.reference(OTUS));
  const native = fixtures.copy(ours);
  const git = (folder, ...args) => run('git', args, { cwd: folder, env: fixtures.env });
  const otus = await fixtures.otus(OTUS);
  const merge = await mergeFunction(`${fixtures.folder('merge')}.mjs`);

  /** Makes two branches: `main`, which is checked out, and the one that is merged. Files are written in place. */
  function diverge(folder, turn, branch) {
    const touched = otus.slice((turn + 1) * TOUCHED, (turn + 2) * TOUCHED).map(({ id }) => join(folder, otuPath(id)));
    const before = touched.map((file) => readFileSync(file, 'utf8'));
    const edit = (from, pattern, text) => {
      for (let at = from; at < from + EDITS; at += 1) writeFileSync(touched[at], before[at].replace(pattern, text));
    };
    git(folder, 'switch', '-q', '-c', branch);
    edit(TOUCHED - EDITS, /"host": "[^"]*"/, '"host": "Nicotiana tabacum"');
    git(folder, 'commit', '-q', '-a', '-m', 'Changed hosts');
    touched.forEach((file, at) => {
      writeFileSync(file, before[at]);
    });
    git(folder, 'symbolic-ref', 'HEAD', 'refs/heads/main');
    git(folder, 'reset', '-q');
    edit(0, /"taxid": null/, '"taxid": 12242');
    git(folder, 'commit', '-q', '-a', '-m', 'Changed taxids');
    git(folder, 'gc', '--quiet');
  }

  const measured = await inPairs(
    quick ? 3 : 7,
    (turn) => {
      diverge(ours, turn, `theirs${turn + 1}`);
      return timed(() => merge(ours, `theirs${turn + 1}`));
    },
    (turn) => {
      diverge(native, turn, `theirs${turn + 1}`);
      return git(native, 'merge', '-q', '--no-edit', `theirs${turn + 1}`);
    },
  );
  for (const folder of [ours, native]) fixtures.remove(folder);
  const label = `${OTUS.toLocaleString('en')} OTUs, ${EDITS.toLocaleString('en')} edits on each side`;
  yield { case: label, unit: 'ms', ...measured, target: { ratio: 2 } };
}
