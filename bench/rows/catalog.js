import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureInside, run } from '../support/children.js';
import { otuPath } from '../support/fixtures.js';
import { editOtu, Reference } from '../support/library.js';
import { inPairs, median, timed } from '../support/timing.js';

export const name = 'catalog';
export const title = 'the catalog';
export const yardstick = '`git log --raw --no-renames`';

const OTUS = 2000;
const COMMITS = 1000;

export async function* measure({ fixtures, quick }) {
  const folder = fixtures.copy(await fixtures.reference(OTUS));
  const git = (...args) => run('git', args, { cwd: folder, env: fixtures.env });
  const otus = await fixtures.otus(OTUS);
  const reference = await Reference.open(folder);
  for (let serial = 1; serial < COMMITS; serial += 1) {
    await reference.editOtu(otus[(serial * 7) % OTUS].id, editOtu({ abbreviation: `C${serial}` }));
  }
  git('gc', '--quiet');

  const measured = await inPairs(
    quick ? 3 : 7,
    () => measureInside('measure-catalog.js', [folder], { env: fixtures.env }).milliseconds,
    () => git('log', '--raw', '--no-renames'),
  );
  const label = `${COMMITS.toLocaleString('en')} commits, ${OTUS.toLocaleString('en')} OTUs`;
  yield { case: `from nothing: ${label}`, unit: 'ms', ...measured, target: { ratio: 8 } };

  await reference.otu(otus[0].id);
  const times = [];
  for (let serial = 0; serial < (quick ? 5 : 21); serial += 1) {
    const { id } = otus[serial * 11];
    const path = otuPath(id);
    const file = join(folder, path);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"abbreviation": "[^"]*"/, `"abbreviation": "N${serial}"`));
    git('commit', '-q', '-m', 'Changed abbreviation', path);
    times.push(await timed(() => reference.otu(id)));
  }
  reference.close();
  fixtures.remove(folder);
  yield {
    case: 'after one new commit by git, with a look-up',
    unit: 'ms',
    ours: median(times.slice(2)),
    yardstick: null,
    ratio: null,
    target: { value: 10 },
  };
}
