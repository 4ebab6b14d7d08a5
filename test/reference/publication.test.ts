import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { editOtu } from '../../src/otu/edits.js';
import { otuPath } from '../../src/otu/ids.js';
import { Checkout } from '../../src/reference/checkout.js';
import type { Reference } from '../../src/reference/reference.js';
import { DetachedHeadError, TagExistsError } from '../../src/store/errors.js';
import { importedReference, reopened } from '../support/reference.js';
import { git } from '../support/repository.js';

const idOf = async (reference: Reference, at = 0) => (await reference.findOtus()).documents[at]!.id;
const headOf = (reference: Reference) => git(reference.directory, 'rev-parse', 'HEAD');

describe('the branch to publish', () => {
  test('is the one that is checked out', async () => {
    const reference = await importedReference(1);
    git(reference.directory, 'switch', '-q', '-c', 'work/next');
    expect(reference.publication.branch()).toEqual({ name: 'work/next', commit: headOf(reference) });
  });

  test('is none where a commit is', async () => {
    const reference = await importedReference(1);
    git(reference.directory, 'checkout', '-q', '--detach');
    expect(() => reference.publication.branch()).toThrow(DetachedHeadError);
  });
});

test('the origin is what the repository says, and nothing where it says nothing', async () => {
  const reference = await importedReference(1);
  expect(reference.publication.originUrl()).toBeNull();
  git(reference.directory, 'remote', 'add', 'origin', 'git@github.com:o/r.git');
  expect((await reopened(reference)).publication.originUrl()).toBe('git@github.com:o/r.git');
});

test('files of the reference that are not committed are named, and others are not', async () => {
  const reference = await importedReference(2);
  const path = otuPath(await idOf(reference));
  expect(reference.publication.uncommitted()).toEqual([]);
  writeFileSync(join(reference.directory, 'notes.txt'), 'mine');
  appendFileSync(join(reference.directory, path), ' ');
  appendFileSync(join(reference.directory, 'reference.yaml'), '# note\n');
  git(reference.directory, 'add', 'reference.yaml');
  expect(reference.publication.uncommitted()).toEqual([path, 'reference.yaml']);
});

describe('tags', () => {
  test('are made where there is none of the name, annotated, as git likes them', async () => {
    const reference = await importedReference(1);
    const commit = headOf(reference);
    await reference.publication.tag('v1.0.0', commit, 'Plant Viruses 1.0.0\n');
    expect(git(reference.directory, 'cat-file', '-t', 'v1.0.0')).toBe('tag');
    expect(git(reference.directory, 'rev-parse', 'v1.0.0^{commit}')).toBe(commit);
    expect(git(reference.directory, 'tag', '-l', '--format=%(contents)', 'v1.0.0')).toBe('Plant Viruses 1.0.0');
    expect(git(reference.directory, 'fsck', '--strict')).toBe('');
    await expect(reference.publication.tag('v1.0.0', commit, 'again')).rejects.toThrow(TagExistsError);
  });

  test('are found with the commits they name, lightweight and of other tags too', async () => {
    const reference = await importedReference(1);
    const commit = headOf(reference);
    git(reference.directory, 'tag', 'v1.0.0');
    git(reference.directory, 'tag', '-a', '-m', 'x', 'v2.0.0', 'v1.0.0');
    git(reference.directory, 'tag', '-a', '-m', 'x', 'v3.0.0', 'v2.0.0');
    git(reference.directory, 'tag', 'vtree', 'HEAD^{tree}');
    const { publication } = await reopened(reference);
    expect(publication.tags('v').map(({ name, commit: at }) => [name, at === commit])).toEqual([
      ['v1.0.0', true],
      ['v2.0.0', true],
      ['v3.0.0', true],
    ]);
  });
});

describe('what a history holds', () => {
  test('is what git says of it, merges and clocks that go back included', async () => {
    const reference = await importedReference(1);
    const { directory } = reference;
    const commit = (name: string, date: string) => {
      process.env.GIT_COMMITTER_DATE = date;
      git(directory, 'commit', '-q', '--allow-empty', '-m', name);
      delete process.env.GIT_COMMITTER_DATE;
      return headOf(reference);
    };
    const first = headOf(reference);
    git(directory, 'switch', '-q', '-c', 'side');
    const side = commit('side', '2041-01-01T00:00:00Z');
    git(directory, 'switch', '-q', 'main');
    const main = commit('main', '1999-01-01T00:00:00Z');
    git(directory, 'merge', '-q', '--no-ff', '-m', 'merge', 'side');
    const all = [first, side, main, headOf(reference)];
    const { publication } = await reopened(reference);
    for (const a of all) {
      for (const b of all) {
        const ancestor = git(directory, 'merge-base', a, b) === b;
        expect(publication.reaches(a, b)).toBe(ancestor);
      }
    }
    expect(publication.has(first)).toBe(true);
    expect(publication.has('0'.repeat(40))).toBe(false);
  });

  test('says who made its commits: users by id, others by login or name, never by address', async () => {
    const reference = await importedReference(2);
    const { directory } = reference;
    const base = headOf(reference);
    await reference.editOtu(await idOf(reference), editOtu({ taxid: 1 }));
    await reference.editOtu(await idOf(reference), editOtu({ taxid: 2 }));
    for (const author of ['Ben <ben@example.com>', 'x <12+octo-cat@users.noreply.github.com>']) {
      git(directory, 'commit', '-q', '--allow-empty', '-m', 'x', '--author', author);
    }
    const { publication } = await reopened(reference);
    expect(publication.contributors(base, headOf(reference))).toEqual([
      { name: 'ada', count: 2 },
      { name: 'Ben', count: 1 },
      { name: 'octo-cat', count: 1 },
    ]);
    expect(publication.contributors(null, base)).toEqual([{ name: 'ada', count: 1 }]);
    expect(publication.contributors(base, base)).toEqual([]);
  });
});

test('the files of a commit can be checked whatever is on disk', async () => {
  const reference = await importedReference(2);
  const path = otuPath(await idOf(reference));
  writeFileSync(join(reference.directory, path), 'broken');
  writeFileSync(join(reference.directory, 'otus', 'stray'), '');
  const { referenceYaml, files } = Checkout.open(reference.directory).at('HEAD');
  const found = [...files];
  expect(found).toHaveLength(2);
  expect(found.find((file) => file.path === path)!.text.toString()).toBe(
    `${git(reference.directory, 'show', `HEAD:${path}`)}\n`,
  );
  expect(referenceYaml!.text.toString()).toContain('Plant Viruses');
});
