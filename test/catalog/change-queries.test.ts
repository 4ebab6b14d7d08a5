import { describe, expect, it } from 'vitest';
import type { ChangeQuery } from '../../src/catalog/catalog.js';
import { writeFiles } from '../support/repository.js';
import { otuFiles, smallOtu } from './support/otus.js';
import { openCatalog } from './support/views.js';
import { Workshop } from './support/workshop.js';

/** Twelve changes by two people, a day apart, the first seven of them in an index. */
function busyShop(): Workshop {
  const shop = new Workshop();
  for (let day = 1; day <= 12; day += 1) {
    writeFiles(shop.folder, otuFiles(smallOtu(`otu0000${day % 4}`, { name: `Name ${day}` })));
    const author = day % 3 === 0 ? 'Bob <BOB@example.org>' : 'Ada <ada@example.org>';
    const date = `2024-03-${String(day).padStart(2, '0')}T12:00:00Z`;
    shop.git('add', '.');
    shop.git('commit', '--quiet', '-m', `Day ${day}`, `--author=${author}`, `--date=${date}`);
    if (day === 7) shop.git('tag', '-a', '-m', 'Index 0', 'index/0');
  }
  return shop;
}

describe('finding changes', () => {
  const shop = busyShop;
  const days = (shop: Workshop, query: ChangeQuery) => {
    const page = openCatalog(shop.folder).changes({ ...query, page: 1, per_page: 100 });
    expect(page.found_count).toBe(page.documents.length);
    return page.documents.map(({ created_at }) => Number(created_at.slice(8, 10)));
  };

  it('goes by OTU, state, author, time and index, each and all', () => {
    const here = shop();
    const since = new Date('2024-03-05T12:00:00Z');
    expect(days(here, {})).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(days(here, { otu: 'otu00001' })).toEqual([9, 5, 1]);
    expect(days(here, { unbuilt: true })).toEqual([12, 11, 10, 9, 8]);
    expect(days(here, { unbuilt: false })).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(days(here, { index: 0 })).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(days(here, { index: 1 })).toEqual([]);
    expect(days(here, { emails: ['bob@EXAMPLE.org'] })).toEqual([12, 9, 6, 3]);
    expect(days(here, { emails: ['bob@example.org', 'ada@example.org'] })).toHaveLength(12);
    expect(days(here, { emails: [] })).toEqual([]);
    expect(days(here, { since })).toEqual([12, 11, 10, 9, 8, 7, 6, 5]);
    expect(days(here, { since: new Date('2024-03-05T12:00:00.001Z') })).toHaveLength(7);
    expect(days(here, { otu: 'otu00001', unbuilt: true })).toEqual([9]);
    expect(days(here, { otu: 'otu00001', since, emails: ['ada@example.org'], unbuilt: false })).toEqual([5]);
    expect(days(here, { otu: 'nobody' })).toEqual([]);
    expect(days(here, { unbuilt: true, since, emails: ['bob@example.org'] })).toEqual([12, 9]);
  });

  it('gives pages', () => {
    const catalog = openCatalog(shop().folder);
    const seen: string[] = [];
    for (let page = 1; page <= 4; page += 1) {
      const { documents, ...rest } = catalog.changes({ page, per_page: 5 });
      expect(rest).toEqual({ total_count: 12, found_count: 12, page_count: 3, per_page: 5, page });
      seen.push(...documents.map(({ id }) => id));
    }
    expect(seen).toEqual(catalog.changes({ page: 1, per_page: 12 }).documents.map(({ id }) => id));
    const { documents } = catalog.changes({ unbuilt: false, page: 2, per_page: 5 });
    expect(documents.map(({ position }) => position)).toEqual([2, 1]);
    expect(catalog.changes({ otu: 'otu00001', page: 2, per_page: 2 }).documents.map(({ id }) => id)).toEqual([
      'otu00001.0',
    ]);
  });

  it('counts contributors', () => {
    const catalog = openCatalog(shop().folder);
    const ada = { name: 'Ada', email: 'ada@example.org' };
    const bob = { name: 'Bob', email: 'BOB@example.org' };
    expect(catalog.contributors()).toEqual([
      { ...ada, count: 8 },
      { ...bob, count: 4 },
    ]);
    expect(catalog.contributors(0)).toEqual([
      { ...ada, count: 5 },
      { ...bob, count: 2 },
    ]);
    expect(catalog.contributors(1)).toEqual([]);
  });

  it('knows no change of an id that is none', () => {
    const catalog = openCatalog(shop().folder);
    expect(catalog.change('otu00001.0')).not.toBeNull();
    const others = [
      '',
      'otu00001',
      '.1',
      'otu00001.',
      'otu00001.99',
      'otu00001.-1',
      'otu00001.1e0',
      'otu00001.removed',
    ];
    for (const id of others) expect(catalog.change(id), id).toBeNull();
  });
});
