import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { Catalog } from '../../src/catalog/catalog.js';
import { ShallowCloneError } from '../../src/catalog/errors.js';
import { Sqlite } from '../../src/sqlite/sqlite.js';
import { Repository } from '../../src/store/repository.js';
import { git, gitRepository, temporaryFolder, writeFiles } from '../support/repository.js';
import { syntheticOtus } from '../support/synthetic.js';
import { startChild } from './support/children.js';
import { otuFiles, smallOtu } from './support/otus.js';
import { everythingIn, expectAgreement, openCatalog, openFreshCatalog } from './support/views.js';

function commit(folder: string, message: string, ...otus: ReturnType<typeof smallOtu>[]): string {
  writeFiles(folder, otuFiles(...otus));
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--allow-empty', '-m', message);
  return git(folder, 'rev-parse', 'HEAD');
}

function catalogPath(folder: string): string {
  return join(git(folder, 'rev-parse', '--absolute-git-dir'), 'refkit', 'catalog.db');
}

describe('opening a catalog', () => {
  it('makes it from git, in the git folder, and finds it there the next time', () => {
    const folder = gitRepository(otuFiles(smallOtu('aaaaaaaa'), smallOtu('bbbbbbbb', { isolates: [] })));
    expectAgreement(openCatalog(folder), folder);
    expect(existsSync(catalogPath(folder))).toBe(true);

    const onProgress = vi.fn();
    const again = openCatalog(folder, { onProgress });
    const head = git(folder, 'rev-parse', 'HEAD');
    expect(again.counts()).toEqual({
      head,
      otus: 2,
      unverified: 1,
      changes: 2,
      unbuilt_changes: 2,
      unbuilt_otus: 2,
    });
    expect(again.head).toBe(head);
    expect(onProgress).not.toHaveBeenCalled();
  });

  it('reads no object while HEAD and the index tags stay where they are', () => {
    const folder = gitRepository(otuFiles(smallOtu('aaaaaaaa')));
    git(folder, 'tag', 'index/0');
    openCatalog(folder);
    const repo = Repository.open(folder);
    const read = vi.spyOn(repo.objects, 'read');
    const catalog = Catalog.open(repo);
    catalog.sync();
    expect(read).not.toHaveBeenCalled();
    catalog.close();
  });

  it('appends what came after, whatever it was opened by', () => {
    const folder = gitRepository(otuFiles(smallOtu('aaaaaaaa')));
    const catalog = openCatalog(folder);
    commit(folder, 'Second', smallOtu('aaaaaaaa', { name: 'Renamed' }), smallOtu('cccccccc'));
    expect(catalog.counts().changes).toBe(1);
    catalog.sync();
    expect(catalog.otu('aaaaaaaa')).toMatchObject({ name: 'Renamed', version: 1 });
    expectAgreement(catalog, folder);
    expectAgreement(openCatalog(folder), folder);
  });

  it('reads a handful of objects for one new commit, however many OTUs there are', () => {
    const folder = gitRepository(otuFiles(...syntheticOtus({ count: 300, basesPerOtu: 20 })));
    openCatalog(folder);
    const [first] = syntheticOtus({ count: 1, basesPerOtu: 20 });
    commit(folder, 'One more', { ...first!, name: 'Renamed' });
    const repo = Repository.open(folder);
    const read = vi.spyOn(repo.objects, 'read');
    const catalog = Catalog.open(repo);
    expect(catalog.counts().changes).toBe(301);
    // The commit, its parent, three trees of each, two blobs.
    expect(new Set(read.mock.calls.flat()).size).toBeLessThanOrEqual(10);
    catalog.close();
  });

  it('goes back and elsewhere with HEAD', () => {
    const folder = gitRepository(otuFiles(smallOtu('aaaaaaaa')));
    const base = git(folder, 'rev-parse', 'HEAD');
    commit(folder, 'Second', smallOtu('bbbbbbbb'));
    const catalog = openCatalog(folder);
    git(folder, 'checkout', '--quiet', '-b', 'other', base);
    commit(folder, 'Elsewhere', smallOtu('cccccccc'), smallOtu('aaaaaaaa', { name: 'Renamed' }));
    catalog.sync();
    expectAgreement(catalog, folder);
    git(folder, 'checkout', '--quiet', '--detach', base);
    catalog.sync();
    expectAgreement(catalog, folder);
    git(folder, 'checkout', '--quiet', '--orphan', 'new');
    commit(folder, 'Another root', smallOtu('dddddddd'));
    catalog.sync();
    expectAgreement(catalog, folder);
  });

  it('knows a repository without commits as empty', () => {
    const folder = temporaryFolder();
    git(folder, 'init', '--quiet');
    const catalog = openCatalog(folder);
    expect(catalog.head).toBeNull();
    expect(catalog.changes({ page: 1, per_page: 15 })).toEqual({
      documents: [],
      total_count: 0,
      found_count: 0,
      page_count: 0,
      per_page: 15,
      page: 1,
    });
    commit(folder, 'First', smallOtu('aaaaaaaa'));
    catalog.sync();
    expectAgreement(catalog, folder);
  });

  it('refuses a shallow clone, and says how to get the rest', () => {
    const folder = gitRepository(otuFiles(smallOtu('aaaaaaaa')));
    commit(folder, 'Second', smallOtu('bbbbbbbb'));
    const shallow = join(temporaryFolder(), 'clone');
    git(folder, 'clone', '--quiet', '--depth', '1', `file://${folder}`, shallow);
    const open = () => openCatalog(shallow);
    expect(open).toThrow(ShallowCloneError);
    expect(open).toThrow(expect.objectContaining({ kind: 'failed', code: 'SHALLOW_CLONE' }));
    expect(open).toThrow(
      expect.objectContaining({
        suggestions: expect.arrayContaining([expect.stringContaining('git fetch --unshallow')]),
      }),
    );
    git(shallow, 'fetch', '--quiet', '--unshallow');
    expectAgreement(openCatalog(shallow), shallow);
  });

  it('keeps one for each linked worktree', () => {
    const folder = gitRepository(otuFiles(smallOtu('aaaaaaaa')));
    const linked = join(temporaryFolder(), 'linked worktree');
    git(folder, 'worktree', 'add', '--quiet', '-b', 'side', linked);
    commit(linked, 'Aside', smallOtu('bbbbbbbb'));
    const [main, side] = [openCatalog(folder), openCatalog(linked)];
    expect(main.counts().otus).toBe(1);
    expect(side.counts().otus).toBe(2);
    expect(catalogPath(linked)).not.toBe(catalogPath(folder));
    expectAgreement(side, linked);
  });

  it('tells how far it is', () => {
    const folder = gitRepository(otuFiles(...syntheticOtus({ count: 200, basesPerOtu: 10 })));
    const onProgress = vi.fn();
    openCatalog(folder, { onProgress });
    const last = onProgress.mock.lastCall as [number, number, string];
    expect(last).toEqual([192, 201, 'Building the catalog']);
  });
});

describe('a catalog file', () => {
  const folderWithCatalog = async () => {
    const folder = gitRepository(otuFiles(...syntheticOtus({ count: 60, basesPerOtu: 10 })));
    await (await startChild(folder)).ended;
    // As after a while: everything in the one file. In a process of its own, since the driver closes files late.
    const script = "new (require('libsql'))(process.argv[1]).exec('PRAGMA wal_checkpoint (TRUNCATE)')";
    execFileSync(process.execPath, ['-e', script, catalogPath(folder)]);
    return folder;
  };

  it.each([
    ['is not a database', (path: string) => writeFileSync(path, Buffer.alloc(9000, 'rubbish '))],
    ['is empty', (path: string) => writeFileSync(path, '')],
    ['was cut short', (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2))],
    [
      'is damaged in the middle',
      (path: string) => {
        const bytes = readFileSync(path);
        for (let at = 4096; at < bytes.length; at += 4096) bytes.fill(0xa5, at, at + 512);
        writeFileSync(path, bytes);
      },
    ],
    [
      'has another version',
      (path: string) => {
        const db = new Sqlite(path, 1000);
        db.exec('DROP TABLE changes; CREATE TABLE people_of_old (a); PRAGMA user_version = 77');
        db.close();
      },
    ],
  ])('that %s is made anew', async (_, damage) => {
    const folder = await folderWithCatalog();
    const path = catalogPath(folder);
    damage(path);
    const onWarning = vi.fn();
    const catalog = openCatalog(folder, { onWarning });
    expect(everythingIn(catalog)).toEqual(everythingIn(openFreshCatalog(folder)));
    expect(onWarning).not.toHaveBeenCalled();
    // It is a file again, and a good one.
    expect(everythingIn(openCatalog(folder))).toEqual(everythingIn(catalog));
  });

  it.each([
    ['a file stands where its folder should be', (path: string) => writeFileSync(join(path, '..'), '')],
    ['a folder stands in its place', (path: string) => mkdirSync(join(path, 'x'), { recursive: true })],
  ])('that cannot be had, since %s, is done without, in memory', (_, obstruct) => {
    const folder = gitRepository(otuFiles(smallOtu('aaaaaaaa')));
    obstruct(catalogPath(folder));
    const onWarning = vi.fn();
    const catalog = openCatalog(folder, { onWarning });
    expectAgreement(catalog, folder);
    commit(folder, 'Second', smallOtu('bbbbbbbb'));
    catalog.sync();
    expectAgreement(catalog, folder);
    expect(onWarning).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('cannot be kept in'));
  });

  it('that was tampered with differs from git, until it is made anew', () => {
    const folder = gitRepository(otuFiles(smallOtu('aaaaaaaa')));
    const catalog = openCatalog(folder);
    expect(catalog.differences()).toEqual([]);
    const db = new Sqlite(catalogPath(folder), 1000);
    db.exec("UPDATE otus SET name = 'Another'; UPDATE state SET changes = 7; DELETE FROM sequences");
    db.close();
    expect(catalog.differences()).toEqual([
      expect.stringMatching(/^OTUs: .*Another.* where git says .*Virus aaaaaaaa/),
      expect.stringMatching(/^sequences: nothing where git says /),
      expect.stringMatching(/^totals: /),
    ]);
    catalog.rebuild();
    expect(catalog.differences()).toEqual([]);
  });

  it('may be made anew by one while another has it open', () => {
    const folder = gitRepository(otuFiles(smallOtu('aaaaaaaa')));
    const [one, other] = [openCatalog(folder), openCatalog(folder)];
    const before = everythingIn(one);
    other.rebuild();
    expect(everythingIn(one)).toEqual(before);
    commit(folder, 'Second', smallOtu('aaaaaaaa', { name: 'Renamed' }));
    one.sync();
    expect(other.otu('aaaaaaaa')?.name).toBe('Renamed');
  });
});

describe('several processes', () => {
  it('open one catalog at once, and one of them makes it', async () => {
    const folder = gitRepository(otuFiles(...syntheticOtus({ count: 400, basesPerOtu: 50 })));
    const children = await Promise.all(Array.from({ length: 5 }, () => startChild(folder, 3)));
    for (const { ended } of children) {
      const { code, answers, errors } = await ended;
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      expect(answers).toHaveLength(3);
      for (const answer of answers) {
        expect(answer).toMatchObject({ counts: { otus: 400, changes: 400 }, counted: 400, warnings: [] });
      }
    }
  });

  it('use it while commits come in', async () => {
    const folder = gitRepository(otuFiles(...syntheticOtus({ count: 50, basesPerOtu: 50 })));
    const children = await Promise.all(Array.from({ length: 3 }, () => startChild(folder, 40)));
    for (let n = 0; n < 12; n += 1) commit(folder, `Number ${n}`, smallOtu('aaaaaaaa', { name: `Name ${n}` }));
    for (const { ended } of children) {
      const { code, answers, errors } = await ended;
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      const changes = answers.map(({ counts }) => counts.changes);
      expect(changes).toEqual([...changes].sort((a, b) => a - b));
      for (const { counts, counted, warnings } of answers) {
        expect(warnings).toEqual([]);
        expect(counted).toBe(counts.otus);
      }
    }
    expectAgreement(openCatalog(folder), folder);
  });

  it('may be killed at any moment without harm to it', async () => {
    const folder = gitRepository(otuFiles(...syntheticOtus({ count: 500, basesPerOtu: 50 })));
    let killed = 0;
    for (let round = 0; round < 8; round += 1) {
      if (round % 4 === 0) rmSync(catalogPath(folder), { force: true });
      const child = await startChild(folder, 20);
      await sleep(60 + round * 35);
      child.process.kill('SIGKILL');
      if ((await child.ended).code === 'SIGKILL') killed += 1;
      const onWarning = vi.fn();
      const catalog = openCatalog(folder, { onWarning });
      expect(catalog.counts()).toMatchObject({ otus: 500, changes: 500 });
      expect(onWarning).not.toHaveBeenCalled();
      catalog.close();
    }
    expect(killed).toBeGreaterThan(4);
    expect(everythingIn(openCatalog(folder))).toEqual(everythingIn(openFreshCatalog(folder)));
  });
});

describe('the cache of a catalog', () => {
  it('keeps the last few values, also when the catalog is made anew', () => {
    const folder = gitRepository(otuFiles(smallOtu('aaaaaaaa')));
    const catalog = openCatalog(folder);
    expect(catalog.cached('a')).toBeNull();
    catalog.cache('a', '{"name":"é"}');
    catalog.cache('a', '{"name":"ë"}');
    catalog.rebuild();
    expect(openCatalog(folder).cached('a')).toBe('{"name":"ë"}');
    for (let n = 0; n < 20; n += 1) catalog.cache(`key ${n}`, String(n));
    expect(catalog.cached('a')).toBeNull();
    expect(catalog.cached('key 19')).toBe('19');
  });
});
