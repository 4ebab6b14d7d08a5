import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { git, temporaryFolder, writeFiles } from '../support/repository.js';
import { otuFiles, smallOtu } from './support/otus.js';
import { expectAgreement, openCatalog } from './support/views.js';
import { Workshop } from './support/workshop.js';

const refkit = (subject: string, method: string) => `${subject}\n\nRefkit-Method: ${method}\n`;
const a = (name = 'Alpha') => smallOtu('aaaaaaaa', { name });
const b = (name = 'Beta') => smallOtu('bbbbbbbb', { name });
const c = (name = 'Gamma') => smallOtu('cccccccc', { name });

/** Ids, methods and descriptions of all changes, oldest first, after a comparison with git. */
function told(folder: string): string[] {
  const catalog = openCatalog(folder);
  expectAgreement(catalog, folder);
  const { documents } = catalog.changes({ page: 1, per_page: 1000 });
  return documents.reverse().map(({ id, method_name, description }) => `${id} ${method_name}: ${description}`);
}

describe('the history that a catalog tells', () => {
  it('counts versions over removal and return', () => {
    const shop = new Workshop(a());
    shop.commit(refkit('Changed name to Alef', 'edit'), a('Alef'));
    shop.remove(refkit('Removed Alef', 'remove'), 'aaaaaaaa');
    shop.commit(refkit('Reverted Alef to version 1', 'revert'), a('Alef'));
    shop.remove('Away with it', 'aaaaaaaa');
    expect(told(shop.folder)).toEqual([
      'aaaaaaaa.0 create: Created Alpha',
      'aaaaaaaa.1 edit: Changed name to Alef',
      'aaaaaaaa.removed remove: Removed Alef',
      'aaaaaaaa.3 revert: Reverted Alef to version 1',
      'aaaaaaaa.removed remove: Removed Alef',
    ]);
    const catalog = openCatalog(shop.folder);
    expect(catalog.change('aaaaaaaa.removed')?.version).toBe(4);
    expect(catalog.change('aaaaaaaa.2')).toMatchObject({ id: 'aaaaaaaa.removed', version: 2 });
    expect(catalog.otu('aaaaaaaa')).toBeNull();
  });

  it('puts what a merge brings just before it, and the merge itself is no change', () => {
    const shop = new Workshop(a(), b());
    shop.branch('side', 'HEAD');
    shop.commit(refkit('Side edit of Beta', 'edit'), b('Bet'));
    shop.branch('main');
    shop.commit(refkit('Main edit of Alpha', 'edit'), a('Alef'));
    shop.merge('side');
    shop.commit(refkit('Last edit of Beta', 'edit'), b('Beth'));
    expect(told(shop.folder)).toEqual([
      'aaaaaaaa.0 create: Created Alpha',
      'bbbbbbbb.0 create: Created Beta',
      'aaaaaaaa.1 edit: Main edit of Alpha',
      'bbbbbbbb.1 edit: Side edit of Beta',
      'bbbbbbbb.2 edit: Last edit of Beta',
    ]);
  });

  it('takes the solution of a conflict as a change, told by what it did', () => {
    const shop = new Workshop(a());
    shop.branch('side', 'HEAD');
    shop.commit(refkit('On the side', 'edit'), a('Alef'));
    shop.branch('main');
    shop.commit(refkit('On main', 'edit'), a('Aleph'));
    expect(() => shop.merge('side')).toThrow();
    shop.commit(refkit('A message that claims too much', 'add_isolate'), a('Alif'));
    expect(told(shop.folder)).toEqual([
      'aaaaaaaa.0 create: Created Alpha',
      'aaaaaaaa.1 edit: On main',
      'aaaaaaaa.2 edit: On the side',
      'aaaaaaaa.3 edit: Changed name to Alif',
    ]);
  });

  it('does not count a merge that keeps one side as a change, but shows what it left', () => {
    const shop = new Workshop(a(), b());
    shop.branch('side', 'HEAD');
    shop.commit('Side', c());
    shop.branch('main');
    shop.commit('Main', a('Alef'));
    shop.remove('Main again', 'bbbbbbbb');
    const catalog = openCatalog(shop.folder);
    shop.git('merge', '--quiet', '--no-edit', '--strategy=ours', 'side');
    catalog.sync();
    expectAgreement(catalog, shop.folder);
    // Now the tree of the side: Alpha and Beta as they were there, without a commit of their own.
    const tree = shop.git('rev-parse', 'side^{tree}');
    const merge = shop.git('commit-tree', tree, '-p', 'HEAD~', '-p', 'side', '-m', 'Theirs');
    shop.git('reset', '--quiet', '--hard', merge);
    catalog.sync();
    expectAgreement(catalog, shop.folder);
    expect(catalog.otu('aaaaaaaa')?.name).toBe('Alpha');
    expect(catalog.otu('bbbbbbbb')?.version).toBe(1);
    expect(catalog.otu('cccccccc')?.version).toBe(0);
  });

  it('follows octopus and criss-cross merges', () => {
    const shop = new Workshop(a(), b(), c());
    const base = shop.git('rev-parse', 'HEAD');
    for (const [name, otu] of [
      ['one', a('A1')],
      ['two', b('B1')],
      ['three', c('C1')],
    ] as const) {
      shop.branch(name, base);
      shop.commit(refkit(`Edit on ${name}`, 'edit'), otu);
    }
    shop.branch('main');
    shop.merge('one', 'two', 'three');
    const catalog = openCatalog(shop.folder);
    expectAgreement(catalog, shop.folder);

    shop.branch('left', 'HEAD');
    shop.commit('Left', a('A2'));
    shop.branch('right', 'main');
    shop.commit('Right', b('B2'));
    shop.branch('left2', 'left');
    shop.merge('right');
    shop.branch('right2', 'right');
    shop.merge('left');
    shop.commit('Right, later', c('C2'));
    shop.branch('main');
    shop.git('merge', '--quiet', '--ff-only', 'left2');
    catalog.sync();
    shop.merge('right2');
    catalog.sync();
    expectAgreement(catalog, shop.folder);
    expect(catalog.otu('cccccccc')).toMatchObject({ name: 'C2', version: 2 });
  });

  it('tells squash merges, cherry-picks, rebases and reverts by plain git', () => {
    const shop = new Workshop(a(), b());
    shop.branch('side', 'HEAD');
    const renamed = shop.commit(refkit('Changed name to Alef', 'edit'), a('Alef'));
    shop.branch('feature', 'main');
    shop.commit(refkit('Changed name to Bet', 'edit'), b('Bet'));
    shop.commit(refkit('Created Gamma', 'create'), c());
    shop.commit(refkit('Changed name to Beth', 'edit'), b('Beth'));
    shop.branch('main');
    shop.git('cherry-pick', '-x', renamed);
    shop.branch('feature');
    shop.git('rebase', '--quiet', 'main');
    shop.branch('main');
    shop.git('merge', '--quiet', '--squash', 'feature');
    shop.git('commit', '--quiet', '--no-edit');
    shop.git('revert', '--no-edit', 'HEAD~1');
    shop.merge('feature');
    expect(told(shop.folder)).toEqual([
      'aaaaaaaa.0 create: Created Alpha',
      'bbbbbbbb.0 create: Created Beta',
      'aaaaaaaa.1 edit: Changed name to Alef',
      'bbbbbbbb.1 edit: Changed name to Beth',
      'cccccccc.0 create: Created Gamma',
      'aaaaaaaa.2 edit: Changed name to Alpha',
      // The branch that was squashed, merged on top of that.
      'bbbbbbbb.2 edit: Changed name to Bet',
      'cccccccc.1 create: Created Gamma',
      'bbbbbbbb.3 edit: Changed name to Beth',
    ]);
  });

  it('makes itself anew after a pull that puts the local commits first', () => {
    const shop = new Workshop(a(), b());
    const clone = `${temporaryFolder()}/clone`;
    git(shop.folder, 'clone', '--quiet', shop.folder, clone);
    shop.commit(refkit('Upstream', 'edit'), a('Alef'));
    shop.git('tag', '-a', '-m', 'Index 0', 'index/0');
    writeFiles(clone, otuFiles(b('Bet')));
    git(clone, 'commit', '--quiet', '--all', '-m', 'Local');
    const catalog = openCatalog(clone);
    git(clone, 'pull', '--quiet', '--no-rebase', '--no-edit', '--tags');
    catalog.sync();
    expectAgreement(catalog, clone);
    git(clone, 'push', '--quiet', 'origin', 'HEAD:refs/heads/merged');
    const upstream = openCatalog(shop.folder);
    shop.git('merge', '--quiet', '--ff-only', 'merged');
    upstream.sync();
    expectAgreement(upstream, shop.folder);
    expect(upstream.changes({ page: 1, per_page: 9 })).toEqual(catalog.changes({ page: 1, per_page: 9 }));
  });

  it('lists what is no OTU as broken, and goes on', () => {
    const shop = new Workshop(a());
    const folder = shop.folder;
    writeFiles(folder, {
      'otus/dd/dddddddd.json': '{ "id": ',
      'otus/ee/eeeeeeee.json': Buffer.from([0xff, 0xfe, 0x7b]),
      'otus/ff/ffffffff.json': a(),
      'otus/zz/aaaaaaaa.json': 'in the wrong folder',
      'otus/README.md': 'not an OTU',
    });
    shop.commit(refkit('Added Isolate a', 'add_isolate'));
    expect(openCatalog(folder).broken()).toEqual([
      { id: 'dddddddd', path: 'otus/dd/dddddddd.json', message: expect.stringContaining('not JSON') },
      { id: 'eeeeeeee', path: 'otus/ee/eeeeeeee.json', message: expect.stringContaining('UTF-16') },
      { id: 'ffffffff', path: 'otus/ff/ffffffff.json', message: expect.stringContaining('its id is aaaaaaaa') },
    ]);
    shop.commit('Repaired', smallOtu('dddddddd'));
    shop.remove('Gone', 'eeeeeeee');
    expect(told(folder)).toEqual([
      'aaaaaaaa.0 create: Created Alpha',
      'dddddddd.0 create: Created dddddddd by hand (not readable)',
      'eeeeeeee.0 create: Created eeeeeeee by hand (not readable)',
      'ffffffff.0 create: Created Alpha',
      'dddddddd.1 edit: Made Virus dddddddd readable',
      'eeeeeeee.removed remove: Removed eeeeeeee, whose file was not readable',
    ]);
    expect(openCatalog(folder).broken()).toHaveLength(1);
  });

  it('takes an import as one change for each OTU', () => {
    const shop = new Workshop();
    shop.commit(refkit('Imported 3 OTUs from reference.json', 'import'), a(), b(), c());
    shop.commit(refkit('Updated from v2', 'remote'), a('Alef'), c());
    expect(told(shop.folder)).toEqual([
      'aaaaaaaa.0 import: Imported Alpha',
      'bbbbbbbb.0 import: Imported Beta',
      'cccccccc.0 import: Imported Gamma',
      'aaaaaaaa.1 remote: Updated Alef',
    ]);
  });

  it('does not count a change of mode, nor a link in the place of a file', () => {
    const shop = new Workshop(a(), b());
    shop.git('update-index', '--chmod=+x', 'otus/aa/aaaaaaaa.json');
    shop.git('commit', '--quiet', '-m', 'Executable');
    const link = git(shop.folder, 'hash-object', '-w', 'reference.yaml');
    shop.git('update-index', '--cacheinfo', `120000,${link},otus/bb/bbbbbbbb.json`);
    shop.git('commit', '--quiet', '-m', 'Linked');
    expect(told(shop.folder).slice(2)).toEqual(['bbbbbbbb.removed remove: Removed Beta']);
    expect(openCatalog(shop.folder).counts().otus).toBe(1);
  });

  it('bears dates and names that nobody has', () => {
    const shop = new Workshop(a());
    const tree = shop.git('rev-parse', 'HEAD^{tree}');
    const parent = shop.git('rev-parse', 'HEAD');
    const people = 'author  <> 99999999999999 +0000\ncommitter \ufffd <x> -5 +0000';
    const odd = execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], {
      cwd: shop.folder,
      input: `tree ${tree}\nparent ${parent}\n${people}\n\n\n`,
      encoding: 'utf8',
    });
    shop.git('reset', '--quiet', '--hard', odd.trim());
    shop.commit('\u0007', a('Alef'));
    const [newest] = openCatalog(shop.folder).changes({ page: 1, per_page: 1 }).documents;
    expect(newest).toMatchObject({ id: 'aaaaaaaa.1', position: 2, description: 'Changed name to Alef' });
  });
});
