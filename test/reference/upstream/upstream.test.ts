import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addIsolate, editOtu } from '../../../src/otu/edits.js';
import { otuPath } from '../../../src/otu/ids.js';
import type { Otu } from '../../../src/otu/types.js';
import type { Reference } from '../../../src/reference/reference.js';
import type { RemoteRelease } from '../../../src/reference/upstream/record.js';
import { newReference, referenceOf, reopened } from '../../support/reference.js';
import { git, gitVerdict } from '../../support/repository.js';
import { syntheticOtus } from '../../support/synthetic.js';

const SLUG = 'virtool/ref-plant-viruses';
const BRANCH = 'upstream/virtool-ref-plant-viruses';
const RECORD = `${BRANCH}.json`;

function release(number: number): RemoteRelease {
  return {
    id: number,
    name: `Release ${number}`,
    tag: `v1.${number}.0`,
    body: 'Notes',
    filename: 'reference.json.gz',
    size: 1000 + number,
    sha256: null,
    html_url: `https://github.com/${SLUG}/releases/tag/v1.${number}.0`,
    download_url: `https://github.com/${SLUG}/releases/download/v1.${number}.0/reference.json.gz`,
    published_at: `2024-0${number + 1}-01T00:00:00Z`,
    content_type: 'application/gzip',
    etag: `"etag-${number}"`,
  };
}

const RETRIEVED = '2024-11-01T00:00:00.000Z';
const otusOf = (count: number): Otu[] => [...syntheticOtus({ count, basesPerOtu: 60 })];

/** A reference that was created from release 0 with these OTUs. */
function following(otus: Otu[], plan: Parameters<typeof newReference>[0] = {}): Promise<Reference> {
  const source = {
    method: 'remote' as const,
    label: `${SLUG} v1.0.0`,
    otus,
    provenance: { remotes_from: { slug: SLUG } },
    upstream: { slug: SLUG, release: release(0), retrievedAt: RETRIEVED },
  };
  return newReference({ source, ...plan });
}

const SUM = 'a'.repeat(64);

/** A release's file with these OTUs. */
function fileOf(otus: Otu[]) {
  const all = async function* () {
    yield* otus;
  };
  return { otus: all(), sha256: SUM };
}

function failureOf(work: Promise<unknown>): Promise<Error & { suggestions: string[] }> {
  return work.then(
    () => {
      throw new Error('It did not fail');
    },
    (error) => error,
  );
}

async function update(
  reference: Reference,
  number: number,
  otus: Otu[],
  more: { decide?: 'ours' | 'theirs'; dryRun?: boolean } = {},
) {
  const upstream = await reference.upstream();
  const open = async () => fileOf(otus);
  return upstream.update({ release: release(number), retrievedAt: RETRIEVED, open, ...more });
}

const renamed = (otus: Otu[], index: number, name: string) => otus.with(index, { ...otus[index]!, name });

describe('a reference that is created from a release', () => {
  it('begins with the release, on a branch of its own that holds its OTUs and the record', async () => {
    const reference = await following(otusOf(5));
    const { directory } = reference;
    expect(gitVerdict(directory)).toEqual({ fsck: '', status: '' });
    expect(git(directory, 'log', '--format=%s')).toBe(`Created reference Plant Viruses\nRelease v1.0.0 of ${SLUG}`);
    expect(git(directory, 'rev-parse', 'HEAD^')).toBe(git(directory, 'rev-parse', BRANCH));
    expect(git(directory, 'log', '-1', '--format=%b', BRANCH)).toBe('Refkit-Method: remote');
    const files = git(directory, 'ls-tree', '-r', '--name-only', BRANCH).split('\n');
    expect(files).toHaveLength(6);
    expect(files).toContain(RECORD);
    expect(git(directory, 'diff', '--name-only', BRANCH, 'HEAD', '--', 'otus', 'upstream')).toBe('');
    expect(await reference.describe()).toMatchObject({
      otu_count: 5,
      unbuilt_change_count: 5,
      remotes_from: {
        slug: SLUG,
        last_checked: RETRIEVED,
        last_updated: expect.any(String),
        release: null,
        installed: { id: 0, name: 'Release 0', tag: 'v1.0.0', newer: false, retrieved_at: RETRIEVED },
        errors: [],
      },
    });
    const history = await reference.history();
    expect(history.documents.map(({ method_name }) => method_name)).toEqual(Array(5).fill('remote'));
    expect(readFileSync(join(directory, 'reference.yaml'), 'utf8')).toContain(`remotes_from: { slug: ${SLUG} }\n`);
  });

  it('may be bare', async () => {
    const reference = await following(otusOf(2), { bare: true });
    expect(git(reference.directory, 'rev-parse', 'HEAD^')).toBe(git(reference.directory, 'rev-parse', BRANCH));
    expect((await (await reference.upstream()).list()).map(({ tag }) => tag)).toEqual(['v1.0.0']);
  });
});

describe('an update', () => {
  it('is a commit on the branch and a merge of it, that keeps what was made here', async () => {
    const otus = otusOf(6);
    const reference = await following(otus);
    const { directory } = reference;
    const [a, b, c] = otus as [Otu, Otu, Otu];
    const rules = reference.sourceRules;
    await reference.editOtu(a.id, addIsolate({ source_type: 'isolate', source_name: 'local' }, rules));
    await reference.editOtu(c.id, editOtu({ abbreviation: 'LOCAL' }));
    const local = (await reference.createOtu({ name: 'Local virus' })).document.id;
    const head = git(directory, 'rev-parse', 'HEAD');
    const before = git(directory, 'rev-parse', BRANCH);
    const [extra] = [...syntheticOtus({ count: 7, basesPerOtu: 60 })].slice(6);
    // A new name for a; b gone; only a segment of d changed; one more.
    const d = { ...otus[3]!, schema: [{ ...otus[3]!.schema[0]!, required: false }] };
    const next = [{ ...a, name: 'Renamed upstream' }, c, d, ...otus.slice(4), extra!];
    const outcome = await update(reference, 1, next);
    expect(outcome).toMatchObject({
      summary: { added: 1, changed: 2, removed: 1 },
      conflicts: [],
      before: { tag: 'v1.0.0' },
      installation: { tag: 'v1.1.0', changes: { added: 1, changed: 2, removed: 1 } },
    });
    expect(git(directory, 'rev-parse', 'HEAD^1', 'HEAD^2').split('\n')).toEqual([
      head,
      git(directory, 'rev-parse', BRANCH),
    ]);
    expect(git(directory, 'rev-parse', `${BRANCH}^`)).toBe(before);
    expect(git(directory, 'log', '-1', '--format=%B')).toBe(
      `Updated to release v1.1.0 of ${SLUG}\n\nRefkit-Method: remote`,
    );
    expect(gitVerdict(directory)).toEqual({ fsck: '', status: '' });
    const merged = await reference.otu(a.id);
    expect(merged.name).toBe('Renamed upstream');
    expect(merged.isolates.map(({ source_name }) => source_name)).toEqual(['RK-1', 'local']);
    expect((await reference.otu(c.id)).abbreviation).toBe('LOCAL');
    expect((await reference.otu(local)).name).toBe('Local virus');
    expect((await reference.otu(d.id)).schema[0]!.required).toBe(false);
    await expect(reference.otu(b.id)).rejects.toThrow();
  });

  it('shows in the history of an OTU between what was done here', async () => {
    const otus = otusOf(3);
    const reference = await following(otus);
    const { id } = otus[0]!;
    await reference.editOtu(id, editOtu({ abbreviation: 'LOCAL' }));
    await update(reference, 1, renamed(otus, 0, 'From upstream'));
    await reference.editOtu(id, editOtu({ taxid: 12 }));
    const history = await reference.otuHistory(id);
    expect(history.map(({ id: change, method_name, description }) => [change, method_name, description])).toEqual([
      [`${id}.0`, 'remote', `Updated ${otus[0]!.name}`],
      [`${id}.1`, 'edit', 'Changed abbreviation to LOCAL'],
      [`${id}.2`, 'remote', 'Updated From upstream'],
      [`${id}.3`, 'edit', 'Changed name to From upstream'],
      [`${id}.4`, 'edit', 'Added taxid 12'],
    ]);
    expect(history.map(({ release }) => release)).toEqual(['v1.0.0', undefined, 'v1.1.0', undefined, undefined]);
    const fresh = await reopened(reference);
    expect((await fresh.otuHistory(id)).map(({ id: change }) => change)).toEqual(
      history.map(({ id: change }) => change),
    );
  });

  it('leaves the reference alone where both sides changed the same, until somebody decides', async () => {
    const otus = otusOf(3);
    const reference = await following(otus);
    const { directory } = reference;
    const { id } = otus[0]!;
    await reference.editOtu(id, editOtu({ name: 'Ours' }));
    const head = git(directory, 'rev-parse', 'HEAD');
    const next = renamed(renamed(otus, 0, 'Theirs'), 1, 'Other');
    const failure = await failureOf(update(reference, 1, next));
    expect(failure).toMatchObject({ code: 'UPDATE_CONFLICT', kind: 'conflict', data: { conflict_count: 1 } });
    expect(failure.message).toContain(
      `Ours (${id}): name: was "${otus[0]!.name}", here "Ours", in the release "Theirs"`,
    );
    expect(failure.suggestions.join('\n')).toContain(`git merge ${BRANCH}`);
    expect(git(directory, 'rev-parse', 'HEAD')).toBe(head);
    expect(gitVerdict(directory)).toEqual({ fsck: '', status: '' });
    expect((await (await reference.upstream()).installed())?.tag).toBe('v1.0.0');
    // The release is here: it is not read again.
    const upstream = await reference.upstream();
    const open = () => Promise.reject(new Error('read again'));
    const ours = await upstream.update({ release: release(1), retrievedAt: RETRIEVED, open, decide: 'ours' });
    expect(ours.summary).toEqual({ added: 0, changed: 1, removed: 0 });
    expect((await reference.otu(id)).name).toBe('Ours');
    expect((await reference.otu(otus[1]!.id)).name).toBe('Other');
    expect((await upstream.installed())?.tag).toBe('v1.1.0');
  });

  it('takes the side of the release where it is told to', async () => {
    const otus = otusOf(2);
    const reference = await following(otus);
    await reference.editOtu(otus[0]!.id, editOtu({ name: 'Ours' }));
    await reference.removeOtu(otus[1]!.id);
    const next = renamed(renamed(otus, 0, 'Theirs'), 1, 'Changed there');
    await update(reference, 1, next, { decide: 'theirs' });
    expect((await reference.findOtus({ all: true })).documents.map(({ name }) => name)).toEqual([
      'Changed there',
      'Theirs',
    ]);
  });

  it('goes on from a release that waits to be merged', async () => {
    const otus = otusOf(2);
    const reference = await following(otus);
    await reference.editOtu(otus[0]!.id, editOtu({ name: 'Ours' }));
    await expect(update(reference, 1, renamed(otus, 0, 'Theirs'))).rejects.toThrow('not merged');
    // The next one took it back.
    await update(reference, 2, renamed(otus, 1, 'Later'));
    const list = await (await reference.upstream()).list();
    expect(list.map(({ tag, changes }) => [tag, changes])).toEqual([
      ['v1.2.0', { added: 0, changed: 2, removed: 0 }],
      ['v1.1.0', { added: 0, changed: 1, removed: 0 }],
      ['v1.0.0', { added: 2, changed: 0, removed: 0 }],
    ]);
    expect((await reference.otu(otus[0]!.id)).name).toBe('Ours');
  });

  it('unsets the internal control where its OTU goes', async () => {
    const otus = otusOf(3);
    const reference = await following(otus);
    await reference.editSettings({ internal_control: otus[2]!.id });
    await update(reference, 1, otus.slice(0, 2));
    expect((await reference.describe()).internal_control).toBe(null);
    expect(gitVerdict(reference.directory)).toEqual({ fsck: '', status: '' });
  });

  it('says what would stand twice: a name that a local OTU has', async () => {
    const otus = otusOf(3);
    const reference = await following(otus.slice(0, 2));
    const { document } = await reference.createOtu({ name: otus[2]!.name.toUpperCase() });
    const failure = await failureOf(update(reference, 1, otus));
    expect(failure).toMatchObject({ code: 'UPDATE_CONFLICT' });
    expect(failure.message).toContain(`which ${document.name} (${document.id}) has too`);
    expect(failure.suggestions[0]).toContain('change or remove here what stands twice');
    await reference.editOtu(document.id, editOtu({ name: 'Something else' }));
    await update(reference, 1, otus);
    expect((await reference.describe()).otu_count).toBe(4);
  });

  it('refuses an OTU id that differs from a local one in the case of letters only', async () => {
    const otus = otusOf(2);
    const reference = await following(otus);
    const { document } = await reference.createOtu({ name: 'Local virus' });
    const other = { ...otusOf(3)[2]!, id: document.id.toUpperCase() };
    for (const decide of [undefined, 'ours', 'theirs'] as const) {
      const failure = await failureOf(update(reference, 1, [...otus, other], { decide }));
      expect(failure.message).toContain('but for the case of letters');
    }
  });

  it('lets two OTUs of a release change names', async () => {
    const otus = otusOf(2);
    const reference = await following(otus);
    const [a, b] = otus as [Otu, Otu];
    await update(reference, 1, [
      { ...a, name: b.name },
      { ...b, name: a.name },
    ]);
    expect((await reference.otu(a.id)).name).toBe(b.name);
  });

  it('only tells, in a dry run, what would change', async () => {
    const otus = otusOf(3);
    const reference = await following(otus);
    const { directory } = reference;
    const all = () => git(directory, 'count-objects', '-v') + git(directory, 'for-each-ref');
    const before = all();
    const outcome = await update(reference, 1, renamed(otus.slice(0, 2), 0, 'New name'), { dryRun: true });
    expect(outcome).toMatchObject({ commit: null, installation: null, summary: { added: 0, changed: 1, removed: 1 } });
    expect(outcome.otus.find(({ kind }) => kind === 'changed')).toMatchObject({ name: 'New name' });
    expect(all()).toBe(before);
  });

  it('is refused where it would touch what is not committed, and changes nothing', async () => {
    const otus = otusOf(2);
    const reference = await following(otus);
    const file = join(reference.directory, otuPath(otus[0]!.id));
    const text = readFileSync(file, 'utf8').replace('"taxid": null', '"taxid": 7');
    writeFileSync(file, text);
    const head = git(reference.directory, 'rev-parse', 'HEAD');
    await expect(update(reference, 1, renamed(otus, 0, 'New'))).rejects.toMatchObject({ code: 'UNCOMMITTED_CHANGES' });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(git(reference.directory, 'rev-parse', 'HEAD')).toBe(head);
    git(reference.directory, 'checkout', '-q', '--detach');
    await expect(update(reference, 2, otus)).rejects.toMatchObject({ code: 'DETACHED_HEAD' });
  });

  it('that cannot be read to its end leaves nothing', async () => {
    const otus = otusOf(4);
    const reference = await following(otus);
    const { directory } = reference;
    const all = () => git(directory, 'count-objects', '-v') + git(directory, 'for-each-ref');
    const before = all();
    const upstream = await reference.upstream();
    const broken = async function* () {
      yield { ...otus[0]!, name: 'Changed' };
      throw new Error('the file broke off');
    };
    const open = async () => ({ otus: broken(), sha256: SUM });
    await expect(upstream.update({ release: release(1), retrievedAt: RETRIEVED, open })).rejects.toThrow('broke off');
    expect(all()).toBe(before);
    expect(gitVerdict(directory)).toEqual({ fsck: '', status: '' });
  });
});

describe('an existing reference', () => {
  it('follows a remote from the moment that its settings say so', async () => {
    const otus = otusOf(3);
    const reference = await referenceOf(otus);
    const { directory } = reference;
    await reference.editOtu(otus[0]!.id, editOtu({ abbreviation: 'OURS' }));
    const local = await reference.createOtu({ name: 'Local virus' });
    appendFileSync(join(directory, 'reference.yaml'), `remotes_from: { slug: ${SLUG} }\n`);
    git(directory, 'commit', '-q', '-a', '-m', 'Follow the releases');
    expect((await reference.describe()).remotes_from).toMatchObject({ slug: SLUG, installed: null, release: null });
    const failure = await failureOf(update(reference, 0, otus));
    expect(failure.message).toContain(`abbreviation: was nothing, here "OURS", in the release "RK0V"`);
    await update(reference, 0, otus, { decide: 'ours' });
    expect((await reference.otu(otus[0]!.id)).abbreviation).toBe('OURS');
    await update(reference, 1, renamed(otus.slice(0, 2), 1, 'Newer'));
    const names = (await reference.findOtus({ all: true })).documents.map(({ name }) => name);
    expect(names.sort()).toEqual([otus[0]!.name, 'Newer', local.document.name].sort());
    expect(gitVerdict(directory)).toEqual({ fsck: '', status: '' });
  });
});

describe('git beside refkit', () => {
  it('may merge a release by hand: what is installed is known all the same', async () => {
    const otus = otusOf(3);
    const reference = await following(otus);
    const { directory } = reference;
    await reference.editOtu(otus[0]!.id, editOtu({ name: 'Ours' }));
    await expect(update(reference, 1, renamed(renamed(otus, 0, 'Theirs'), 1, 'B'))).rejects.toThrow('conflict');
    git(directory, 'merge', '-q', '-X', 'theirs', '-m', 'Merged by hand', BRANCH);
    const upstream = await reference.upstream();
    expect((await upstream.installed())?.tag).toBe('v1.1.0');
    expect((await upstream.list()).map(({ tag }) => tag)).toEqual(['v1.1.0', 'v1.0.0']);
    await update(reference, 2, renamed(otus, 2, 'C'));
    expect((await reference.otu(otus[0]!.id)).name).toBe(otus[0]!.name);
    expect(gitVerdict(directory)).toEqual({ fsck: '', status: '' });
  });

  it('may squash it, too, and the next update knows where to begin', async () => {
    const otus = otusOf(3);
    const reference = await following(otus);
    const { directory } = reference;
    await reference.editOtu(otus[0]!.id, editOtu({ name: 'Ours' }));
    await expect(update(reference, 1, renamed(renamed(otus, 0, 'Theirs'), 1, 'B'))).rejects.toThrow('conflict');
    git(directory, 'merge', '-q', '--squash', '-X', 'ours', BRANCH);
    git(directory, 'commit', '-q', '-m', 'Release 1, squashed');
    await update(reference, 2, renamed(renamed(otus, 0, 'Theirs'), 2, 'C'));
    const names = await Promise.all(otus.map(async ({ id }) => (await reference.otu(id)).name));
    expect(names).toEqual(['Ours', otus[1]!.name, 'C']);
  });

  it('may clone it without the branch of releases, and updates go on there', async () => {
    const otus = otusOf(3);
    const reference = await following(otus);
    await update(reference, 1, renamed(otus, 0, 'A'));
    await reference.editOtu(otus[1]!.id, editOtu({ abbreviation: 'B' }));
    const copy = `${reference.directory}-copy`;
    git('.', 'clone', '-q', '--single-branch', reference.directory, copy);
    const { Reference } = await import('../../../src/reference/reference.js');
    const clone = await Reference.open(copy);
    await update(clone, 2, renamed(otus, 2, 'C'));
    expect(git(copy, 'rev-parse', `${BRANCH}^`)).toBe(git(reference.directory, 'rev-parse', BRANCH));
    expect((await (await clone.upstream()).list()).map(({ tag }) => tag)).toEqual(['v1.2.0', 'v1.1.0', 'v1.0.0']);
    expect(gitVerdict(copy)).toEqual({ fsck: '', status: '' });
    clone.close();
  });
});
