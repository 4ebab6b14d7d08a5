/**
 * The remote that a reference follows: what was installed from it, and how a release is. An update is two steps under
 * one lock: the release becomes a commit on the branch `upstream/…`, then that is merged. So what was changed here
 * stays, and where the second step cannot be done the first one is kept: nothing is downloaded twice.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newId, otuPath } from '../../otu/ids.js';
import type { Otu } from '../../otu/types.js';
import { DetachedHeadError } from '../../store/errors.js';
import { updateRef } from '../../store/refs.js';
import { Repository } from '../../store/repository.js';
import type { FileChange, Writer } from '../../store/writer.js';
import { type Actor, actorOf, requireRight, signaturesOf } from '../actor.js';
import { ConflictError } from '../errors.js';
import type { Session } from '../session.js';
import {
  type Installation,
  installations,
  installedCommit,
  type UpstreamCommit,
  upstreamRef,
  upstreamTip,
} from './commits.js';
import { UpdateConflictError } from './conflicts.js';
import { type UpdateDocument, updateDocument } from './documents.js';
import { fetchHistory, type HistorySource, otherOtus } from './history.js';
import { mergeRelease, type UpdateMerge } from './merge.js';
import { isSameFile } from './order.js';
import {
  type InstalledRelease,
  NotFollowingError,
  type RemoteRelease,
  readRecord,
  remoteRelease,
  upstreamBranch,
} from './record.js';
import { commitRelease, releaseMessage, updateSubject } from './release.js';
import { type RemoteState, readRemoteState, writeRemoteState } from './state.js';

/** A release's file, while it is read. */
export interface ReleaseFile {
  /** Every OTU, whole; what is wrong with them is thrown, at the latest after the last. */
  otus: AsyncIterable<Otu>;
  /** Of the file, in hexadecimal digits. */
  sha256: string;
}

export interface UpdateRequest {
  release: RemoteRelease;
  /** When the remote said so of it: ISO 8601 in UTC. */
  retrievedAt: string;
  /** Opens the file of the release; not called where the release is here already. */
  open: () => Promise<ReleaseFile>;
  /** Where the remote is a reference itself: its history. */
  history?: HistorySource;
  /** Whose side is taken where both changed the same. */
  decide?: 'ours' | 'theirs';
  /** Only finds out what would change. */
  dryRun?: boolean;
}

export interface UpdateOutcome extends Omit<UpdateMerge, 'files'> {
  /** The release that was installed before; null where none was. */
  before: InstalledRelease | null;
  /** null where nothing was written. */
  installation: Installation | null;
  /** The commit that merged the release (hex object id); null where nothing was written. */
  commit: string | null;
}

/** How the names of temporary files begin. */
const DOWNLOAD = 'download-';

export class Upstream {
  readonly #session: Session;
  /** `owner/name`. */
  readonly slug: string;

  /** @throws NotFollowingError */
  constructor(session: Session) {
    const remote = session.config.remotes_from;
    if (remote === undefined) {
      throw new NotFollowingError('This reference does not follow a remote', {
        suggestions: [
          '"refkit create DIR --remote-from OWNER/REPO" makes one that does',
          'to let this one follow a repository, add "remotes_from: { slug: OWNER/REPO }" to reference.yaml, and commit that',
        ],
      });
    }
    this.#session = session;
    this.slug = remote.slug;
  }

  /** The branch that releases are on, without `refs/heads/`. */
  get branch(): string {
    return upstreamBranch(this.slug);
  }

  /** The release that is installed at HEAD, or null. @throws InvalidRecordError */
  async installed(): Promise<InstalledRelease | null> {
    await this.#session.refresh();
    return installedRelease(this.#session.repository, this.slug);
  }

  /** What was installed, newest first. @throws InvalidRecordError, ConflictError */
  async list(): Promise<Installation[]> {
    await this.#session.refresh();
    const { repository } = this.#session;
    const { oid } = repository.head();
    return oid === null ? [] : installations(repository, installedCommit(repository, oid, this.slug));
  }

  /** The same in the shape of the HTTP API. */
  async documents(): Promise<UpdateDocument[]> {
    return (await this.list()).map(updateDocument);
  }

  /** What the remote last answered, as far as this clone knows. */
  get state(): RemoteState | null {
    return readRemoteState(this.#session.repository, this.slug);
  }

  /** Remembers what the remote answered. @throws CannotWriteError */
  note(state: Omit<RemoteState, 'slug'>): void {
    writeRemoteState(this.#session.repository, { slug: this.slug, ...state });
  }

  /** Where a file may wait that is thrown away soon; nothing is there yet. What a killed process left goes in a day. */
  temporaryFile(): string {
    const folder = join(this.#session.repository.localDir(), 'tmp');
    mkdirSync(folder, { recursive: true });
    return join(folder, `${DOWNLOAD}${newId()}`);
  }

  /** Removes what was left of downloads that were cut off. Nothing may be downloading. */
  removeDownloads(): void {
    const folder = join(this.#session.repository.localDir(), 'tmp');
    const names = existsSync(folder) ? readdirSync(folder) : [];
    for (const name of names) if (name.startsWith(DOWNLOAD)) rmSync(join(folder, name), { force: true });
  }

  /** Whether a release is on the branch, installed or not. */
  async has(release: RemoteRelease): Promise<boolean> {
    await this.#session.refresh();
    const { repository } = this.#session;
    const tip = upstreamTip(repository, repository.head().oid!, this.slug);
    return isAt(tip, release);
  }

  /**
   * Refuses what cannot be updated, before anything is asked of others.
   *
   * @throws ForbiddenError, DetachedHeadError, ShallowCloneError
   */
  async requireReady(): Promise<void> {
    await this.#session.refresh();
    const { repository, config, options } = this.#session;
    requireRight(config, actorOf(repository, config, options), 'modify', options);
    const { ref, oid } = repository.head();
    if (ref === null) {
      throw new DetachedHeadError(`HEAD is detached: it names the commit ${oid?.slice(0, 8)} and no branch`, {
        suggestions: ['go to a branch with `git switch BRANCH`, and update there'],
      });
    }
  }

  /**
   * Installs a release: all of it, or nothing. A release that can't be merged stays on its branch.
   *
   * @throws UpdateConflictError, ConflictError, ForbiddenError, LockedError, UncommittedChangesError and what else
   *   keeps a commit from being made, and what `open` and its OTUs throw
   */
  async update(request: UpdateRequest): Promise<UpdateOutcome> {
    await this.requireReady();
    const { workTree, gitDir } = this.#session.repository;
    // Its objects are kept in memory until all of the release is read, without getting into the way of other edits.
    const scratch = Repository.open(workTree ?? gitDir);
    scratch.objects.hold();
    try {
      const { tip, staged } = await this.#stage(scratch, request);
      if (request.dryRun) return this.#preview(scratch, staged, request);
      return await this.#install(scratch, tip, staged, request);
    } finally {
      scratch.objects.drop();
      scratch.objects.close();
    }
  }

  /** The commit of the release: the one that is here, or a new one that is not written yet. */
  async #stage(
    scratch: Repository,
    request: UpdateRequest,
  ): Promise<{ tip: UpstreamCommit | null; staged: UpstreamCommit }> {
    const { repository, config, options } = this.#session;
    const tip = upstreamTip(scratch, scratch.head().oid!, this.slug);
    if (isAt(tip, request.release)) return { tip, staged: tip };
    const actor = actorOf(repository, config, options);
    const { otus, sha256 } = await request.open();
    const history = request.history && !request.dryRun ? await fetchHistory(scratch, request.history, options) : null;
    const staged = await commitRelease(scratch, {
      slug: this.slug,
      tip,
      release: installedNow(request, sha256, actor),
      otus,
      history,
      signatures: signaturesOf(repository, actor),
      onOtu: (done) => {
        if (done % 100 === 0) options.onProgress?.({ step: 'Reading OTUs of the release', done, total: null });
      },
    });
    if (history !== null && !staged.joined) options.onWarning?.(otherOtus(request.release.tag));
    return { tip, staged };
  }

  #preview(scratch: Repository, staged: UpstreamCommit, { decide }: UpdateRequest): UpdateOutcome {
    const head = scratch.head().oid!;
    const base = installedCommit(scratch, head, this.slug);
    const sides = { base, ours: scratch.objects.readCommit(head).tree, theirs: staged };
    const { files, ...merge } = mergeRelease(scratch, this.#session.catalog, sides, decide);
    return { ...merge, before: base?.record.releases[0] ?? null, installation: null, commit: null };
  }

  async #install(
    scratch: Repository,
    tip: UpstreamCommit | null,
    staged: UpstreamCommit,
    { decide, release }: UpdateRequest,
  ): Promise<UpdateOutcome> {
    return this.#session.writeAlone('modify', async (writer, actor) => {
      const { repository, catalog } = this.#session;
      this.#publish(scratch, writer, actor, tip, staged);
      const base = installedCommit(repository, writer.head, this.slug);
      const before = base?.record.releases[0] ?? null;
      const [installation] = installations(repository, staged);
      const sides = { base, ours: writer.tree, theirs: staged };
      const { files, ...merge } = mergeRelease(repository, catalog, sides, decide);
      // Somebody merged it by hand meanwhile.
      if (base?.oid === staged.oid) return { ...merge, before, installation: installation!, commit: null };
      if (merge.conflicts.length > 0) {
        throw new UpdateConflictError(`release ${release.tag} of ${this.slug}`, this.branch, merge.conflicts);
      }
      this.#session.commit(writer, actor, {
        files: [...files, ...(await this.#controlChange(writer, files))],
        subject: updateSubject(release.tag, this.slug),
        method: 'remote',
        merged: [staged.oid],
      });
      return { ...merge, before, installation: installation!, commit: writer.head };
    });
  }

  /** Writes the release's commit, and moves the branch to it. Under the lock; does nothing where that is done. */
  #publish(
    scratch: Repository,
    writer: Writer,
    actor: Actor,
    tip: UpstreamCommit | null,
    staged: UpstreamCommit,
  ): void {
    const { repository, options } = this.#session;
    const ref = upstreamRef(this.slug);
    const at = repository.resolveRef(ref);
    if (at === staged.oid) return;
    const now = upstreamTip(repository, writer.head, this.slug);
    if ((now?.oid ?? null) !== (tip?.oid ?? null)) {
      throw new ConflictError('Another update was made at the same moment. Nothing was changed', {
        suggestions: ['try again'],
      });
    }
    scratch.objects.release({ packed: true, durable: options.durable ?? false });
    repository.objects.refresh();
    const message = releaseMessage(staged.record.releases[0]!.tag, this.slug).split('\n', 1)[0]!;
    const signature = signaturesOf(repository, actor).committer;
    const reflog = { signature, message: `commit: ${message}` };
    updateRef(repository, ref, { from: at, to: staged.oid, durable: options.durable, reflog });
  }

  /** Unsets the internal control where its OTU goes. */
  async #controlChange(writer: Writer, files: readonly FileChange[]): Promise<FileChange[]> {
    const { internal_control: id } = this.#session.config;
    const gone = id !== null && files.some(({ path, content }) => content === null && path === otuPath(id));
    if (!gone) return [];
    const unset = await this.#session.configChange(writer, (config) => {
      config.internal_control = null;
    });
    return [unset];
  }
}

/** Whether a commit is that of a release. */
function isAt(commit: UpstreamCommit | null, release: RemoteRelease): commit is UpstreamCommit {
  const newest = commit?.record.releases[0];
  return newest !== undefined && isSameFile(release, newest);
}

/** The release that is installed at HEAD. @throws InvalidRecordError */
export function installedRelease(repository: Repository, slug: string): InstalledRelease | null {
  const { oid } = repository.head();
  const record = oid === null ? null : readRecord(repository, repository.objects.readCommit(oid).tree, slug);
  return record?.releases[0] ?? null;
}

function installedNow({ release, retrievedAt }: UpdateRequest, sha256: string, actor: Actor): InstalledRelease {
  const known = remoteRelease({ ...release, sha256 });
  return { ...known, retrieved_at: retrievedAt, created_at: new Date().toISOString(), user: { id: actor.id } };
}
