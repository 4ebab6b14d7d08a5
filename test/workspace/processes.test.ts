import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { getPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { planIndex } from '../../src/builds/builds.js';
import { openDatabase } from '../../src/workspace/database.js';
import type { ImportReferenceJob } from '../../src/workspace/jobs/job.js';
import { type Job, Processes, type ProcessesOptions, processDocument } from '../../src/workspace/processes.js';
import { eventually } from '../support/eventually.js';
import { importedReference, openedReference } from '../support/reference.js';
import { temporaryFolder } from '../support/repository.js';
import { syntheticOtus } from '../support/synthetic.js';
import { bea, cloneJob, endlessFile, importJob, importOf, referenceJson } from './support/jobs.js';
import { startServer } from './support/start-server.js';

const about = { reference_id: 'refrefre', user_id: 'bea' };

function newWorkspace() {
  const directory = temporaryFolder();
  const db = openDatabase(directory);
  onTestFinished(() => db.close());
  const ends: string[] = [];
  const warnings: string[] = [];
  const server = (options: ProcessesOptions = {}) => {
    const processes = new Processes(db, {
      onEnd: (record, _, end) => {
        ends.push(`${record.type} ${record.state} ${'error' in end ? end.error : 'well'}`);
      },
      onWarning: (message) => warnings.push(message),
      ...options,
    });
    onTestFinished(() => processes.stop({ graceMs: 0 }));
    return processes;
  };
  return { directory, db, server, ends, warnings };
}

/** The number of the process that is making a reference, from the lock that it holds on its site. */
async function makerOf({ target }: ImportReferenceJob): Promise<number> {
  const lock = await eventually(() => {
    const site = readdirSync(dirname(target)).find((name) => name.startsWith('.refrefre.refkit-create-'));
    const file = site && join(dirname(target), site, 'refkit', 'lock');
    return file && existsSync(file) && readFileSync(file, 'utf8');
  });
  return (JSON.parse(lock) as { pid: number }).pid;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A job that is in the middle of its work until the test says otherwise. */
async function endlessJob() {
  const file = await endlessFile();
  const job = importJob(file.path);
  // A reader is waited for: the job has to be started first.
  const pipe = () => file.begin();
  return { job, pipe };
}

describe('a process', () => {
  it('imports, clones, builds and deletes, each when its turn comes', async () => {
    const { server, ends } = newWorkspace();
    const processes = server();
    const importing = importOf(syntheticOtus({ count: 20 }));
    const imported = processes.start(importing, about);
    expect(processDocument(imported)).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{8}$/),
      created_at: expect.stringMatching(/Z$/),
      type: 'import_reference',
      progress: 0,
      step: 'import_otus',
      step_count: 2,
      error: null,
    });
    expect(processes.get(imported.id)).toEqual({ ...imported, state: 'waiting', subject: null, ...about });
    const cloning = cloneJob(importing.target);
    processes.start(cloning, { ...about, reference_id: 'clone' });
    await processes.idle();
    expect(processes.get(imported.id)).toEqual({ ...imported, state: 'done', progress: 1, step: 'create_history' });

    const reference = await openedReference(importing.target, { account: bea });
    const plan = await planIndex(reference);
    const build: Job = { type: 'build_index', directory: importing.target, plan, account: bea };
    const built = processes.start(build, { ...about, subject: plan.id });
    expect(processes.unfinished('refrefre')).toEqual(built);
    expect(processes.unfinished('refrefre', 'delete_reference')).toBeNull();
    const folder = join(dirname(cloning.target), '.doomed');
    renameSync(cloning.target, folder);
    processes.start({ type: 'delete_reference', folder }, { ...about, reference_id: 'clone' });
    await processes.idle();
    expect(await reference.indexes.list()).toMatchObject([{ id: plan.id, has_files: true }]);
    expect(readdirSync(dirname(folder))).toEqual([]);
    expect(processes.newest({ subject: plan.id })?.id).toBe(built.id);
    expect(processes.unfinished('refrefre')).toBeNull();
    expect(processes.list({ reference: 'clone' }).map(({ type, state }) => [type, state])).toEqual([
      ['delete_reference', 'done'],
      ['clone_reference', 'done'],
    ]);
    expect(processes.list({ limit: 1 })).toHaveLength(1);
    expect(ends).toEqual([
      'import_reference running well',
      'clone_reference running well',
      'build_index running well',
      'delete_reference running well',
    ]);
  });

  it('moves forward while it works, and is done when its result is there', async () => {
    const { server, db } = newWorkspace();
    let atEnd: unknown;
    const job = importOf(syntheticOtus({ count: 6000, basesPerOtu: 3000 }));
    const processes = server({
      onEnd: ({ id }) => {
        const { state, progress } = processes.get(id)!;
        atEnd = { state, isDone: progress === 1, there: existsSync(job.target) };
      },
    });
    const { id } = processes.start(job, about);
    const seen = [0];
    await eventually(() => {
      const { progress, state } = processes.get(id)!;
      if (progress !== seen.at(-1)) seen.push(progress);
      return state === 'done';
    });
    expect(seen.length).toBeGreaterThan(3);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
    expect(atEnd).toEqual({ state: 'running', isDone: false, there: true });
    expect(db.get('SELECT count(*) AS n FROM processes')).toEqual({ n: 1 });
  });

  it('that fails says why, and leaves nothing', async () => {
    const { server, ends, warnings } = newWorkspace();
    const processes = server();
    const [otu] = syntheticOtus({ count: 1 });
    const job = importOf([otu!, otu!]);
    const { id } = processes.start(job, about);
    await processes.idle();
    const { state, error, progress } = processes.get(id)!;
    expect({ state, error }).toEqual({ state: 'failed', error: expect.stringContaining('its id is that of') });
    expect(progress).toBeLessThan(1);
    expect(readdirSync(dirname(job.target))).toEqual([]);
    expect(ends).toEqual([`import_reference running ${error}`]);
    expect(warnings).toEqual([]);
  });

  it('has failed where what was to follow fails', async () => {
    const { server, warnings } = newWorkspace();
    const processes = server({
      onEnd: () => {
        throw new Error('no room');
      },
    });
    const { id } = processes.start({ type: 'delete_reference', folder: join(temporaryFolder(), 'x') }, about);
    await processes.idle();
    expect(processes.get(id)).toMatchObject({ state: 'failed', error: 'Something went wrong at the end' });
    expect(warnings[0]).toContain('no room');
  });

  it('that is started in a transaction which is taken back is none', async () => {
    const { server, db } = newWorkspace();
    const processes = server();
    const folder = join(temporaryFolder(), 'x');
    const start = () => processes.start({ type: 'delete_reference', folder }, about);
    const takenBack = vi.fn(() => {
      start();
      throw new Error('no');
    });
    expect(() => db.writing(takenBack)).toThrow('no');
    await processes.idle();
    expect(processes.list()).toEqual([]);
    db.writing(start);
    await processes.idle();
    expect(processes.list()).toMatchObject([{ state: 'done' }]);
  });

  it.skipIf(process.platform !== 'linux')('sees no secrets of the server', async () => {
    vi.stubEnv('REFKIT_API_KEY', 'hush');
    vi.stubEnv('NODE_OPTIONS', '--require=/nowhere.cjs');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const { server } = newWorkspace();
    const { job, pipe } = await endlessJob();
    const processes = server();
    processes.start(job, about);
    const pid = await makerOf(job);
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    expect(environment).toContain('PATH=');
    expect(environment).not.toMatch(/hush|nowhere/);
    expect(getPriority(pid)).toBeGreaterThan(getPriority());
    await (await pipe()).close();
    await processes.idle();
  });
});

// Windows has no pipes with a name in a folder.
describe.skipIf(process.platform === 'win32')('a process that is cut off', () => {
  it('fails when it is killed, and what it had half made is gone', async () => {
    const { server, warnings } = newWorkspace();
    const processes = server();
    const { job, pipe } = await endlessJob();
    const { id } = processes.start(job, about);
    const writing = await pipe();
    await writing.write(referenceJson(syntheticOtus({ count: 300 })).slice(0, -10));
    const pid = await makerOf(job);
    process.kill(pid, 'SIGKILL');
    await processes.idle();
    await writing.close();
    expect(processes.get(id)).toMatchObject({
      state: 'failed',
      error: 'The work was cut off: it was ended by SIGKILL',
    });
    expect(readdirSync(dirname(job.target))).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('does not mind Ctrl-C at the terminal of the server', async () => {
    const { server } = newWorkspace();
    const processes = server();
    const { job, pipe } = await endlessJob();
    const { id } = processes.start(job, about);
    const writing = await pipe();
    const pid = await makerOf(job);
    process.kill(pid, 'SIGINT');
    process.kill(pid, 'SIGTERM');
    await writing.write(referenceJson(syntheticOtus({ count: 3 })));
    await writing.close();
    await processes.idle();
    expect(processes.get(id)).toMatchObject({ state: 'done' });
  });

  it('can be cancelled, whether it runs or waits', async () => {
    const { server, ends } = newWorkspace();
    const processes = server();
    const { job } = await endlessJob();
    const running = processes.start(job, about);
    const waiting = processes.start(importOf([]), about);
    await makerOf(job);
    await processes.cancel(waiting.id, 'Not wanted');
    await processes.cancel(running.id, 'The reference was removed');
    expect(processes.get(running.id)).toMatchObject({ state: 'failed', error: 'The reference was removed' });
    expect(processes.get(waiting.id)).toMatchObject({ state: 'failed', error: 'Not wanted' });
    expect(readdirSync(dirname(job.target))).toEqual([]);
    await processes.cancel(running.id, 'Again');
    await processes.idle();
    expect(ends).toHaveLength(2);
  });

  it('by the end of the server ends with it, and the next server cleans up and does what waited (slow)', async () => {
    const { directory, server, ends } = newWorkspace();
    const { job, pipe } = await endlessJob();
    const old = await startServer(directory, job);
    const writing = await pipe();
    const pid = await makerOf(job);
    const gone = once(old, 'exit');
    old.kill('SIGKILL');
    await gone;
    await eventually(() => !isRunning(pid));
    await writing.close();

    const processes = server();
    const [cut] = processes.list();
    expect(cut).toMatchObject({ state: 'running', type: 'import_reference' });
    const next = importOf(syntheticOtus({ count: 2 }));
    await processes.resume();
    processes.start(next, about);
    await processes.idle();
    expect(processes.get(cut!.id)).toMatchObject({
      state: 'failed',
      error: 'The server stopped before this was done',
    });
    expect(readdirSync(dirname(job.target))).toEqual([]);
    expect(existsSync(next.target)).toBe(true);
    expect(ends).toHaveLength(2);
  });

  it('when the server stops is settled by the next one, and what waits goes on waiting', async () => {
    const { server, ends } = newWorkspace();
    const processes = server();
    const { job } = await endlessJob();
    const running = processes.start(job, about);
    const waiting = processes.start(importOf(syntheticOtus({ count: 2 })), about);
    const pid = await makerOf(job);
    await processes.stop({ graceMs: 10 });
    expect(isRunning(pid)).toBe(false);
    const late = processes.start(importOf([]), about);
    await processes.idle();
    expect(ends).toEqual([]);
    expect(processes.list().map(({ state }) => state)).toEqual(['waiting', 'waiting', 'running']);

    const next = server();
    await next.resume();
    await next.idle();
    expect(next.get(running.id)).toMatchObject({ state: 'failed', error: 'The server stopped before this was done' });
    expect(readdirSync(dirname(job.target))).toEqual([]);
    for (const { id } of [waiting, late]) expect(next.get(id)).toMatchObject({ state: 'done' });
  });

  it('is none where it ends within the time that the server gives it', async () => {
    const { server } = newWorkspace();
    const processes = server();
    const { job, pipe } = await endlessJob();
    const { id } = processes.start(job, about);
    const writing = await pipe();
    await makerOf(job);
    const stopped = processes.stop({ graceMs: 60_000 });
    await writing.write(referenceJson(syntheticOtus({ count: 3 })));
    await writing.close();
    await stopped;
    expect(processes.get(id)).toMatchObject({ state: 'done' });
  });
});

describe('what the last server left running', () => {
  /** A process as a server leaves it that is killed. */
  async function left(job: Job) {
    const { server, db, ends } = newWorkspace();
    const { id } = server({ maxRunning: 0 }).start(job, about);
    db.run("UPDATE processes SET state = 'running' WHERE id = ?", id);
    const processes = server();
    await processes.resume();
    await processes.idle();
    return { record: processes.get(id)!, ends };
  }

  it('is taken up again where it removes a reference', async () => {
    const reference = await importedReference(3, { bare: true });
    const { record } = await left({ type: 'delete_reference', folder: reference.directory });
    expect(record).toMatchObject({ state: 'done', progress: 1, error: null });
    expect(existsSync(reference.directory)).toBe(false);
  });

  it('is done where it had come to its end', async () => {
    const reference = await importedReference(3, { bare: true });
    const { record, ends } = await left(importJob('/nowhere', { target: reference.directory }));
    expect(record).toMatchObject({ state: 'done', progress: 1, error: null });
    expect(ends).toEqual(['import_reference running well']);
  });

  it('has failed where it builds an index, of which nothing stays', async () => {
    const reference = await importedReference(3, { bare: true });
    const plan = await planIndex(reference);
    const { record } = await left({ type: 'build_index', directory: reference.directory, plan, account: bea });
    expect(record).toMatchObject({ state: 'failed', error: 'The server stopped before this was done' });
    expect(reference.indexes.tags()).toEqual([]);
  });
});
