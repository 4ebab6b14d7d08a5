import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, storable } from '../../src/catalog/fold.js';
import { canonicalOtu } from '../../src/otu/canonical.js';
import { otuPath } from '../../src/otu/ids.js';
import type { Otu } from '../../src/otu/types.js';
import { RepositoryBuilder } from '../../src/store/creation.js';
import { wildText } from '../support/arbitraries.js';
import { git, gitRepository, temporaryFolder, writeFiles } from '../support/repository.js';
import { syntheticOtus } from '../support/synthetic.js';
import { otuFiles, smallOtu } from './support/otus.js';
import { openCatalog } from './support/views.js';

const catalogOf = (...otus: Otu[]) => openCatalog(gitRepository(otuFiles(...otus)));
const named = (...names: string[]) =>
  catalogOf(...names.map((name, index) => smallOtu(`otu${String(index).padStart(5, '0')}`, { name })));

describe('finding OTUs', () => {
  const otus = [
    smallOtu('aaaaaaaa', { name: 'Tobacco mosaic virus', abbreviation: 'TMV' }),
    smallOtu('bbbbbbbb', { name: 'abaca bunchy top virus', abbreviation: 'ABTV' }),
    smallOtu('cccccccc', { name: '100% Écarlate_virus', abbreviation: '"Q"' }),
    smallOtu('dddddddd', { name: 'Öland\\virus', abbreviation: '' }),
    smallOtu('eeeeeeee', { name: 'tobacco MOSAIC satellite', abbreviation: 'tmv', isolates: [] }),
    smallOtu('ffffffff', { name: 'E\u0301te\u0301', abbreviation: 'été' }),
  ];
  const catalog = () => catalogOf(...otus);

  it('looks for a part of name or abbreviation, case ignored', () => {
    const here = catalog();
    const cases: [string, string[]][] = [
      ['tobacco', ['eeeeeeee', 'aaaaaaaa']],
      ['TMV', ['eeeeeeee', 'aaaaaaaa']],
      ['mv', ['eeeeeeee', 'aaaaaaaa']],
      ['VIRUS', ['cccccccc', 'bbbbbbbb', 'aaaaaaaa', 'dddddddd']],
      ['c', ['cccccccc', 'bbbbbbbb', 'eeeeeeee', 'aaaaaaaa']],
      ['%', ['cccccccc']],
      ['_', ['cccccccc']],
      ['0%', ['cccccccc']],
      ['E_VIR', ['cccccccc']],
      ['e%v', []],
      ['ö', ['dddddddd']],
      ['ÖLAND', ['dddddddd']],
      ['d\\v', ['dddddddd']],
      ['"', ['cccccccc']],
      ['"q"', ['cccccccc']],
      ['ÉTÉ', ['ffffffff']],
      ['e\u0301t', ['ffffffff']],
      ['* OR ( NEAR', []],
      ['\u0000', []],
      ['vir\u0000us', []],
      ['', ['cccccccc', 'bbbbbbbb', 'eeeeeeee', 'aaaaaaaa', 'ffffffff', 'dddddddd']],
    ];
    for (const [find, expected] of cases) {
      const { documents } = here.findOtus({ find }, 'all');
      expect(documents.map(({ id }) => id).sort(), JSON.stringify(find)).toEqual([...expected].sort());
    }
  });

  it('sorts by name, case ignored, and pages', () => {
    const names = ['b', 'C', 'a', 'D', 'e'];
    const catalog = named(...names);
    expect(catalog.findOtus({}, 'all').documents.map(({ name }) => name)).toEqual(['a', 'b', 'C', 'D', 'e']);
    const page = catalog.findOtus({}, { page: 2, per_page: 2 });
    expect(page).toMatchObject({ total_count: 5, found_count: 5, page_count: 3, per_page: 2, page: 2 });
    expect(page.documents.map(({ name }) => name)).toEqual(['C', 'D']);
    expect(catalog.findOtus({}, { page: 4, per_page: 2 })).toMatchObject({ documents: [], found_count: 5 });
    expect(page.modified_count).toBe(5);
  });

  it('tells verified ones from the others', () => {
    const here = catalog();
    expect(here.findOtus({ find: 'mosaic', verified: true }, 'all').documents.map(({ id }) => id)).toEqual([
      'aaaaaaaa',
    ]);
    expect(here.findOtus({ verified: true }, { page: 1, per_page: 1 }).found_count).toBe(5);
    expect(here.findOtus({ verified: false }, { page: 1, per_page: 1 }).found_count).toBe(1);
    expect(here.unverified()).toEqual([
      { id: 'eeeeeeee', name: 'tobacco MOSAIC satellite', abbreviation: 'tmv', verified: false, version: 0 },
    ]);
  });

  it('finds names by what is common and by what is rare in them, among thousands', () => {
    const otus = [...syntheticOtus({ count: 2600, basesPerOtu: 1 })];
    const folder = join(temporaryFolder(), 'many.git');
    const builder = new RepositoryBuilder(folder, { bare: true });
    for (const otu of otus) builder.add(otuPath(otu.id), canonicalOtu(otu));
    const ada = { name: 'Ada', email: 'ada@example.org', timestamp: 1_700_000_000, offset: 0 };
    builder.finish({ message: 'Import\n\nRefkit-Method: import\n', author: ada, committer: ada });
    const catalog = openCatalog(folder);
    for (const find of ['virus', 'us', 'curl virus 26', 'TIN BARLEY OCHRE', 'rk77v', 'vir 1', 'barley', 'virus 2599']) {
      const folded = find.toLowerCase();
      const expected = otus.filter(
        ({ name, abbreviation }) => name.toLowerCase().includes(folded) || abbreviation.toLowerCase().includes(folded),
      );
      const { documents } = catalog.findOtus({ find }, 'all');
      expect(documents.map(({ id }) => id).sort(), find).toEqual(expected.map(({ id }) => id).sort());
    }
  });

  it('finds again what is there by then, whoever changed it', () => {
    const folder = gitRepository(otuFiles(...otus));
    const [here, elsewhere] = [openCatalog(folder), openCatalog(folder)];
    const found = (catalog: typeof here) =>
      [1, 2, 3].flatMap((page) => catalog.findOtus({ find: 'tobacco' }, { page, per_page: 1 }).documents);
    const ids = (catalog: typeof here) => found(catalog).map(({ id }) => id);
    expect(ids(here)).toEqual(['eeeeeeee', 'aaaaaaaa']);

    const commit = (otu: Otu) => {
      writeFiles(folder, otuFiles(otu));
      git(folder, 'add', '.');
      git(folder, 'commit', '--quiet', '-m', `Change ${otu.name}`);
    };
    commit(smallOtu('bbbbbbbb', { name: 'A tobacco rattle virus' }));
    here.sync();
    expect(ids(here)).toEqual(['bbbbbbbb', 'eeeeeeee', 'aaaaaaaa']);

    commit(smallOtu('aaaaaaaa', { name: 'Tomato mosaic virus' }));
    elsewhere.sync();
    expect(ids(here)).toEqual(['bbbbbbbb', 'eeeeeeee']);
    elsewhere.rebuild();
    expect(ids(here)).toEqual(['bbbbbbbb', 'eeeeeeee']);
  });

  it('finds what a comparison of every name finds', () => {
    const piece = fc.oneof(wildText, fc.constantFrom('Virus', 'vir', 'IR', 'a"b"c', '%__%', 'ẞß', 'İi'));
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.tuple(piece, piece).map(([a, b]) => `${a}${b}x`),
          { minLength: 1, maxLength: 8 },
        ),
        fc.array(piece, { minLength: 1 }),
        (names, finds) => {
          const catalog = named(...names);
          for (const find of finds) {
            const expected = names.filter((name) => fold(storable(name)).includes(fold(storable(find))));
            const { documents } = catalog.findOtus({ find }, 'all');
            expect(documents.map(({ name }) => name).sort()).toEqual(expected.map(storable).sort());
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('naming an OTU', () => {
  it('is by id, else by name, else by abbreviation', () => {
    const catalog = catalogOf(
      smallOtu('aaaaaaaa', { name: 'Alpha', abbreviation: 'AV' }),
      smallOtu('bbbbbbbb', { name: 'Beta', abbreviation: 'AV' }),
      smallOtu('cccccccc', { name: 'bbbbbbbb', abbreviation: '' }),
      smallOtu('dddddddd', { name: 'ALPHA', abbreviation: 'Beta' }),
    );
    const cases: [string, string[]][] = [
      ['aaaaaaaa', ['aaaaaaaa']],
      ['bbbbbbbb', ['bbbbbbbb']],
      ['beta', ['bbbbbbbb']],
      ['alpha', ['aaaaaaaa', 'dddddddd']],
      ['AV', ['aaaaaaaa', 'bbbbbbbb']],
      ['av', []],
      ['', []],
      ['Alph', []],
      ["' OR 1", []],
    ];
    for (const [text, ids] of cases)
      expect(
        catalog.resolveOtu(text).map(({ id }) => id),
        text,
      ).toEqual(ids);
  });
});

describe('what only one may have', () => {
  const sequence = (id: string, accession: string) => ({
    ...smallOtu('x'.repeat(8)).isolates[0]!.sequences[0]!,
    id,
    accession,
  });
  const isolates = (...sequences: ReturnType<typeof sequence>[]) => [{ ...smallOtu('y').isolates[0]!, sequences }];
  const catalog = () =>
    catalogOf(
      smallOtu('aaaaaaaa', { name: 'Älpha', abbreviation: 'AV', isolates: isolates(sequence('s1', 'NC_010317.1')) }),
      smallOtu('bbbbbbbb', { name: 'Beta', isolates: isolates(sequence('s2', 'nc_010317'), sequence('s3', ' X1 ')) }),
    );

  it('is a name, case ignored, and an abbreviation, exactly', () => {
    expect(catalog().nameTaken('äLPHA')).toBe('aaaaaaaa');
    expect(catalog().nameTaken('älpha', 'aaaaaaaa')).toBeNull();
    expect(catalog().nameTaken('Alpha')).toBeNull();
    expect(catalog().abbreviationTaken('AV')).toBe('aaaaaaaa');
    expect(catalog().abbreviationTaken('AV', 'aaaaaaaa')).toBeNull();
    expect(catalog().abbreviationTaken('av')).toBeNull();
    expect(catalog().abbreviationTaken('')).toBeNull();
  });

  it('is an OTU id, case ignored', () => {
    expect(catalog().otuIdTaken('AAAAAAAA')).toBe(true);
    expect(catalog().otuIdTaken('cccccccc')).toBe(false);
  });

  it('is a sequence id and an accession, exactly', () => {
    expect(catalog().sequenceIdTaken('s3')).toBe('bbbbbbbb');
    expect(catalog().sequenceIdTaken('S3')).toBeNull();
    expect(catalog().accessionTaken('NC_010317.1')).toBe('aaaaaaaa');
    expect(catalog().accessionTaken('NC_010317.1', 's1')).toBeNull();
    expect(catalog().accessionTaken('NC_010317')).toBeNull();
    expect(catalog().accessionTaken('')).toBeNull();
  });

  it('shows who holds the same accession in another version or spelling', () => {
    expect(catalog().accessionHolders('NC_010317.2')).toEqual([
      { otu_id: 'aaaaaaaa', isolate_id: 'yi', sequence_id: 's1', accession: 'NC_010317.1' },
      { otu_id: 'bbbbbbbb', isolate_id: 'yi', sequence_id: 's2', accession: 'nc_010317' },
    ]);
    expect(catalog().accessionHolders('x1')).toHaveLength(1);
    expect(catalog().holders('accession', 'NC_010317')).toEqual([
      { path: 'otus/aa/aaaaaaaa.json', otu: { id: 'aaaaaaaa', name: 'Älpha' }, value: 'NC_010317.1' },
      { path: 'otus/bb/bbbbbbbb.json', otu: { id: 'bbbbbbbb', name: 'Beta' }, value: 'nc_010317' },
    ]);
    expect(
      catalog()
        .holders('name', 'älpha')
        .map(({ value }) => value),
    ).toEqual(['Älpha']);
  });
});

describe('the isolates of an OTU', () => {
  it('come without bases', () => {
    const otu = smallOtu('aaaaaaaa');
    expect(catalogOf(otu).isolates('aaaaaaaa')).toEqual([
      {
        id: 'aaaaaaaai',
        source_type: 'isolate',
        source_name: 'A',
        default: true,
        sequences: [{ id: 'aaaaaaaas', accession: 'RK_aaaaaaaa.1', segment: null, length: 4 }],
      },
    ]);
    expect(catalogOf(otu).isolates('bbbbbbbb')).toEqual([]);
  });
});
