/**
 * Long work: put down in the workspace's database, done one after the other in processes of their own, and looked after
 * when any of them, or the server, is cut off.
 */
import { newId } from '../otu/ids.js';
import type { Sqlite } from '../sqlite/sqlite.js';
import { JobProcess, type Outcome } from './jobs/child-process.js';
import { type Job, type JobResult, type ProcessType, progressAt, STEPS } from './jobs/job.js';
import { settleJob } from './jobs/settle.js';
import {
  addProcess,
  findProcesses,
  jobOf,
  type ProcessAbout,
  type ProcessQuery,
  type ProcessRecord,
  processesIn,
  processOf,
  setProgress,
  setState,
} from './process-records.js';

export type { Job, JobResult, ProcessType } from './jobs/job.js';
export {
  type ProcessAbout,
  type ProcessDocument,
  type ProcessQuery,
  type ProcessRecord,
  type ProcessState,
  processDocument,
} from './process-records.js';

/** What came of a process. */
export type ProcessEnd = { result: JobResult } | { error: string };

export interface ProcessesOptions {
  /** How many may run at once; one where it is not given. */
  maxRunning?: number;
  /** What says how GitHub is reached; that of this process unless given. */
  env?: NodeJS.ProcessEnv;
  /**
   * Called when the work is over and before the record says so: whoever sees that a process is done finds what it made.
   * Where it throws, the process has failed.
   */
  onEnd?: (record: ProcessRecord, job: Job, end: ProcessEnd) => void | Promise<void>;
  /** What the server's keeper should know: why something went wrong, in full. */
  onWarning?: (message: string, record: ProcessRecord) => void;
}

/** How often the database is told how far a process is, in ms. */
const PROGRESS_MS = 200;
/** No process is done before its end. */
const ALMOST = 0.99;

interface Running {
  child: JobProcess;
  /** Why it is being ended, where somebody wants that. */
  cancelled: string | null;
  /** Settled when its record is. */
  over: Promise<void>;
}

export class Processes {
  readonly #db: Sqlite;
  readonly #options: ProcessesOptions;
  readonly #running = new Map<string, Running>();
  #stopping = false;

  constructor(db: Sqlite, options: ProcessesOptions = {}) {
    this.#db = db;
    this.#options = options;
  }

  /**
   * Puts down a job, and does it as soon as its turn comes. May be called in a transaction, and comes to nothing where
   * that does.
   */
  start(job: Job, { reference_id, subject = null, user_id }: ProcessAbout): ProcessRecord {
    const steps = Object.keys(STEPS[job.type]);
    const record: ProcessRecord = {
      id: newId((id) => processOf(this.#db, id) !== null),
      created_at: new Date().toISOString(),
      type: job.type,
      progress: 0,
      step: steps[0]!,
      step_count: steps.length,
      error: null,
      state: 'waiting',
      reference_id,
      subject,
      user_id,
    };
    addProcess(this.#db, record, job);
    // Not before the transaction that this may be in is over.
    setImmediate(() => this.#carefully(record, () => this.#next()));
    return record;
  }

  /** Newest first. */
  list(query: ProcessQuery = {}): ProcessRecord[] {
    return findProcesses(this.#db, query);
  }

  get(id: string): ProcessRecord | null {
    return processOf(this.#db, id);
  }

  /** What a process does or did. */
  job(id: string): Job {
    return jobOf(this.#db, id);
  }

  /** The newest process that a query finds, or null. */
  newest(query: ProcessQuery): ProcessRecord | null {
    return findProcesses(this.#db, { ...query, limit: 1 })[0] ?? null;
  }

  /** The newest process of a reference that waits or runs, or null. */
  unfinished(referenceId: string, type?: ProcessType): ProcessRecord | null {
    return this.newest({ reference: referenceId, types: type && [type], states: ['waiting', 'running'] });
  }

  /**
   * Takes up what the last server left, once, at start-up: what it had half made is removed, and what waited is done.
   * A process that had finished, but not said so, is done.
   */
  async resume(): Promise<void> {
    for (const record of processesIn(this.#db, 'running')) {
      if (record.type === 'delete_reference') setState(this.#db, record.id, 'waiting');
      else await this.#cutOff(record, 'The server stopped before this was done');
    }
    this.#next();
  }

  /**
   * Ends a process, whether it waits or runs, and waits until what it had half made is gone. One that is over is left
   * as it is.
   *
   * @param reason what its record is to say
   */
  async cancel(id: string, reason: string): Promise<void> {
    const running = this.#running.get(id);
    if (running) {
      running.cancelled = reason;
      running.child.kill();
      await running.over;
      return;
    }
    const record = processOf(this.#db, id);
    if (record?.state === 'waiting') await this.#end(record, jobOf(this.#db, id), { error: reason });
  }

  /**
   * Ends the work of this server: nothing new begins, and what runs may come to its end within a time. What does not
   * is killed, and settled by the next server's `resume`.
   */
  async stop({ graceMs }: { graceMs: number }): Promise<void> {
    this.#stopping = true;
    const over = Promise.all([...this.#running.values()].map((running) => running.over));
    const impatience = setTimeout(() => {
      for (const { child } of this.#running.values()) child.kill();
    }, graceMs);
    await over;
    clearTimeout(impatience);
  }

  /** Settled when nothing runs and, unless it was stopped, nothing waits. */
  async idle(): Promise<void> {
    for (;;) {
      this.#next();
      const [running] = this.#running.values();
      if (!running) return;
      await running.over;
    }
  }

  /** Begins what may begin. */
  #next(): void {
    const { maxRunning = 1 } = this.#options;
    while (!this.#stopping && this.#running.size < maxRunning) {
      const [record] = processesIn(this.#db, 'waiting', 1);
      if (!record) return;
      setState(this.#db, record.id, 'running');
      this.#run({ ...record, state: 'running' });
    }
  }

  #run(record: ProcessRecord): void {
    const job = jobOf(this.#db, record.id);
    let { step, progress } = record;
    let told = 0;
    const onProgress = (now: string, share: number) => {
      step = now;
      progress = Math.max(progress, Math.min(progressAt(job.type, now, share), ALMOST));
      if (performance.now() - told < PROGRESS_MS) return;
      told = performance.now();
      this.#carefully(record, () => setProgress(this.#db, record.id, step, progress));
    };
    const child = new JobProcess(job, onProgress, this.#options.env);
    const over = child.ended.then(async (outcome) => {
      await this.#carefully(record, async () => {
        setProgress(this.#db, record.id, step, progress);
        await this.#settle({ ...record, step, progress }, job, outcome);
      });
      this.#running.delete(record.id);
      this.#carefully(record, () => this.#next());
    });
    this.#running.set(record.id, { child, cancelled: null, over });
  }

  async #settle(record: ProcessRecord, job: Job, outcome: Outcome): Promise<void> {
    if (outcome.kind === 'done') return this.#end(record, job, { result: outcome.result });
    const cancelled = this.#running.get(record.id)?.cancelled ?? null;
    if (outcome.details !== null) this.#warn(outcome.details, record);
    if (outcome.kind === 'failed') return this.#end(record, job, { error: cancelled ?? outcome.error });
    // Its record says 'running', and the next server takes it from there.
    if (this.#stopping && cancelled === null) return;
    await this.#cutOff(record, cancelled ?? `The work was cut off: ${outcome.reason}`);
  }

  /** A job whose process is gone and has not said what came of it. */
  async #cutOff(record: ProcessRecord, error: string): Promise<void> {
    const job = jobOf(this.#db, record.id);
    try {
      const result = await settleJob(job);
      await this.#end(record, job, result === null ? { error } : { result });
    } catch (problem) {
      this.#warn(`What was half made could not be removed: ${(problem as Error).stack}`, record);
      await this.#end(record, job, { error });
    }
  }

  async #end(record: ProcessRecord, job: Job, end: ProcessEnd): Promise<void> {
    let error = 'error' in end ? end.error : null;
    try {
      await this.#options.onEnd?.(record, job, end);
    } catch (problem) {
      error ??= 'Something went wrong at the end';
      this.#warn(`What was to follow has failed: ${(problem as Error).stack}`, record);
    }
    setState(this.#db, record.id, error === null ? 'done' : 'failed', error);
  }

  /** Nobody waits for what this does: where the database refuses it, the record stays, and the next server settles it. */
  async #carefully(record: ProcessRecord, work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (problem) {
      this.#warn(`The process could not be kept up to date: ${(problem as Error).stack}`, record);
    }
  }

  #warn(message: string, record: ProcessRecord): void {
    this.#options.onWarning?.(message, record);
  }
}
