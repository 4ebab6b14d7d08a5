import { expect, onTestFinished } from 'vitest';
import { Catalog, type CatalogOptions } from '../../../src/catalog/catalog.js';
import { Repository } from '../../../src/store/repository.js';
import { temporaryFolder } from '../../support/repository.js';
import { Oracle } from './oracle.js';

/** The catalog of a repository, closed when the test is over. */
export function openCatalog(folder: string, options: CatalogOptions = {}): Catalog {
  const catalog = Catalog.open(Repository.open(folder), options);
  onTestFinished(() => catalog.close());
  return catalog;
}

/** A catalog of the same repository in a file of its own: one that was made from nothing. */
export function openFreshCatalog(folder: string): Catalog {
  const elsewhere = temporaryFolder();
  const repo = Object.create(Repository.open(folder), { localDir: { value: () => elsewhere } }) as Repository;
  const catalog = Catalog.open(repo);
  onTestFinished(() => catalog.close());
  return catalog;
}

/** Everything that a catalog says. */
export function everythingIn(catalog: Catalog) {
  const all = { page: 1, per_page: 1_000_000 };
  const changes = catalog.changes(all).documents;
  const ids = [...new Set(changes.map((change) => change.otu_id))].sort();
  return {
    head: catalog.head,
    counts: catalog.counts(),
    changes,
    unbuilt: catalog.changes({ unbuilt: true, ...all }),
    built: catalog.changes({ unbuilt: false, ...all }),
    otus: catalog.findOtus({}, 'all'),
    unverified: catalog.unverified(),
    verified: catalog.findOtus({ verified: true }, 'all'),
    broken: catalog.broken(),
    contributors: catalog.contributors(),
    indexes: catalog.indexes(),
    inIndexes: catalog.indexes().map(({ n }) => ({
      n,
      manifest: catalog.indexManifest(n),
      otus: catalog.indexOtus(n),
      contributors: catalog.contributors(n),
      changes: catalog.changes({ index: n, ...all }).found_count,
    })),
    each: ids.map((id) => ({
      id,
      otu: catalog.otu(id),
      changes: catalog.otuChanges(id),
      newestUnbuilt: catalog.mostRecentUnbuiltChange(id),
      isolates: catalog.isolates(id),
      holders: catalog
        .isolates(id)
        .flatMap(({ sequences }) => sequences.map(({ accession }) => catalog.accessionHolders(accession))),
      found: catalog.findOtus({ find: catalog.otu(id)?.name ?? '' }, 'all').documents,
    })),
  };
}

/** Asks a catalog everything that an oracle knows, and expects the same answers. */
export function expectAgreement(catalog: Catalog, folder: string): void {
  const oracle = new Oracle(folder);
  const all = { page: 1, per_page: 1_000_000 };
  const newestFirst = [...oracle.changes].reverse();
  const unbuilt = newestFirst.filter(({ index }) => index === null);
  const otus = oracle.otus();

  expect(catalog.head).toBe(oracle.head);
  expect(catalog.changes(all)).toMatchObject({ documents: newestFirst, total_count: newestFirst.length });
  expect(catalog.changes({ unbuilt: true, ...all }).documents).toEqual(unbuilt);
  expect(catalog.findOtus({}, 'all').documents).toEqual(
    otus.map(({ id, name, abbreviation, verified, version }) => ({ id, name, abbreviation, verified, version })),
  );
  expect(catalog.counts()).toEqual({
    head: oracle.head,
    otus: otus.length,
    unverified: otus.filter(({ verified }) => !verified).length,
    changes: newestFirst.length,
    unbuilt_changes: unbuilt.length,
    unbuilt_otus: new Set(unbuilt.map((change) => change.otu_id)).size,
  });
  for (const otu of otus) expect(catalog.otu(otu.id)).toEqual(otu);
  for (const id of new Set(oracle.changes.map((change) => change.otu_id))) {
    const own = oracle.changes.filter((change) => change.otu_id === id);
    expect(catalog.otuChanges(id)).toEqual(own);
    expect(catalog.mostRecentUnbuiltChange(id)).toEqual(own.findLast(({ index }) => index === null) ?? null);
    for (const change of own) {
      if (!change.removed) expect(catalog.change(change.id)).toEqual(change);
    }
  }
  expect(
    catalog.indexes().map(({ n, commit, change_count, modified_otu_count }) => ({
      n,
      commit,
      change_count,
      modified_otu_count,
    })),
  ).toEqual(
    [...oracle.indexes].reverse().map(({ n, commit }) => {
      const built = oracle.changes.filter(({ index }) => index?.n === n);
      const modified = new Set(built.map((change) => change.otu_id)).size;
      return { n, commit, change_count: built.length, modified_otu_count: modified };
    }),
  );
  for (const { n } of oracle.indexes) expect(catalog.indexManifest(n)).toEqual(oracle.manifest(n));
  const people = new Map<string, number>();
  for (const { author } of oracle.changes) {
    const identity = `${author.name} <${author.email}>`;
    people.set(identity, (people.get(identity) ?? 0) + 1);
  }
  const contributors = catalog.contributors().map(({ name, email, count }) => [`${name} <${email}>`, count] as const);
  expect(new Map(contributors)).toEqual(people);
}
