/**
 * A workspace: what `refkit serve` serves. A folder with `refkit.yaml` (settings), `references/` (git repositories),
 * `files/` (uploads), `genbank/` (records that were fetched) and `workspace.db` (accounts and long work). One process
 * serves it at a time.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GenBank } from '../genbank/genbank.js';
import type { GitHub } from '../github/access/client.js';
import { isBusy, Sqlite } from '../sqlite/sqlite.js';
import { Accounts } from './accounts.js';
import { openDatabase } from './database.js';
import { NotAWorkspaceError, WorkspaceInUseError } from './errors.js';
import { Exports } from './exports.js';
import { type Job, type ProcessEnd, Processes, type ProcessRecord } from './processes.js';
import { References } from './references.js';
import { newSettingsText, readSettings, SETTINGS_FILE, type WorkspaceSettings } from './settings.js';
import { Uploads } from './uploads.js';

export interface WorkspaceOptions {
  /** What the keeper of the server should know. */
  onWarning?: (message: string) => void;
  /** What says how GenBank and GitHub are reached: `NCBI_…`, `GH_TOKEN`, `GITHUB_API_URL`, `HTTPS_PROXY`. */
  env?: NodeJS.ProcessEnv;
}

/** How GenBank is asked for programs that wait for an answer: with less patience, and for no more than this at once. */
const GENBANK_LIMITS = {
  patienceMs: 15_000,
  lineMs: 15_000,
  answerMs: 20_000,
  mostWaiting: 100,
  mostBytes: 16 * 1024 * 1024,
};

export class Workspace {
  readonly directory: string;
  readonly settings: WorkspaceSettings;
  readonly accounts: Accounts;
  readonly uploads: Uploads;
  readonly processes: Processes;
  readonly references: References;
  readonly exports: Exports;
  readonly genbank: GenBank;
  readonly #warn: (message: string) => void;
  readonly #env: NodeJS.ProcessEnv | undefined;
  #github: Promise<GitHub> | null = null;
  readonly #db: Sqlite;
  readonly #claim: Sqlite;

  private constructor(directory: string, settings: WorkspaceSettings, claim: Sqlite, options: WorkspaceOptions) {
    this.directory = directory;
    this.settings = settings;
    const { env, onWarning: warn = () => {} } = options;
    this.genbank = GenBank.open({ ...GENBANK_LIMITS, cacheDir: join(directory, 'genbank'), env, onWarning: warn });
    this.#claim = claim;
    this.#db = openDatabase(directory);
    this.#warn = warn;
    this.#env = env;
    this.accounts = new Accounts(this.#db);
    this.uploads = new Uploads(this.#db, join(directory, 'files'));
    this.references = new References(directory, this.#db, { waitSeconds: settings.wait_seconds, onWarning: warn });
    this.exports = new Exports(this.uploads, this.references);
    this.processes = new Processes(this.#db, {
      env,
      onEnd: (record, job, end) => this.#ended(record, job, end),
      onWarning: (message, { type, id }) => warn(`Process ${id} (${type}): ${message}`),
    });
  }

  /**
   * Opens a workspace to serve it, makes one of an empty or missing folder, and takes up what the last server left.
   *
   * @throws NotAWorkspaceError for a folder with other things in it; WorkspaceInUseError; InvalidSettingsError;
   *   WorkspaceVersionError
   */
  static async open(folder: string, options: WorkspaceOptions = {}): Promise<Workspace> {
    const directory = resolve(folder);
    makeWorkspace(directory);
    const settings = await readSettings(directory);
    const claim = claimWorkspace(directory);
    try {
      const workspace = new Workspace(directory, settings, claim, options);
      await workspace.#takeUp();
      return workspace;
    } catch (error) {
      claim.close();
      throw error;
    }
  }

  /** Runs work in one transaction of the workspace's database. */
  transaction<T>(work: () => T): T {
    return this.#db.writing(work);
  }

  /** The way to GitHub, with the token and by the proxy that the server's environment names. */
  github(): Promise<GitHub> {
    this.#github ??= import('../github/access/client.js').then(({ GitHub }) =>
      GitHub.open({ env: this.#env, onWarning: this.#warn }),
    );
    return this.#github;
  }

  /** Says something to the keeper of the server. */
  warn(message: string): void {
    this.#warn(message);
  }

  /** Lets long work come to its end, or ends it after `graceMs`, and closes everything. */
  async close({ graceMs = 0 } = {}): Promise<void> {
    await this.processes.stop({ graceMs });
    await this.genbank.close();
    await (await this.#github)?.close();
    this.references.close();
    this.#db.close();
    this.#claim.close();
  }

  async #takeUp(): Promise<void> {
    const unfinished = this.processes.list({ states: ['waiting', 'running'] }).map(({ id }) => this.processes.job(id));
    this.uploads.sweep(unfinished.flatMap((job) => (job.type === 'import_reference' ? [job.file_id] : [])));
    const known = new Set(unfinished.flatMap((job) => (job.type === 'delete_reference' ? [job.folder] : [])));
    for (const folder of this.references.doomed()) {
      if (known.has(folder)) continue;
      this.processes.start({ type: 'delete_reference', folder }, { reference_id: null, user_id: 'refkit' });
    }
    await this.processes.resume();
  }

  #ended(record: ProcessRecord, job: Job, _: ProcessEnd): void {
    if (job.type === 'import_reference') this.uploads.release(job.file_id);
    if ('target' in job) this.references.arrived(record.reference_id!);
  }
}

function makeWorkspace(directory: string): void {
  const settings = join(directory, SETTINGS_FILE);
  if (existsSync(settings)) return;
  mkdirSync(directory, { recursive: true });
  if (readdirSync(directory).length > 0) {
    throw new NotAWorkspaceError(`${directory} is no workspace: it has no ${SETTINGS_FILE}, and it is not empty`, {
      data: { directory },
      suggestions: ['name a workspace, or an empty or new folder to make one in'],
    });
  }
  writeFileSync(settings, newSettingsText(), { flag: 'wx' });
}

/** Holds a lock on a file of its own that ends with the process, however it ends. */
function claimWorkspace(directory: string): Sqlite {
  const claim = new Sqlite(join(directory, 'serving.lock'), 0);
  try {
    claim.exec('BEGIN EXCLUSIVE');
    return claim;
  } catch (error) {
    claim.close();
    if (!isBusy(error)) throw error;
    throw new WorkspaceInUseError(`Another process serves ${directory}`, {
      data: { directory },
      suggestions: ['stop that one first, or serve another folder'],
    });
  }
}
