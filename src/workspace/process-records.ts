/** Processes as the database keeps them and as the HTTP API shows them. */
import type { Sqlite } from '../sqlite/sqlite.js';
import type { Job, ProcessType } from './jobs/job.js';

/** A process, in the shape of the HTTP API. */
export interface ProcessDocument {
  id: string;
  /** ISO 8601 in UTC. */
  created_at: string;
  type: ProcessType;
  /** From 0 to 1; 1 when it is done and not before. */
  progress: number;
  /** The step that it is in, or ended in. */
  step: string;
  step_count: number;
  /** Why it failed; null where it did not. */
  error: string | null;
}

export type ProcessState = 'waiting' | 'running' | 'done' | 'failed';

export interface ProcessRecord extends ProcessDocument {
  state: ProcessState;
  reference_id: string | null;
  /** What it makes, where that is not the reference: the id of an index. */
  subject: string | null;
  /** Who asked for it. */
  user_id: string;
}

/** What a process is about. */
export interface ProcessAbout {
  reference_id: string | null;
  subject?: string | null;
  user_id: string;
}

export interface ProcessQuery {
  reference?: string;
  subject?: string;
  types?: readonly ProcessType[];
  states?: readonly ProcessState[];
  /** The newest so many; all where it is not given. */
  limit?: number;
}

export function processDocument(record: ProcessRecord): ProcessDocument {
  const { id, created_at, type, progress, step, step_count, error } = record;
  return { id, created_at, type, progress, step, step_count, error };
}

const COLUMNS = 'id, created_at, type, progress, step, step_count, error, state, reference_id, subject, user_id';

/** The processes that a query finds, newest first. */
export function findProcesses(db: Sqlite, query: ProcessQuery): ProcessRecord[] {
  const { reference, subject, types, states, limit = -1 } = query;
  const conditions = ['TRUE'];
  const values: string[] = [];
  const among = (column: string, allowed: readonly string[] | undefined) => {
    if (allowed === undefined) return;
    conditions.push(`${column} IN (${allowed.map(() => '?').join(', ')})`);
    values.push(...allowed);
  };
  among('reference_id', reference === undefined ? undefined : [reference]);
  among('subject', subject === undefined ? undefined : [subject]);
  among('type', types);
  among('state', states);
  const sql = `SELECT ${COLUMNS} FROM processes WHERE ${conditions.join(' AND ')} ORDER BY serial DESC LIMIT ?`;
  return db.all(sql, ...values, limit);
}

export function processOf(db: Sqlite, id: string): ProcessRecord | null {
  return db.get<ProcessRecord>(`SELECT ${COLUMNS} FROM processes WHERE id = ?`, id) ?? null;
}

/** The work of a process. */
export function jobOf(db: Sqlite, id: string): Job {
  return JSON.parse(db.get<{ job: string }>('SELECT job FROM processes WHERE id = ?', id)!.job) as Job;
}

export function addProcess(db: Sqlite, record: ProcessRecord, job: Job): void {
  db.run(
    `INSERT INTO processes (${COLUMNS}, job) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[record.id, record.created_at, record.type, record.progress, record.step, record.step_count, record.error],
    ...[record.state, record.reference_id, record.subject, record.user_id, JSON.stringify(job)],
  );
}

/** The processes of a state, oldest first. */
export function processesIn(db: Sqlite, state: 'waiting' | 'running', limit = -1): ProcessRecord[] {
  // The state among the unfinished is said as well: only so the small index of those is used.
  return db.all(
    `SELECT ${COLUMNS} FROM processes WHERE state IN ('waiting', 'running') AND state = ? ORDER BY serial LIMIT ?`,
    state,
    limit,
  );
}

export function setState(db: Sqlite, id: string, state: ProcessState, error: string | null = null): void {
  db.run(
    "UPDATE processes SET state = ?1, error = ?2, progress = iif(?1 = 'done', 1, progress) WHERE id = ?3",
    ...[state, error, id],
  );
}

export function setProgress(db: Sqlite, id: string, step: string, progress: number): void {
  db.run('UPDATE processes SET step = ?, progress = ? WHERE id = ?', step, progress, id);
}
