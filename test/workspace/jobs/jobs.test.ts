import { existsSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { planIndex } from '../../../src/builds/builds.js';
import { editOtu } from '../../../src/otu/edits.js';
import { newStamp } from '../../../src/store/process-stamp.js';
import { failureOf } from '../../../src/workspace/jobs/failure.js';
import type { CreationResult, Job } from '../../../src/workspace/jobs/job.js';
import { runJob } from '../../../src/workspace/jobs/run.js';
import { settleJob } from '../../../src/workspace/jobs/settle.js';
import { importedReference, openedReference, verifiedOtu } from '../../support/reference.js';
import { git, temporaryFolder, writeFiles } from '../../support/repository.js';
import { syntheticOtus } from '../../support/synthetic.js';
import { bea, cloneJob, importJob, importOf } from '../support/jobs.js';

const otus = [...syntheticOtus({ count: 5, seed: 1 })];

/** Does a job and gives its result with the steps that it went through. */
async function done<Result>(job: Job): Promise<{ result: Result; steps: string[] }> {
  const steps = new Set<string>();
  const result = (await runJob(job, (step) => steps.add(step))) as Result;
  return { result, steps: [...steps] };
}

describe('an import', () => {
  it('makes a bare reference of the account, which says where it came from', async () => {
    const job = importOf(otus);
    const { result, steps } = await done(job);
    expect(result).toEqual({ otu_count: 5, renamed_otu_count: 0, warnings: [] });
    expect(steps.at(-1)).toBe('create_history');
    const reference = await openedReference(job.target);
    expect(await reference.describe()).toMatchObject({
      id: 'refrefre',
      name: 'New reference',
      description: 'From elsewhere',
      public: true,
      created_at: '2024-05-06T07:08:09.000Z',
      imported_from: { id: 'abcdefgh-reference.json', name: 'reference.json', user: { id: 'bea' } },
      user: { id: 'bea' },
      users: [{ id: 'bea', emails: ['bea@example.org'], modify: true, remove: true }],
      otu_count: 5,
    });
    expect((await reference.history()).documents[0]).toMatchObject({ method_name: 'import', user: { id: 'bea' } });
    expect([...reference.otus()].map(({ id }) => id).sort()).toEqual(otus.map(({ id }) => id).sort());
    expect(existsSync(join(job.target, 'HEAD'))).toBe(true);
    expect(git(job.target, 'fsck', '--strict', '--no-dangling')).toBe('');
  });

  it('gives other ids to OTUs whose id another reference has or had, in whatever case', async () => {
    const other = await importedReference(2);
    const [removed, kept] = [...other.otus()];
    await other.removeOtu(removed!.id);
    const incoming = [
      { ...otus[0]!, id: removed!.id },
      { ...otus[1]!, id: kept!.id.toUpperCase() },
      { ...otus[2]!, id: 'myownid1' },
    ];
    const job = importOf(incoming, { otherReferences: [other.directory, join(temporaryFolder(), 'gone')] });
    const { result } = await done<CreationResult>(job);
    expect(result.renamed_otu_count).toBe(2);
    const reference = await openedReference(job.target);
    const imported = [...reference.otus()];
    expect(imported.map(({ isolates }) => isolates)).toEqual(
      expect.arrayContaining(incoming.map(({ isolates }) => isolates)),
    );
    const ids = imported.map(({ id }) => id);
    expect(ids).toContain('myownid1');
    expect(ids.filter((id) => other.otuIdTaken(id))).toEqual([]);
  });

  it('gives the warnings with its result', async () => {
    const job = importOf([{ ...otus[0]!, isolates: [{ ...otus[0]!.isolates[0]!, source_type: 'Isolate' }] }]);
    const { result } = await done<CreationResult>(job);
    expect(result.warnings).toMatchObject([{ kind: 'upper_case_source_type', count: 1 }]);
  });

  it('that is refused leaves nothing, and names the file as its owner does', async () => {
    const job = importOf([otus[0]!, otus[0]!]);
    await expect(runJob(job, () => {})).rejects.toMatchObject({
      code: 'IMPORT_REFUSED',
      message: expect.stringMatching(/^reference\.json can't be imported/),
    });
    expect(readdirSync(dirname(job.target))).toEqual([]);
  });

  it('that was cut off and has not noticed yet is waited for', async () => {
    const job = importOf(otus);
    await runJob(job, () => {});
    const site = join(dirname(job.target), '.refrefre.refkit-create-x');
    renameSync(job.target, site);
    writeFiles(site, { 'refkit/lock': JSON.stringify(newStamp()) });
    const settled = settleJob(job);
    await setImmediate();
    expect(existsSync(site)).toBe(true);
    rmSync(join(site, 'refkit'), { recursive: true });
    renameSync(site, job.target);
    expect(await settled).toMatchObject({ otu_count: 5 });
  });

  it('that was cut off is removed, and one that had come to its end stays', async () => {
    const job = importOf(otus);
    const parent = dirname(job.target);
    // A number that no process has.
    const lock = JSON.stringify({ ...newStamp(), pid: 2 ** 22 + 1 });
    writeFiles(join(parent, '.refrefre.refkit-create-x'), { 'refkit/lock': lock, 'objects/pack': 'x' });
    expect(await settleJob(job)).toBeNull();
    expect(readdirSync(parent)).toEqual([]);
    await runJob(job, () => {});
    expect(await settleJob(job)).toMatchObject({ otu_count: 5 });
    expect(readdirSync(parent)).toEqual(['refrefre']);
  });
});

describe('a clone', () => {
  it('has the OTUs with new ids and a new history, isolates and sequences as they were', async () => {
    const original = await importedReference(4);
    await original.editOtu([...original.otus()][0]!.id, editOtu({ abbreviation: 'EDITED' }));
    const job = cloneJob(original.directory);
    const { result, steps } = await done(job);
    expect(result).toEqual({ otu_count: 4, renamed_otu_count: 4, warnings: [] });
    expect(steps.at(-1)).toBe('create_history');
    const clone = await openedReference(job.target);
    const contents = (reference: typeof clone) =>
      Object.fromEntries([...reference.otus()].map(({ id, ...otu }) => [otu.name, otu]));
    expect(contents(clone)).toEqual(contents(original));
    expect([...clone.otus()].filter(({ id }) => original.otuIdTaken(id))).toEqual([]);
    expect(clone.config).toMatchObject({ id: 'refrefre', cloned_from: { id: original.config.id } });
    const history = await clone.history({ perPage: 100 });
    expect(history.documents.map(({ method_name, otu }) => [method_name, otu.version])).toEqual(
      Array.from({ length: 4 }, () => ['clone', 0]),
    );
    expect(git(job.target, 'fsck', '--strict', '--no-dangling')).toBe('');
  });
});

describe('a deletion', () => {
  it('removes everything in its steps, and can be done again', async () => {
    const reference = await importedReference(3, { bare: true });
    writeFiles(reference.indexes.directory(0), { 'reference.json.gz': 'x' });
    const folder = reference.directory;
    const { steps } = await done({ type: 'delete_reference', folder });
    expect(steps).toEqual(['delete_indexes', 'delete_otus']);
    expect(existsSync(folder)).toBe(false);
    expect((await done({ type: 'delete_reference', folder })).steps).toEqual(['delete_indexes', 'delete_otus']);
  });

  it.skipIf(process.platform === 'win32')('follows no link out of the folder', async () => {
    const elsewhere = temporaryFolder();
    writeFileSync(join(elsewhere, 'thesis.txt'), 'x');
    const folder = join(temporaryFolder(), '.doomed');
    writeFiles(folder, { 'refkit/indexes/0/index.json': {} });
    symlinkSync(elsewhere, join(folder, 'refkit', 'link'));
    symlinkSync(elsewhere, join(folder, 'refkit', 'indexes', 'link'));
    await done({ type: 'delete_reference', folder });
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(elsewhere)).toEqual(['thesis.txt']);
  });
});

describe('a build', () => {
  it('makes the index that was planned, by the account', async () => {
    const importing = importOf(otus);
    await done(importing);
    const reference = await openedReference(importing.target, { account: bea });
    const plan = await planIndex(reference);
    await verifiedOtu(reference, 'Later virus', 'RK_999999');
    const job = { type: 'build_index' as const, directory: importing.target, plan, account: bea };
    const { result, steps } = await done(job);
    expect(result).toEqual({ index: (await reference.indexes.list())[0] });
    expect(result).toMatchObject({ index: { ...plan, user: { id: 'bea' }, has_files: true } });
    expect(steps.at(-1)).toBe('declare_index');
    expect(await settleJob(job)).toEqual(result);
  });

  it('by an account without the right makes nothing', async () => {
    const importing = importOf(otus);
    await done(importing);
    const reference = await openedReference(importing.target);
    const account = { ...bea, id: 'zoe', emails: [] };
    const plan = await planIndex(reference);
    const job = { type: 'build_index' as const, directory: importing.target, plan, account };
    await expect(runJob(job, () => {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(reference.indexes.tags()).toEqual([]);
    expect(readdirSync(join(importing.target, 'refkit', 'indexes'))).toEqual([]);
  });

  it('of a reference that is gone is settled', async () => {
    const directory = join(temporaryFolder(), 'gone');
    const plan = { id: 'x', version: 0, commit: 'y', created_at: '', change_count: 1, modified_otu_count: 1 };
    expect(await settleJob({ type: 'build_index', directory, plan, account: bea })).toBeNull();
  });
});

describe('what is said of a job that failed', () => {
  it('names no folder of the server', async () => {
    const job = importOf(otus);
    writeFiles(job.target, { 'thesis.txt': 'x' });
    const error = await runJob(job, () => {}).catch((thrown) => thrown);
    expect(error.code).toBe('DIRECTORY_NOT_EMPTY');
    expect(failureOf(error, job).message).not.toContain(dirname(job.target));
    expect(failureOf(error, job).message).toContain('refrefre');
  });

  it('is short, and where it is a fault of the program, only what kind', () => {
    const job = importJob('/file');
    const thrown = new RangeError('secret of the stack');
    expect(failureOf(thrown, job)).toEqual({ message: 'Something went wrong (RangeError)', details: thrown.stack });
  });
});
