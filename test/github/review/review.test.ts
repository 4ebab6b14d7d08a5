import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Review, type ReviewRequest, reviewChange } from '../../../src/github/review/review.js';
import { otuPath } from '../../../src/otu/ids.js';
import { git, temporaryFolder } from '../../support/repository.js';
import { commitOn, copyOf, type Files, filesOf, type Site, siteOf, withSequence } from '../support/changes.js';

/** The review of files that a branch changes, by somebody who may. */
async function reviewOf({ folder }: Site, files: Files, request: Partial<ReviewRequest> = {}): Promise<Review> {
  commitOn(folder, 'change', files);
  return reviewChange(folder, { base: 'main', head: 'change', author: 'ada-on-github', ...request });
}

const remarksOf = ({ remarks }: Review) => remarks.map(({ level, title, message }) => `${level} ${title}: ${message}`);
const findingsOf = ({ findings }: Review) =>
  findings.map(({ rule, otu, new: isNew }) => `${isNew ? 'new' : 'old'} ${rule} ${otu?.id}`);

describe('a review of a change', () => {
  test('that is right has nothing to object to, and says what it does', async () => {
    const site = await siteOf();
    const [first, second] = site.otus as [Site['otus'][0], Site['otus'][0]];
    const added = copyOf(second, { id: 'brandnew' });
    const sequence = first.isolates[0]!.sequences[0]!.sequence;
    const longer = withSequence(first, { host: 'Tin barley', sequence: `${sequence}ACGT` });
    const review = await reviewOf(site, { ...filesOf(longer, added), [otuPath(second.id)]: null });
    expect(review).toMatchObject({
      format: 1,
      verdict: 'ok',
      base: { name: 'main', commit: git(site.folder, 'rev-parse', 'main') },
      head: { name: 'change', commit: git(site.folder, 'rev-parse', 'change') },
      merge_base: git(site.folder, 'rev-parse', 'main'),
      counts: { error: 0, warning: 0 },
      rights: { author: 'ada-on-github', user: 'ada', needed: ['modify_otu'], missing: [], unknown: [] },
      remarks: [],
      merge: { outcome: 'clean', conflicts: [], other: [], by_lines: [] },
      figures: {
        otus: { added: 1, removed: 1, changed: 1 },
        isolates: { added: 2, removed: 2, changed: 1 },
        sequences: { added: 2, removed: 2, changed: 1 },
        bases: { added: 124, removed: 120 },
        files: 3,
        commits: 1,
        unbuilt: { index: null, otus: null, changes: null },
        bump: 'major',
      },
      files: [],
      changes: { settings: [], unreadable: [], summary: { added: 1, removed: 1, changed: 1 } },
    });
    // Invented accessions are of no series that anybody knows.
    expect(findingsOf(review)).toEqual([
      ...Array(2).fill(`new accession-series ${added.id}`),
      ...Array(2).fill(`old accession-series ${first.id}`),
    ]);
    const size = (revision: string, path: string) => git(site.folder, 'cat-file', '-s', `${revision}:${path}`);
    const grown =
      Number(size('change', otuPath(first.id))) -
      Number(size('main', otuPath(first.id))) +
      (Number(size('change', otuPath(added.id))) - Number(size('main', otuPath(second.id))));
    expect(review.figures.bytes).toBe(grown);
  });

  test('begins where the change began, whatever the base did since', async () => {
    const site = await siteOf();
    const [first, second, third] = site.otus as [Site['otus'][0], Site['otus'][0], Site['otus'][0]];
    commitOn(site.folder, 'change', filesOf({ ...first, taxid: 7 }));
    commitOn(site.folder, 'change', filesOf({ ...second, taxid: 8 }));
    commitOn(site.folder, 'main', filesOf({ ...third, name: 'Renamed since' }));
    const review = await reviewChange(site.folder, { base: 'main', head: 'change', author: 'ada-on-github' });
    expect(review.changes.otus.map(({ id }) => id).sort()).toEqual([first.id, second.id].sort());
    expect(review).toMatchObject({ verdict: 'ok', figures: { commits: 2, files: 2 }, merge: { outcome: 'clean' } });
    expect(review.merge_base).toBe(git(site.folder, 'merge-base', 'main', 'change'));
  });

  test('tells what it brings from what was there', async () => {
    const site = await siteOf();
    const [first] = site.otus as [Site['otus'][0]];
    const empty = (id: string) => ({ ...first.isolates[1]!, id, source_name: id, sequences: [] });
    const before = { ...first, isolates: [...first.isolates, empty('aaaaaaaa')] };
    commitOn(site.folder, 'main', filesOf(before));
    const after = { ...before, name: 'Another name', isolates: [empty('bbbbbbbb'), ...before.isolates] };
    const review = await reviewOf(site, filesOf(after));
    const about = (id: string) => review.findings.filter(({ message }) => message.includes(id));
    expect(about('aaaaaaaa').map((finding) => finding.new)).toEqual([false]);
    expect(about('bbbbbbbb').map((finding) => finding.new)).toEqual([true]);
    expect(about('bbbbbbbb')[0]!.rule).toBe(about('aaaaaaaa')[0]!.rule);
    expect(review.counts).toMatchObject({ old: review.findings.filter((finding) => !finding.new).length });
  });

  test('finds a name, an abbreviation, an accession and ids that others have, with a catalog and without', async () => {
    const site = await siteOf(8);
    const [first, second, third, fourth] = site.otus as Site['otus'];
    const taken = copyOf(first!, {
      id: 'brandnew',
      name: ` ${second!.name.toUpperCase()}`,
      abbreviation: third!.abbreviation,
    });
    const accession = `${fourth!.isolates[0]!.sequences[0]!.accession.toLowerCase()}.2`;
    const copied = withSequence(taken, { accession, id: first!.isolates[0]!.sequences[0]!.id });
    const review = await reviewOf(site, filesOf(copied));
    expect(
      findingsOf(review)
        .filter((finding) => /duplicate/.test(finding))
        .sort(),
    ).toEqual([
      'new abbreviation-duplicate brandnew',
      'new accession-version-duplicate brandnew',
      'new name-duplicate brandnew',
      'new sequence-id-duplicate brandnew',
    ]);
    const names = review.findings.map(({ message }) => message).join('\n');
    for (const otu of [first, second, third, fourth]) expect(names).toContain(otu!.name);

    rmSync(join(site.folder, '.git/refkit'), { recursive: true });
    expect(await reviewChange(site.folder, { base: 'main', head: 'change', author: 'ada-on-github' })).toEqual(review);
  });

  test('finds an id that differs from another in case alone', async () => {
    const site = await siteOf();
    const id = site.otus[0]!.id.toUpperCase();
    const review = await reviewOf(site, filesOf(copyOf(site.otus[1]!, { id })));
    expect(findingsOf(review)).toContain(`new otu-id-duplicate ${id}`);
  });

  test('looks at what a merge gives: a name that both sides give to an OTU of theirs', async () => {
    const site = await siteOf();
    const [first, second] = site.otus as [Site['otus'][0], Site['otus'][0]];
    commitOn(site.folder, 'change', filesOf(copyOf(first, { id: 'oursours', name: 'One name' })));
    commitOn(site.folder, 'main', filesOf(copyOf(second, { id: 'thetheir', name: 'one NAME' })));
    const review = await reviewChange(site.folder, { base: 'main', head: 'change', author: 'ada-on-github' });
    expect(review.verdict).toBe('errors');
    expect(findingsOf(review)).toContain('new name-duplicate oursours');
    expect(review.merge).toMatchObject({ outcome: 'conflicts', conflicts: [{ otu: { id: 'oursours' } }] });
  });

  test('names conflicts with the base in the words of the domain', async () => {
    const site = await siteOf();
    const [first] = site.otus as [Site['otus'][0]];
    commitOn(site.folder, 'change', filesOf(withSequence(first, { host: 'Moonbean' })));
    commitOn(site.folder, 'main', filesOf(withSequence(first, { host: 'Tin barley' })));
    const review = await reviewChange(site.folder, { base: 'main', head: 'change', author: 'ada-on-github' });
    expect(review.merge.conflicts).toEqual([
      {
        otu: { id: first.id, name: first.name },
        file: otuPath(first.id),
        conflicts: [
          {
            subject: expect.stringContaining(`host of sequence ${first.isolates[0]!.sequences[0]!.accession}`),
            field: expect.stringContaining('/host'),
            base: first.isolates[0]!.sequences[0]!.host,
            ours: 'Tin barley',
            theirs: 'Moonbean',
          },
        ],
      },
    ]);
    expect(remarksOf(review)).toEqual([
      expect.stringMatching(/^error Conflict with the base: .* both sides changed host of/),
    ]);
  });

  test('says where refkit merges what the merge button of GitHub cannot, and how', async () => {
    const site = await siteOf();
    const [first] = site.otus as [Site['otus'][0]];
    const isolate = (id: string) => ({ ...first.isolates[1]!, id, source_name: id, sequences: [] });
    commitOn(site.folder, 'change', filesOf({ ...first, isolates: [...first.isolates, isolate('aaaaaaaa')] }));
    commitOn(site.folder, 'main', filesOf({ ...first, isolates: [...first.isolates, isolate('bbbbbbbb')] }));
    const review = await reviewChange(site.folder, { base: 'main', head: 'change', author: 'ada-on-github' });
    expect(review.merge).toMatchObject({
      outcome: 'clean_here',
      conflicts: [],
      by_lines: [{ otu: { id: first.id, name: first.name }, outcome: 'conflict' }],
    });
    expect(remarksOf(review)).toContain(
      'warning Merge it by refkit: GitHub\'s merge button finds conflicts in 1 OTU that refkit merges cleanly: run "refkit setup" once in a clone, then "git merge" there, and push',
    );
    expect(() => git(site.folder, 'merge', '--no-edit', 'change')).toThrow();
  });

  test('says which other files it touches, and warns of .github/', async () => {
    const site = await siteOf();
    const review = await reviewOf(site, { '.github/workflows/mine.yml': 'on: push\n', 'README.md': 'Mine\n' });
    expect(review.files).toEqual([
      { path: '.github/workflows/mine.yml', kind: 'added' },
      { path: 'README.md', kind: 'changed' },
    ]);
    expect(remarksOf(review)).toEqual([
      'warning Changes .github/: .github/workflows/mine.yml is added: what is in .github/ runs with rights of this repository once it is merged',
    ]);
    expect(review).toMatchObject({ verdict: 'warnings', rights: { needed: [] } });
  });

  test('can be made whatever the files hold', async () => {
    const site = await siteOf();
    const [first, second] = site.otus as [Site['otus'][0], Site['otus'][0]];
    const review = await reviewOf(site, {
      [otuPath(first.id)]: '{"id": [',
      [otuPath(second.id)]: `{"id":"${second.id}","name":${'['.repeat(50_000)}`,
      'otus/zz/nothing.txt': 'x',
      'reference.yaml': '- no\n- reference\n',
    });
    expect(review.verdict).toBe('errors');
    expect(review.findings.map(({ file }) => file)).toEqual(
      expect.arrayContaining([otuPath(first.id), otuPath(second.id), 'otus/zz/nothing.txt', 'reference.yaml']),
    );
  });

  test('counts what waits for an index build after it', async () => {
    const site = await siteOf();
    const [first, second, third] = site.otus as [Site['otus'][0], Site['otus'][0], Site['otus'][0]];
    git(site.folder, 'tag', '-a', 'index/3', '-m', 'Index 3');
    commitOn(site.folder, 'main', filesOf({ ...first, taxid: 1 }));
    commitOn(site.folder, 'change', filesOf({ ...second, taxid: 2 }, { ...third, taxid: 3 }));
    commitOn(site.folder, 'change', filesOf({ ...second, taxid: 4 }));
    const review = await reviewChange(site.folder, { base: 'main', head: 'change' });
    expect(review.figures.unbuilt).toEqual({ index: 'index/3', otus: 3, changes: 4 });
  });

  test('works on a fork that was fetched, and in a bare repository', async () => {
    const site = await siteOf();
    const fork = join(temporaryFolder(), 'fork');
    git(temporaryFolder(), 'clone', '--quiet', site.folder, fork);
    commitOn(fork, 'main', filesOf({ ...site.otus[0]!, taxid: 7 }));
    const bare = join(temporaryFolder(), 'bare.git');
    git(temporaryFolder(), 'clone', '--quiet', '--bare', site.folder, bare);
    for (const folder of [site.folder, bare]) {
      git(folder, 'fetch', '--quiet', fork, 'main:refs/pull/1/head');
      const review = await reviewChange(folder, { base: 'main', head: 'refs/pull/1/head', author: 'ada-on-github' });
      expect(review).toMatchObject({ verdict: 'ok', changes: { summary: { changed: 1 } } });
    }
    expect(git(site.folder, 'status', '--porcelain')).toBe('');
  });

  test('of nothing says so', async () => {
    const site = await siteOf();
    const review = await reviewChange(site.folder, { base: 'main', head: 'main', author: 'nobody' });
    expect(review).toMatchObject({ verdict: 'ok', rights: { needed: [] }, figures: { commits: 0, files: 0 } });
  });
});

describe('a review is refused', () => {
  test('in a shallow clone, with the way out', async () => {
    const site = await siteOf();
    commitOn(site.folder, 'main', filesOf({ ...site.otus[0]!, taxid: 7 }));
    const clone = join(temporaryFolder(), 'clone');
    git(temporaryFolder(), 'clone', '--quiet', '--depth', '1', `file://${site.folder}`, clone);
    const review = reviewChange(clone, { base: 'HEAD', head: 'HEAD' });
    await expect(review).rejects.toMatchObject({
      code: 'SHALLOW_CLONE',
      suggestions: expect.arrayContaining([expect.stringContaining('fetch-depth: 0')]),
    });
  });

  test('between histories that share nothing', async () => {
    const site = await siteOf();
    git(site.folder, 'checkout', '--quiet', '--orphan', 'other');
    git(site.folder, 'commit', '--quiet', '-m', 'From nothing');
    git(site.folder, 'checkout', '--quiet', 'main');
    await expect(reviewChange(site.folder, { base: 'main', head: 'other' })).rejects.toMatchObject({
      code: 'UNRELATED_HISTORIES',
    });
  });

  test('for revisions that are not there, and outside of references', async () => {
    const site = await siteOf();
    const nowhere = reviewChange(site.folder, { base: 'main', head: 'nowhere' });
    await expect(nowhere).rejects.toMatchObject({ code: 'REVISION_NOT_FOUND' });
    const outside = reviewChange(temporaryFolder(), { base: 'main', head: 'main' });
    await expect(outside).rejects.toMatchObject({ code: 'REFERENCE_NOT_FOUND' });
  });

  test('and nothing is written by one that is made but the catalog', async () => {
    const site = await siteOf();
    commitOn(site.folder, 'change', filesOf({ ...site.otus[0]!, taxid: 7 }));
    const before = readFileSync(join(site.folder, '.git/index'));
    await reviewChange(site.folder, { base: 'main', head: 'change' });
    expect(readFileSync(join(site.folder, '.git/index')).equals(before)).toBe(true);
    expect(git(site.folder, 'status', '--porcelain')).toBe('');
  });
});
