import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refkit, run } from '../support/children.js';
import { otuPath } from '../support/fixtures.js';
import { inPairs } from '../support/timing.js';

export const name = 'review';
export const title = '`review` of 100 changed OTUs, whole command';
export const yardstick = '`git diff --stat` and `refkit --version`: start-up';

const CHANGED = 100;

/** A change of each kind, made to an OTU's file. */
const KINDS = {
  /** Nothing that two OTUs may not both have. */
  hosts: (otu) => {
    otu.isolates[0].sequences[0].host = 'Invented host';
  },
  /** An isolate with an accession that may be anybody's. */
  isolates: (otu, serial) => {
    const sequence = { ...otu.isolates[0].sequences[0], id: `zz${String(serial).padStart(6, '0')}` };
    otu.isolates.push({
      id: `yy${String(serial).padStart(6, '0')}`,
      source_type: 'isolate',
      source_name: `New ${serial}`,
      default: false,
      sequences: [{ ...sequence, accession: `RKNEW_${serial}` }],
    });
  },
};

export async function* measure({ fixtures, sizes, quick }) {
  const size = sizes.at(-1);
  const reference = fixtures.copy(await fixtures.reference(size));
  const options = { cwd: reference, env: fixtures.env };
  const otus = await fixtures.otus(size);
  for (const [kind, edit] of Object.entries(KINDS)) propose(reference, options, { kind, edit, otus });

  const review = (kind) => () =>
    run(process.execPath, refkit('review', '--base', 'main', '--head', kind, '-C', reference), options);
  const beside = (kind) => () =>
    run('git', ['diff', '--stat', `main...${kind}`], options) + run(process.execPath, refkit('--version'), options);
  const withoutCatalog = (work) => () => {
    for (const end of ['', '-wal', '-shm']) rmSync(join(reference, `.git/refkit/catalog.db${end}`), { force: true });
    return work();
  };
  const of = `${size.toLocaleString('en')} OTUs`;
  const pairs = quick ? 3 : 9;
  yield {
    case: `${of}, new isolates, with a catalog of the base`,
    unit: 'ms',
    ...(await inPairs(pairs, review('isolates'), beside('isolates'))),
    target: { ratio: 3 },
  };
  yield {
    case: `${of}, other hosts, without a catalog`,
    unit: 'ms',
    ...(await inPairs(pairs, withoutCatalog(review('hosts')), beside('hosts'))),
    target: { ratio: 3 },
  };
  yield {
    case: `${of}, new isolates, without a catalog`,
    unit: 'ms',
    ...(await inPairs(quick ? 1 : 5, withoutCatalog(review('isolates')), beside('isolates'))),
  };
  fixtures.remove(reference);
}

/** Commits changes of so many OTUs, spread over the whole, on a branch; main stays checked out. */
function propose(reference, options, { kind, edit, otus }) {
  run('git', ['checkout', '--quiet', '-b', kind, 'main'], options);
  const step = Math.floor(otus.length / CHANGED);
  for (let serial = 0; serial < CHANGED; serial += 1) {
    const path = join(reference, otuPath(otus[serial * step].id));
    const otu = JSON.parse(readFileSync(path, 'utf8'));
    edit(otu, serial);
    writeFileSync(path, `${JSON.stringify(otu, null, 2)}\n`);
  }
  run('git', ['commit', '--quiet', '--all', '--message', `Change ${kind}`], options);
  run('git', ['checkout', '--quiet', 'main'], options);
}
