import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalOtu } from '../../../src/otu/canonical.js';
import { otuPath } from '../../../src/otu/ids.js';
import type { Otu } from '../../../src/otu/types.js';
import { ClaimScanner, pathsHolding, type WantedClaim } from '../../../src/reference/proposal/claim-search.js';
import { Repository } from '../../../src/store/repository.js';
import { comparable } from '../../../src/validate/claims.js';
import { wildOtu } from '../../support/arbitraries.js';
import { importedReference } from '../../support/reference.js';
import { git, writeFiles } from '../../support/repository.js';
import { syntheticOtus } from '../../support/synthetic.js';

const treeOf = (folder: string, revision = 'HEAD') => git(folder, 'rev-parse', `${revision}^{tree}`);

/** A reference, its OTUs, and where values are found in it with the catalog and without; they have to agree. */
async function searched(count = 30) {
  const reference = await importedReference(count);
  const folder = reference.directory;
  const find = (claims: WantedClaim[], { tree = treeOf(folder), except = new Set<string>() } = {}) => {
    const [withCatalog, without] = [300, 0].map((much) =>
      pathsHolding(Repository.open(folder), tree, claims, except, much),
    );
    expect(without).toEqual(withCatalog);
    return withCatalog!;
  };
  return { folder, find, otus: [...syntheticOtus({ count, seed: 1 })] };
}

const claim = (kind: WantedClaim['kind'], value: string): WantedClaim => ({ kind, key: comparable(kind, value) });

describe('who holds a value is found, by the catalog and by the files alike', () => {
  test('of every kind', async () => {
    const { find, otus } = await searched();
    const [first, second, third, fourth, fifth] = otus as [Otu, Otu, Otu, Otu, Otu];
    const claims = [
      claim('otu_id', first.id.toUpperCase()),
      claim('name', second.name.toUpperCase()),
      claim('abbreviation', third.abbreviation),
      claim('accession', `${fourth.isolates[0]!.sequences[0]!.accession.toLowerCase()}.3`),
      claim('sequence_id', fifth.isolates[0]!.sequences[0]!.id),
    ];
    expect(find(claims)).toEqual([first, second, third, fourth, fifth].map(({ id }) => otuPath(id)).sort());
    expect(find([])).toEqual([]);
    expect(find([claim('name', 'nobody')])).toEqual([]);
  });

  test('in a state that is not HEAD, and not in files that are left out', async () => {
    const { folder, find, otus } = await searched();
    const [first, second] = otus as [Otu, Otu];
    git(folder, 'checkout', '--quiet', '-b', 'other');
    writeFiles(folder, { [otuPath(first.id)]: canonicalOtu({ ...first, name: 'Renamed elsewhere' }) });
    git(folder, 'commit', '--quiet', '--all', '-m', 'Rename');
    git(folder, 'checkout', '--quiet', 'main');
    const claims = [claim('name', 'renamed elsewhere'), claim('name', first.name), claim('name', second.name)];
    expect(find(claims)).toEqual([otuPath(first.id), otuPath(second.id)].sort());
    const tree = treeOf(folder, 'other');
    expect(find([claim('name', first.name)], { tree })).toEqual([]);
    expect(find(claims, { tree, except: new Set([otuPath(second.id)]) })).toEqual([otuPath(first.id)]);
  });

  test('in files that a person wrote, and not in those that are no OTUs', async () => {
    const { folder, find } = await searched(3);
    writeFiles(folder, {
      'otus/ha/handmade.json': '{"name":"Caf\\u00e9 \\"quoted\\" virus", "id":"handmade","schema":[],"isolates":[]}',
      'otus/br/broken11.json': '{"id":"broken11","name":"Broken virus",',
      'otus/no/notes.txt': '"Noted virus"',
    });
    git(folder, 'add', '--all');
    git(folder, 'commit', '--quiet', '-m', 'By hand');
    const names = ['CAFÉ "quoted" VIRUS', 'Broken virus', 'Noted virus'].map((name) => claim('name', name));
    expect(find(names)).toEqual(['otus/ha/handmade.json']);
  });

  test('but a value that stands in a file for something else is none', async () => {
    const { find, otus } = await searched(3);
    const { definition, host } = otus[0]!.isolates[0]!.sequences[0]!;
    expect(find([claim('name', definition), claim('name', host!), claim('abbreviation', 'Genome')])).toEqual([]);
  });
});

describe('the bytes of a file', () => {
  test('show what the OTU in it claims, however it is written', () => {
    fc.assert(
      fc.property(wildOtu, fc.boolean(), (otu, escaped) => {
        const values: [WantedClaim['kind'], string][] = [
          ['name', otu.name],
          ...(otu.abbreviation.trim() === '' ? [] : [['abbreviation', otu.abbreviation] as const]),
          ...otu.isolates.flatMap(({ sequences }) =>
            sequences.flatMap(({ id, accession }) => [['sequence_id', id] as const, ['accession', accession] as const]),
          ),
        ].filter(([, value]) => value!.trim() !== '') as [WantedClaim['kind'], string][];
        let text = JSON.stringify(otu);
        if (escaped) text = text.replace(/[^\p{ASCII}]/gu, (letter) => escapes(letter)).replace(/ /g, '\\u0020');
        for (const [kind, value] of values) {
          const key = comparable(kind, value);
          if (key !== '') expect(new ClaimScanner([key]).holds(Buffer.from(text))).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

function escapes(letter: string): string {
  return Array.from(
    { length: letter.length },
    (_, at) => `\\u${letter.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}
