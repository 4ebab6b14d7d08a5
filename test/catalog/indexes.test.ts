import { describe, expect, it } from 'vitest';
import { NotFoundError } from '../../src/otu/errors.js';
import { smallOtu } from './support/otus.js';
import { everythingIn, expectAgreement, openCatalog, openFreshCatalog } from './support/views.js';
import { Workshop } from './support/workshop.js';

const a = (name = 'Alpha') => smallOtu('aaaaaaaa', { name });
const b = (name = 'Beta') => smallOtu('bbbbbbbb', { name });
const tag = (shop: Workshop, n: number, at = 'HEAD') =>
  shop.git('tag', '--force', '-a', '-m', `Index ${n}`, `index/${n}`, at);

describe('indexes', () => {
  it('are what the tags say', () => {
    const shop = new Workshop(a(), b());
    shop.commit('Edit', a('Alef'));
    tag(shop, 0);
    shop.remove('Gone', 'bbbbbbbb');
    shop.commit('Edit', a('Aleph'), smallOtu('cccccccc'));
    tag(shop, 1);
    shop.commit('Later', a('Alif'));
    const catalog = openCatalog(shop.folder);
    expectAgreement(catalog, shop.folder);
    expect(catalog.indexes()).toEqual([
      {
        n: 1,
        tag: 'index/1',
        commit: shop.git('rev-parse', 'HEAD~'),
        created_at: expect.stringMatching(/^\d{4}-.*Z$/),
        tagger: { name: 'Ada Curator', email: 'ada@example.org' },
        change_count: 3,
        modified_otu_count: 3,
      },
      expect.objectContaining({ n: 0, change_count: 3, modified_otu_count: 2 }),
    ]);
    expect(catalog.indexManifest(0)).toEqual({ aaaaaaaa: 1, bbbbbbbb: 0 });
    expect(catalog.indexManifest(1)).toEqual({ aaaaaaaa: 2, cccccccc: 0 });
    expect(catalog.indexOtus(0)).toEqual([
      { id: 'aaaaaaaa', name: 'Alef', change_count: 2 },
      { id: 'bbbbbbbb', name: 'Beta', change_count: 1 },
    ]);
    expect(catalog.otu('aaaaaaaa')).toMatchObject({ version: 3, last_indexed_version: 2 });
    expect(catalog.mostRecentUnbuiltChange('aaaaaaaa')?.id).toBe('aaaaaaaa.3');
    expect(catalog.mostRecentUnbuiltChange('cccccccc')).toBeNull();
    expect(catalog.change('bbbbbbbb.removed')?.index).toEqual({ n: 1, commit: shop.git('rev-parse', 'index/1^{}') });
    expect(() => catalog.indexManifest(2)).toThrow(NotFoundError);
    expect(() => catalog.indexOtus(2)).toThrow(NotFoundError);
  });

  it('may appear, move and go without HEAD', () => {
    const shop = new Workshop(a());
    shop.commit('Edit', a('Alef'));
    shop.commit('Edit', b());
    const catalog = openCatalog(shop.folder);
    const steps: [() => void, number][] = [
      [() => tag(shop, 3, 'HEAD~'), 1],
      [() => tag(shop, 4), 0],
      [() => shop.git('tag', '--delete', 'index/4'), 1],
      [() => tag(shop, 3, 'HEAD~2'), 2],
      [() => tag(shop, 0), 0],
      [() => shop.git('pack-refs', '--all'), 0],
      [() => shop.git('tag', '--delete', 'index/0', 'index/3'), 3],
    ];
    for (const [step, unbuilt] of steps) {
      step();
      catalog.sync();
      expect(catalog.counts().unbuilt_changes).toBe(unbuilt);
      expectAgreement(catalog, shop.folder);
      expect(everythingIn(catalog)).toEqual(everythingIn(openFreshCatalog(shop.folder)));
    }
  });

  it('may be light-weight tags, or tags of tags; others are none', () => {
    const shop = new Workshop(a());
    shop.git('tag', 'index/0');
    shop.commit('Edit', a('Alef'));
    tag(shop, 1);
    shop.git('tag', '--force', '-a', '-m', 'A tag of a tag', 'index/1', 'index/1');
    shop.git('tag', 'index/2', 'HEAD^{tree}');
    for (const name of ['index/01', 'index/x', 'index/-1', 'index/3/x', 'indexes']) shop.git('tag', name);
    const catalog = openCatalog(shop.folder);
    expect(catalog.indexes().map(({ n, change_count }) => [n, change_count])).toEqual([
      [1, 1],
      [0, 1],
    ]);
    expect(catalog.counts().unbuilt_changes).toBe(0);
  });

  it('reach side branches, and histories that HEAD has left', () => {
    const shop = new Workshop(a(), b());
    shop.branch('side', 'HEAD');
    shop.commit('On the side', b('Bet'));
    tag(shop, 0);
    shop.commit('On the side, later', b('Beth'));
    shop.branch('main');
    shop.commit('On main', a('Alef'));
    const catalog = openCatalog(shop.folder);
    expect(catalog.otu('bbbbbbbb')).toMatchObject({ version: 0, last_indexed_version: 1 });
    expect(catalog.indexManifest(0)).toEqual({ aaaaaaaa: 0, bbbbbbbb: 1 });
    shop.merge('side');
    catalog.sync();
    expectAgreement(catalog, shop.folder);
    expect(catalog.changes({ unbuilt: true, page: 1, per_page: 9 }).documents.map(({ id }) => id)).toEqual([
      'bbbbbbbb.2',
      'aaaaaaaa.1',
    ]);
    tag(shop, 1);
    shop.git('reset', '--quiet', '--hard', 'HEAD~');
    catalog.sync();
    expectAgreement(catalog, shop.folder);
    shop.commit('Elsewhere', smallOtu('cccccccc'));
    catalog.sync();
    expectAgreement(catalog, shop.folder);
    expect(everythingIn(catalog)).toEqual(everythingIn(openFreshCatalog(shop.folder)));
  });

  it('are left out where their commits are not in this clone', () => {
    const shop = new Workshop(a());
    tag(shop, 0);
    shop.git('tag', '--delete', 'index/0');
    shop.git('update-ref', '--no-deref', 'refs/tags/index/5', 'HEAD');
    const catalog = openCatalog(shop.folder);
    expect(catalog.indexes().map(({ n }) => n)).toEqual([5]);
  });
});
