/**
 * One reference that is open: its repository, its catalog, its settings, who acts, and the way in which every edit is
 * made. What is done with it is in reference.ts and its neighbours.
 */
import { Catalog } from '../catalog/catalog.js';
import type { Turn } from '../files/turn.js';
import type { Method } from '../otu/types.js';
import type { Identity } from '../store/identity.js';
import { RefWatch } from '../store/ref-watch.js';
import type { Repository } from '../store/repository.js';
import type { FileChange, Writer } from '../store/writer.js';
import { type Account, type Actor, actorOf, requireRight, signaturesOf } from './actor.js';
import { CONFIG_PATH, editConfigText, type ReferenceConfig, type Right } from './config.js';
import { EditQueue } from './edit-queue.js';
import { locateReference } from './locate.js';
import type { ConfigEdit } from './settings.js';
import { configBlob, loadConfig } from './state.js';

export interface Progress {
  /** What is being done, as a person would say it. */
  step: string;
  done: number;
  /** null where it is not known. */
  total: number | null;
}
export type ProgressListener = (progress: Progress) => void;

export interface OpenOptions {
  /** Acts as this user of the reference instead of the one that git's identity stands for. */
  user?: string;
  /** Acts as this account, which may do no more than it has the rights to. */
  account?: Account;
  /** Makes edits for somebody whom nobody named as user: the author of their commits. */
  author?: Identity;
  /** How long to wait for the lock, in seconds (default 10). */
  waitSeconds?: number;
  /** Whether an edit that was answered survives a power cut, as a server owes it; without, that takes some seconds. */
  durable?: boolean;
  onWarning?: (message: string) => void;
  onProgress?: ProgressListener;
  /**
   * Called before the catalog takes in so much that it would hold up everything else in this process: another process
   * may open the reference meanwhile, which does it.
   */
  catchUp?: (directory: string) => Promise<void>;
}

/** What of commits and files a catalog takes in without {@link OpenOptions.catchUp} being asked. */
const MUCH = 300;

export interface CommitPlan {
  files: FileChange[];
  /** One line. */
  subject: string;
  /** Left out for commits that touch no OTU. */
  method?: Method;
  /** The commits that are merged, beside HEAD. */
  merged?: string[];
}

/** What is open, whoever acts. */
interface Opened {
  readonly repository: Repository;
  readonly watch: RefWatch;
  /** What `watch` saw before the catalog and the settings were last brought up to date; null where it could not tell. */
  seen: string | null;
  /** The turn in which that was, if it is known. */
  turn?: Turn;
  catalog: Catalog | null;
  edits: EditQueue | null;
  config: ReferenceConfig;
  /** The blob that `config` was read from. */
  configOid: string;
}

export class Session {
  readonly options: OpenOptions;
  readonly #opened: Opened;
  readonly #looks: boolean;

  private constructor(opened: Opened, options: OpenOptions, looks = true) {
    this.#opened = opened;
    this.options = options;
    this.#looks = looks;
  }

  /** @throws ReferenceNotFoundError, NotAReferenceError, InvalidConfigError */
  static async open(directory: string, options: OpenOptions): Promise<Session> {
    const repository = locateReference(directory);
    if (!repository.isShallow()) await catchUpWith(repository, options);
    const catalog = repository.isShallow() ? null : openCatalog(repository, options);
    const oid = configBlob(repository);
    const config = await loadConfig(repository, catalog, oid);
    const watch = new RefWatch(repository, 'refs/tags/index');
    return new Session({ repository, watch, seen: null, catalog, edits: null, config, configOid: oid }, options);
  }

  /** The same open reference, as another account acts on it. */
  as(account: Account): Session {
    return new Session(this.#opened, { ...this.options, user: undefined, account });
  }

  /** The same open reference, whose reads take in nothing: for a few reads just after another that did. */
  asSeen(): Session {
    return new Session(this.#opened, this.options, false);
  }

  close(): void {
    this.#opened.catalog?.close();
    this.repository.objects.close();
  }

  get repository(): Repository {
    return this.#opened.repository;
  }

  /** The settings at HEAD. */
  get config(): ReferenceConfig {
    return this.#opened.config;
  }

  /** The object id of the `reference.yaml` that {@link config} was read from. */
  get configOid(): string {
    return this.#opened.configOid;
  }

  /** @throws ShallowCloneError where the history is cut off */
  get catalog(): Catalog {
    this.#opened.catalog ??= openCatalog(this.repository, this.options);
    return this.#opened.catalog;
  }

  /** The catalog, or null in a shallow clone. */
  get catalogIfAny(): Catalog | null {
    return this.#opened.catalog;
  }

  /**
   * Takes in what others have committed since: a `git pull`, another process. Every read begins with it.
   *
   * @param turn where it was done in this turn, it is not done again
   */
  async refresh(turn?: Turn): Promise<void> {
    if (!this.#looks || (turn && turn === this.#opened.turn)) return;
    const seen = this.#opened.watch.look();
    if (seen === null || seen !== this.#opened.seen) await this.#renew(seen);
    this.#opened.turn = turn;
  }

  /**
   * The same, whatever was seen: an edit has to be made on the newest state, without a doubt.
   *
   * @param seen what `watch` saw just before
   */
  async #renew(seen: string | null): Promise<void> {
    if (this.options.catchUp && !this.catalog.isCurrent()) await catchUpWith(this.repository, this.options);
    this.catalog.sync();
    for (let oid = configBlob(this.repository); oid !== this.configOid; oid = configBlob(this.repository)) {
      const config = await loadConfig(this.repository, this.catalog, oid);
      // HEAD may have moved on, and somebody else have read newer settings.
      if (configBlob(this.repository) === oid) Object.assign(this.#opened, { config, configOid: oid });
    }
    this.#opened.seen = seen;
  }

  /**
   * Runs an edit under the repository's lock, on the newest state, maybe together with others (edit-queue.ts). It may run
   * again where a real git moved the branch meanwhile, or the others failed: so it must have no effects but its commit.
   *
   * @param right what the edit needs; where no account acts, a missing one is only said as a warning
   * @throws ForbiddenError, LockedError, DetachedHeadError, UnbornBranchError, and what `work` throws
   */
  async write<T>(right: Right, work: (writer: Writer, actor: Actor) => Sync<T>): Promise<T> {
    return this.#enqueue(right, work as (writer: Writer, actor: Actor) => T, false);
  }

  /** As {@link write}, for an edit that has to wait for something while it is made. No other is made with it. */
  async writeAlone<T>(right: Right, work: (writer: Writer, actor: Actor) => Promise<T>): Promise<T> {
    return this.#enqueue(right, work, true);
  }

  #enqueue<T>(right: Right, work: (writer: Writer, actor: Actor) => T | Promise<T>, alone: boolean): Promise<T> {
    return this.#edits.add({
      alone,
      waitSeconds: this.options.waitSeconds ?? 10,
      work: (writer) => {
        const actor = actorOf(this.repository, this.config, this.options);
        requireRight(this.config, actor, right, this.options);
        return work(writer, actor);
      },
    });
  }

  get #edits(): EditQueue {
    const opened = this.#opened;
    opened.edits ??= new EditQueue({
      repository: opened.repository,
      catalog: this.catalog,
      durable: this.options.durable ?? false,
      renew: () => this.#renew(opened.watch.look()),
    });
    return opened.edits;
  }

  /** Makes an edit's commit, and lets the catalog know. @throws UncommittedChangesError */
  commit(writer: Writer, actor: Actor, { files, subject, method, merged = [] }: CommitPlan): void {
    const message = method === undefined ? `${subject}\n` : `${subject}\n\nRefkit-Method: ${method}\n`;
    const parents = [writer.head, ...merged];
    writer.commit({ files, message, parents, ...signaturesOf(this.repository, actor) });
    this.#edits.committed(writer);
  }

  /** Changes reference.yaml, as one commit; none where the plan is null. */
  async editConfig(plan: (config: ReferenceConfig, actor: Actor) => ConfigEdit | null): Promise<void> {
    await this.writeAlone('modify', async (writer, actor) => {
      const edit = plan(this.config, actor);
      if (edit === null) return;
      const files = [await this.configChange(writer, edit.apply)];
      this.commit(writer, actor, { files, subject: edit.description });
      await this.refresh();
    });
  }

  /** The change of reference.yaml that an edit of the settings makes. */
  async configChange(writer: Writer, edit: (config: ReferenceConfig) => void): Promise<FileChange> {
    const text = (writer.read(CONFIG_PATH) ?? '').toString();
    return { path: CONFIG_PATH, content: await editConfigText(text, edit) };
  }
}

/** Nothing that is still to come. */
type Sync<T> = T extends PromiseLike<unknown> ? never : T;

async function catchUpWith(repository: Repository, { catchUp }: OpenOptions): Promise<void> {
  if (catchUp && Catalog.lag(repository, MUCH) >= MUCH) await catchUp(repository.workTree ?? repository.gitDir);
}

function openCatalog(repository: Repository, { onProgress, onWarning }: OpenOptions): Catalog {
  return Catalog.open(repository, {
    onProgress: onProgress && ((done, total, what) => onProgress({ step: what, done, total })),
    onWarning,
  });
}
