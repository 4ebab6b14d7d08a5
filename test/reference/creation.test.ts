import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { otuPath } from '../../src/otu/ids.js';
import type { Otu } from '../../src/otu/types.js';
import { Reference } from '../../src/reference/reference.js';
import { importedReference, newReference, referenceOf } from '../support/reference.js';
import { git, gitVerdict, temporaryFolder } from '../support/repository.js';
import { syntheticOtus } from '../support/synthetic.js';

describe('a new reference', () => {
  it('is a git repository with settings and template files in one commit, and clean', async () => {
    const reference = await newReference({ organism: 'virus', description: 'For *tests*', public: true });
    const { directory } = reference;
    expect(gitVerdict(directory)).toEqual({ fsck: '', status: '' });
    expect(git(directory, 'log', '--format=%s|%an|%ae')).toBe(
      'Created reference Plant Viruses|Ada Curator|ada@example.org',
    );
    expect(git(directory, 'ls-files').split('\n')).toEqual(
      expect.arrayContaining(['.gitattributes', '.gitignore', 'README.md', 'reference.yaml']),
    );
    expect(readFileSync(join(directory, 'README.md'), 'utf8')).toContain('For \\*tests\\*');
    expect(readFileSync(join(directory, 'README.md'), 'utf8')).not.toContain('{{');
    expect(await reference.describe()).toMatchObject({
      name: 'Plant Viruses',
      description: 'For *tests*',
      organism: 'virus',
      data_type: 'genome',
      public: true,
      restrict_source_types: false,
      source_types: ['isolate', 'strain'],
      user: { id: 'ada' },
      users: [{ id: 'ada', build: true, modify: true, modify_otu: true, remove: true }],
      groups: [],
      contributors: [],
      internal_control: null,
      latest_build: null,
      otu_count: 0,
      unbuilt_change_count: 0,
    });
  });

  it('takes its name from its folder where none is given', async () => {
    const directory = join(temporaryFolder(), 'Ünsere Viren');
    const reference = await Reference.create({ directory });
    expect(reference.config.name).toBe('Ünsere Viren');
    expect(gitVerdict(directory)).toEqual({ fsck: '', status: '' });
    reference.close();
  });

  it('may be bare', async () => {
    const reference = await newReference({ bare: true });
    expect(git(reference.directory, 'rev-parse', '--is-bare-repository')).toBe('true');
    expect(git(reference.directory, 'show', 'HEAD:reference.yaml')).toContain('name: Plant Viruses');
    expect((await reference.describe()).otu_count).toBe(0);
  });

  it('goes into an empty folder, and not into one with anything in it', async () => {
    const directory = temporaryFolder();
    const reference = await Reference.create({ directory, name: 'x' });
    reference.close();
    const before = git(directory, 'rev-parse', 'HEAD');
    await expect(Reference.create({ directory, name: 'y' })).rejects.toThrow(directory);
    expect(git(directory, 'rev-parse', 'HEAD')).toBe(before);
  });
});

describe('an import', () => {
  it('is one commit and one change per OTU, by the one who imports', async () => {
    const reference = await importedReference(20);
    expect(git(reference.directory, 'log', '--format=%B')).toBe(
      'Imported 20 OTUs from reference.json.gz\n\nRefkit-Method: import',
    );
    expect(await reference.describe()).toMatchObject({
      otu_count: 20,
      unbuilt_change_count: 20,
      contributors: [{ id: 'ada', count: 20 }],
      imported_from: { name: 'reference.json.gz', user: { id: 'ada' } },
    });
    expect(gitVerdict(reference.directory)).toEqual({ fsck: '', status: '' });
  });

  it('keeps every OTU as it came', async () => {
    const otus = [...syntheticOtus({ count: 12, isolatesPerOtu: 2, segmentsPerOtu: 3 })];
    const reference = await referenceOf(otus);
    const byId = (a: Otu, b: Otu) => (a.id < b.id ? -1 : 1);
    expect([...reference.otus()].sort(byId)).toEqual([...otus].sort(byId));
    const { isolates, name, verified } = await reference.otu(otus[3]!.id);
    expect({ isolates, name, verified }).toEqual({ isolates: otus[3]!.isolates, name: otus[3]!.name, verified: true });
  });

  it('that fails half way leaves nothing on disk', async () => {
    const folder = temporaryFolder();
    const otus = (function* () {
      yield* syntheticOtus({ count: 30 });
      throw new Error('the source broke off');
    })();
    const source = { method: 'import' as const, label: 'x', otus, provenance: { imported_from: { name: 'x' } } };
    await expect(Reference.create({ directory: join(folder, 'reference'), source })).rejects.toThrow('broke off');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a clone', () => {
  it('copies every OTU and starts a new history', async () => {
    const original = await importedReference(4);
    await original.createOtu({ name: 'Foobar' });
    const copy = await newReference({ name: 'Copy', source: original.asSource() });
    expect([...copy.otus()]).toEqual([...original.otus()]);
    expect(copy.config).toMatchObject({ cloned_from: { id: original.config.id, name: 'Plant Viruses' }, name: 'Copy' });
    expect(copy.config.id).not.toBe(original.config.id);
    const changes = await copy.history({ perPage: 100 });
    expect(changes.documents.map(({ method_name }) => method_name)).toEqual(Array(5).fill('clone'));
    expect(changes.documents.map(({ description }) => description)).toContain('Cloned Foobar');
  });
});

describe('opening', () => {
  it('finds the reference from any folder below it', async () => {
    const reference = await importedReference(1);
    const [{ id }] = [...reference.otus()] as [Otu];
    const inner = await Reference.open(join(reference.directory, dirname(otuPath(id))));
    expect(inner.config.id).toBe(reference.config.id);
    inner.close();
  });

  it('works in a linked worktree, which has a history of its own', async () => {
    const reference = await newReference();
    const linked = join(temporaryFolder(), 'linked tree');
    git(reference.directory, 'worktree', 'add', '-q', '-b', 'side', linked);
    const other = await Reference.open(linked);
    await other.createOtu({ name: 'On the side' });
    expect((await other.findOtus()).found_count).toBe(1);
    expect((await reference.findOtus()).found_count).toBe(0);
    expect(gitVerdict(linked).status).toBe('');
    other.close();
  });

  it('says where there is no reference, and how to make one', async () => {
    const folder = temporaryFolder();
    await expect(Reference.open(folder)).rejects.toMatchObject({
      code: 'REFERENCE_NOT_FOUND',
      message: expect.stringContaining(folder),
      suggestions: expect.arrayContaining([expect.stringContaining('refkit create')]),
    });
  });

  it('refuses a reference.yaml outside of git, below the root of a repository, or not committed', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'reference.yaml'), 'format: 1\n');
    await expect(Reference.open(folder)).rejects.toThrow('is not a git repository');
    git(folder, 'init', '-q');
    await expect(Reference.open(folder)).rejects.toThrow('is not committed');
    const reference = await newReference();
    const inner = join(reference.directory, 'inner');
    mkdirSync(inner);
    writeFileSync(join(inner, 'reference.yaml'), 'format: 1\n');
    await expect(Reference.open(inner)).rejects.toThrow('not at the root');
  });

  it('refuses edits on a detached HEAD and names the way back', async () => {
    const reference = await importedReference(1);
    git(reference.directory, 'checkout', '-q', '--detach');
    await expect(reference.createOtu({ name: 'x' })).rejects.toThrow(/detached/i);
    expect((await reference.findOtus()).found_count).toBe(1);
    expect(existsSync(join(reference.directory, '.git', 'index.lock'))).toBe(false);
  });
});
