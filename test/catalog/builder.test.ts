import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { CatalogBuilder } from '../../src/catalog/builder.js';
import { canonicalOtu, parseOtu } from '../../src/otu/canonical.js';
import { otuPath } from '../../src/otu/ids.js';
import type { Otu } from '../../src/otu/types.js';
import { RepositoryBuilder } from '../../src/store/creation.js';
import type { Repository } from '../../src/store/repository.js';
import { wildOtu } from '../support/arbitraries.js';
import { git, temporaryFolder } from '../support/repository.js';
import { syntheticOtus } from '../support/synthetic.js';
import { smallOtu } from './support/otus.js';
import { everythingIn, openCatalog, openFreshCatalog } from './support/views.js';

const ada = { name: 'Ada', email: 'ada@example.org', timestamp: 1_700_000_000, offset: 60 };

function importInto(folder: string, otus: Iterable<Otu>, catalog: CatalogBuilder, bare = false): Repository {
  const builder = new RepositoryBuilder(folder, { bare });
  for (const otu of otus) {
    const text = canonicalOtu(otu);
    builder.add(otuPath(otu.id), text);
    catalog.add(parseOtu(text));
  }
  builder.add('reference.yaml', 'format: 1\n');
  const message = 'Imported OTUs from reference.json\n\nRefkit-Method: import\n';
  return builder.finish({ message, author: ada, committer: ada });
}

/** Where the file is to be found, for a folder with a working tree. */
const fileIn = (folder: string) => join(folder, '.git', 'refkit', 'catalog.db');

describe('a catalog built along with an import', () => {
  it('is the one that git would have given', () => {
    const folder = join(temporaryFolder(), 'reference');
    const otus = [
      ...syntheticOtus({ count: 150, basesPerOtu: 30, isolatesPerOtu: 2 }),
      smallOtu('zz', { isolates: [] }),
    ];
    const catalog = new CatalogBuilder();
    catalog.finish(importInto(folder, otus, catalog));
    expect(existsSync(fileIn(folder))).toBe(true);
    const onProgress = vi.fn();
    const built = openCatalog(folder, { onProgress });
    expect(onProgress).not.toHaveBeenCalled();
    expect(everythingIn(built)).toEqual(everythingIn(openFreshCatalog(folder)));
    expect(built.differences()).toEqual([]);
    expect(built.counts()).toMatchObject({ otus: 151, unverified: 1, changes: 151, unbuilt_otus: 151 });

    git(folder, 'rm', '--quiet', otuPath(otus[7]!.id));
    git(folder, 'commit', '--quiet', '-m', 'One less');
    built.sync();
    expect(everythingIn(built)).toEqual(everythingIn(openFreshCatalog(folder)));
  });

  it('is the one that git would have given where the OTUs came by the commit before', () => {
    const folder = join(temporaryFolder(), 'reference');
    const catalog = new CatalogBuilder();
    const builder = new RepositoryBuilder(folder, { bare: false });
    for (const otu of syntheticOtus({ count: 20, basesPerOtu: 30 })) {
      builder.add(otuPath(otu.id), canonicalOtu(otu));
      catalog.add(otu);
    }
    builder.add('reference.yaml', 'format: 1\n');
    const made = { author: ada, committer: ada };
    const message = 'Release v1 of o/r\n\nRefkit-Method: remote\n';
    const before = { ...made, branch: 'upstream/o-r', names: ['otus'], parents: [], message };
    catalog.finish(builder.finish({ ...made, message: 'Created reference\n' }, before));
    expect(existsSync(fileIn(folder))).toBe(true);
    const built = openCatalog(folder);
    expect(everythingIn(built)).toEqual(everythingIn(openFreshCatalog(folder)));
    expect(built.differences()).toEqual([]);
    expect(built.counts()).toMatchObject({ otus: 20, changes: 20 });
  });

  it('is right for whatever an import may hold', () => {
    fc.assert(
      fc.property(fc.uniqueArray(wildOtu, { selector: ({ id }) => id, minLength: 1, maxLength: 5 }), (otus) => {
        const folder = join(temporaryFolder(), 'reference.git');
        const catalog = new CatalogBuilder();
        catalog.finish(importInto(folder, otus, catalog, true));
        expect(everythingIn(openCatalog(folder))).toEqual(everythingIn(openFreshCatalog(folder)));
      }),
      { numRuns: 20 },
    );
  });

  it('is not left behind for a repository with other OTUs in it', () => {
    const folder = join(temporaryFolder(), 'reference');
    const catalog = new CatalogBuilder();
    const repo = importInto(folder, [smallOtu('aaaaaaaa')], catalog);
    catalog.add(smallOtu('bbbbbbbb'));
    catalog.finish(repo);
    expect(existsSync(fileIn(folder))).toBe(false);
    expect(openCatalog(folder).counts().otus).toBe(1);
  });

  it('gives way to a file that is there', () => {
    const folder = join(temporaryFolder(), 'reference');
    const catalog = new CatalogBuilder();
    const repo = importInto(folder, [smallOtu('aaaaaaaa')], catalog);
    openCatalog(folder);
    catalog.finish(repo);
    expect(openCatalog(folder).counts().otus).toBe(1);
  });
});
