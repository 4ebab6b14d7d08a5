import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonicalOtu } from '../../../src/otu/canonical.js';
import { InvalidOtuError, NotFoundError } from '../../../src/otu/errors.js';
import type { Side } from '../../../src/otu/merge.js';
import type { Otu } from '../../../src/otu/types.js';
import { BareRepositoryError, ConflictError, NoMergeError } from '../../../src/reference/errors.js';
import { resolveConflicts } from '../../../src/reference/merge/resolve.js';
import { UncommittedChangesError } from '../../../src/store/errors.js';
import { gitVerdict, temporaryFolder } from '../../support/repository.js';
import { abbreviated, Clone, MOSAIC, mosaic, renamed, withSequence } from '../support/merging.js';

const ours = abbreviated(renamed(mosaic, 'Ours'), 'OURS');
const theirs = withSequence(abbreviated(renamed(mosaic, 'Theirs'), 'THEIRS'), { host: 'Musa sp.' });
const UNMERGED = `UU ${MOSAIC}`;

/** A clone in the middle of a merge that has conflicts. */
async function inConflict(
  { base = mosaic, main = ours, side = theirs }: { base?: Otu | null; main?: Otu | null; side?: Otu | null } = {},
  command: string[] = ['merge', 'side'],
): Promise<Clone> {
  const clone = await Clone.of(base, main, side);
  expect(clone.try(...command).code).toBe(1);
  return clone;
}

const resolve = (clone: Clone, side?: Side, field?: string, otu = mosaic.id) =>
  resolveConflicts(clone.folder, { otu, side, field });

/** Ends the merge, and checks what git thinks of it. */
function conclude(clone: Clone): void {
  clone.git('commit', '--quiet', '--no-edit');
  expect(gitVerdict(clone.folder)).toEqual({ fsck: '', status: '' });
}

describe('resolving conflicts (slow)', () => {
  test('lists them, and changes nothing, where no side is chosen', async () => {
    const clone = await inConflict();
    const before = clone.text;
    expect(await resolve(clone)).toEqual({
      otu: { id: mosaic.id, name: 'Ours' },
      path: MOSAIC,
      decided: [],
      left: [
        { path: 'name', subject: 'name', base: mosaic.name, ours: 'Ours', theirs: 'Theirs' },
        { path: 'abbreviation', subject: 'abbreviation', base: mosaic.abbreviation, ours: 'OURS', theirs: 'THEIRS' },
      ],
      resolved: false,
    });
    expect([clone.text, clone.status]).toEqual([before, UNMERGED]);
  });

  test.each<[Side, Otu]>([
    ['ours', withSequence(ours, { host: 'Musa sp.' })],
    ['theirs', theirs],
    ['base', withSequence(mosaic, { host: 'Musa sp.' })],
  ])('takes %s of all, and keeps what was merged', async (side, expected) => {
    const clone = await inConflict();
    const { decided, left, resolved } = await resolve(clone, side);
    expect([decided.map(({ path }) => path), left, resolved]).toEqual([['name', 'abbreviation'], [], true]);
    expect(clone.text).toBe(canonicalOtu(expected));
    expect(clone.git('ls-files', '--unmerged')).toBe('');
    conclude(clone);
  });

  test('decides one after the other, and stages the file with the last', async () => {
    const clone = await inConflict();
    const first = await resolve(clone, 'theirs', 'name');
    expect(first).toMatchObject({
      decided: [{ path: 'name', side: 'theirs' }],
      left: [{ path: 'abbreviation' }],
      resolved: false,
    });
    expect(clone.status).toBe(UNMERGED);
    expect((await resolve(clone, 'ours', 'abbreviation')).resolved).toBe(true);
    expect(clone.otu).toEqual(withSequence(abbreviated(renamed(mosaic, 'Theirs'), 'OURS'), { host: 'Musa sp.' }));
    conclude(clone);
  });

  test('keeps what was changed by hand outside of the markers', async () => {
    const clone = await inConflict();
    clone.text = clone.text.replace('"host": "Musa sp."', '"host":   "Musa acuminata"');
    await resolve(clone, 'theirs');
    expect(clone.text).toBe(canonicalOtu(withSequence(theirs, { host: 'Musa acuminata' })));
    conclude(clone);
  });

  test('ends a conflict whose markers were all taken out by hand', async () => {
    const clone = await inConflict();
    clone.text = JSON.stringify(renamed(mosaic, 'By hand'));
    expect(await resolve(clone)).toMatchObject({ left: [], resolved: false });
    expect(await resolve(clone, 'ours')).toMatchObject({ decided: [], resolved: true });
    expect(clone.text).toBe(canonicalOtu(renamed(mosaic, 'By hand')));
  });

  test('puts commas right, and the default isolate, whichever parts are chosen', async () => {
    const [first, second] = mosaic.isolates as [Otu['isolates'][0], Otu['isolates'][0]];
    const [third, fourth] = ['c', 'd'].map((id) => ({ ...second, id, source_name: id, sequences: [] }));
    const base = { ...mosaic, isolates: [first, third!, fourth!] };
    const edited = { ...base, isolates: [first, { ...third!, source_name: 'C' }, { ...fourth!, source_name: 'D' }] };
    const removed = { ...base, isolates: [first] };
    for (const [side, kept] of [
      ['theirs', 'isolates/c'],
      ['theirs', 'isolates/d'],
    ] as const) {
      const clone = await inConflict({ base, main: removed, side: edited });
      await resolve(clone, side, kept);
      await resolve(clone, 'ours');
      expect(clone.otu.isolates.map(({ id }) => `isolates/${id}`)).toEqual([`isolates/${first.id}`, kept]);
      conclude(clone);
    }
  });

  test('works in a rebase and a cherry-pick', async () => {
    for (const command of ['rebase', 'cherry-pick']) {
      const clone = await inConflict({}, [command, 'side']);
      await resolve(clone, 'theirs');
      expect(clone.try(command, '--continue').code).toBe(0);
      expect(clone.otu.name).toBe(command === 'rebase' ? 'Ours' : 'Theirs');
    }
  });

  test('works on an index of version 4, in which each name depends on the one before', async () => {
    const clone = await Clone.of(mosaic, ours, theirs);
    clone.git('update-index', '--index-version', '4');
    clone.try('merge', 'side');
    await resolve(clone, 'ours');
    expect(clone.git('ls-files', '--stage', MOSAIC)).toMatch(/^100644 [0-9a-f]{40} 0\t/);
    expect(clone.git('ls-files').split('\n')).toHaveLength(4);
    conclude(clone);
  });

  test('knows the OTU by the names that it has on each side', async () => {
    const clone = await inConflict();
    for (const name of ['Ours', 'Theirs', mosaic.name, 'THEIRS']) {
      expect((await resolve(clone, undefined, undefined, name)).otu.id).toBe(mosaic.id);
    }
  });

  test('decides markers that git wrote, all at once', async () => {
    const clone = await Clone.of(mosaic, ours, theirs, { registered: false });
    clone.try('merge', 'side');
    expect((await resolve(clone)).left).toMatchObject([{ path: '', subject: 'lines marked HEAD' }]);
    await expect(resolve(clone, 'ours', 'name')).rejects.toThrow(NotFoundError);
    await expect(resolve(clone, 'base')).rejects.toThrow(ConflictError);
    await resolve(clone, 'ours');
    expect(clone.otu).toEqual(withSequence(ours, { host: 'Musa sp.' }));
    conclude(clone);
  });

  test('merges what a driver that failed left as it was', async () => {
    const clone = await Clone.of(mosaic, ours, theirs);
    clone.git('config', 'merge.refkit.driver', 'false');
    clone.try('merge', 'side');
    expect((await resolve(clone)).left).toHaveLength(2);
    await resolve(clone, 'ours');
    expect(clone.otu).toEqual(withSequence(ours, { host: 'Musa sp.' }));
  });
});

describe('resolving what one side removed and the other edited (slow)', () => {
  const removedHere = { main: null, side: theirs };
  const removedThere = { main: ours, side: null };

  test.each<[string, typeof removedHere | typeof removedThere, Side, Otu | null]>([
    ['keeps what we edited', removedThere, 'ours', ours],
    ['removes what they removed', removedThere, 'theirs', null],
    ['keeps what they edited', removedHere, 'theirs', theirs],
    ['removes what we removed', removedHere, 'ours', null],
    ['takes what it was before', removedThere, 'base', mosaic],
  ])('%s', async (_, sides, side, expected) => {
    const clone = await inConflict(sides);
    expect(await resolve(clone)).toMatchObject({ left: [{ path: '', base: { name: mosaic.name } }] });
    expect(await resolve(clone, side)).toMatchObject({ resolved: true, decided: [{ path: '', side }] });
    expect(existsSync(join(clone.folder, MOSAIC)) ? clone.otu : null).toEqual(expected);
    conclude(clone);
  });

  test('never loses what was changed by hand', async () => {
    const clone = await inConflict(removedThere);
    clone.text = canonicalOtu(renamed(ours, 'By hand'));
    await expect(resolve(clone, 'theirs')).rejects.toThrow(UncommittedChangesError);
    await expect(resolve(clone, 'base')).rejects.toThrow(UncommittedChangesError);
    await resolve(clone, 'ours');
    expect(clone.otu.name).toBe('By hand');
    conclude(clone);
  });
});

describe('resolving is refused', () => {
  test('where no merge is under way', async () => {
    const clone = await Clone.of(mosaic, ours, theirs, { registered: false });
    await expect(resolve(clone, 'ours')).rejects.toThrow(NoMergeError);
  });

  test('for an OTU that is not in conflict, naming those that are', async () => {
    const clone = await inConflict();
    const error = await resolve(clone, 'ours', undefined, 'Nothing').catch((reason) => reason);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error.suggestions).toEqual([`in conflict: ${mosaic.id} (Ours)`]);
  });

  test('for a field that is not in conflict, naming those that are', async () => {
    const clone = await inConflict();
    const error = await resolve(clone, 'ours', 'taxid').catch((reason) => reason);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error.suggestions).toEqual(['what is to be decided: name, abbreviation']);
    const removed = await inConflict({ side: null });
    await expect(resolve(removed, 'ours', 'name')).rejects.toThrow(NotFoundError);
  });

  test('for the base of what both sides added', async () => {
    const clone = await inConflict({ base: null });
    await expect(resolve(clone, 'base', 'name')).rejects.toThrow(ConflictError);
    expect((await resolve(clone, 'theirs')).resolved).toBe(true);
  });

  test('where what was written by hand is no OTU, or another', async () => {
    const clone = await inConflict();
    clone.text = clone.text.replace('"schema": [', '"schema": [[');
    await expect(resolve(clone, 'ours')).rejects.toThrow(InvalidOtuError);
    clone.text = canonicalOtu({ ...mosaic, id: 'other' });
    await expect(resolve(clone, 'ours')).rejects.toThrow(InvalidOtuError);
    expect(clone.status).toBe(UNMERGED);
  });

  test('where the working file is gone', async () => {
    const clone = await inConflict();
    rmSync(join(clone.folder, MOSAIC));
    await expect(resolve(clone, 'ours')).rejects.toThrow(UncommittedChangesError);
  });

  test('in a bare repository, and while git holds the index', async () => {
    const clone = await inConflict();
    writeFileSync(join(clone.folder, '.git/index.lock'), '');
    await expect(resolveConflicts(clone.folder, { otu: mosaic.id, side: 'ours' }, 0)).rejects.toThrow('git is at work');
    rmSync(join(clone.folder, '.git/index.lock'));
    const bare = join(temporaryFolder(), 'bare.git');
    clone.git('clone', '--quiet', '--bare', '.', bare);
    await expect(resolveConflicts(bare, { otu: mosaic.id })).rejects.toThrow(BareRepositoryError);
  });
});
