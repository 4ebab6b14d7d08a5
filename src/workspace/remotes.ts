/** Remotes of the references of a workspace: what they have, what was installed, and updates, made by a process. */
import type { GitHub } from '../github/access/client.js';
import type { Found } from '../github/remotes/remotes.js';
import { UnreachableError } from '../network/errors.js';
import { BadRequestError, NotFoundError, RefkitError } from '../otu/errors.js';
import { ConflictError } from '../reference/errors.js';
import type { Account } from '../reference/reference.js';
import { type ReleaseDocument, releaseDocument, type UpdateDocument } from '../reference/upstream/documents.js';
import { bareAccount } from './access.js';
import type { Job, ProcessRecord } from './processes.js';
import type { OpenReference } from './references.js';
import type { Workspace } from './workspace.js';

export interface UpdateInput {
  /** GitHub's number of the release; the newest unless given. */
  release_id?: number;
  /** Whose side is taken where both changed the same; where it is not said, the update fails. */
  conflicts?: 'ours' | 'theirs';
}

/** An update, with the process that installs it. */
export interface ServedUpdate extends UpdateDocument {
  process: { id: string };
}

/** Asks the remote of a reference for its newest release. @throws NotFollowingError, UnreachableError */
export async function newestRelease(workspace: Workspace, { reference }: OpenReference): Promise<ReleaseDocument> {
  // Whether it follows one at all is not a matter of reaching it.
  await reference.upstream();
  const { checkRemote } = await import('../github/remotes/remotes.js');
  return (await reached(workspace, (github) => checkRemote(github, reference))).release;
}

/** The release that a new reference is to begin with. @throws InvalidInputError, UnreachableError */
export async function firstRelease(workspace: Workspace, slug: string): Promise<Found> {
  const { findFirst } = await import('../github/remotes/remote-source.js');
  return reached(workspace, (github) => findFirst(github, slug), 'not_found');
}

/**
 * Begins to install a release.
 *
 * @throws NotFollowingError, UnreachableError, BadRequestError where there is nothing to install; ConflictError while
 *   another is being installed
 */
export async function beginUpdate(
  workspace: Workspace,
  { id, reference }: OpenReference,
  account: Account,
  { release_id, conflicts: decide }: UpdateInput,
): Promise<ServedUpdate> {
  const { processes } = workspace;
  const upstream = await reference.upstream();
  const { chooseRelease, isWanted } = await import('../github/remotes/remotes.js');
  const choice = { id: release_id };
  const found = await reached(workspace, (github) => chooseRelease(github, reference, choice)).catch((error) => {
    throw error instanceof NotFoundError ? new BadRequestError('Release does not exist', { cause: error }) : error;
  });
  if (!isWanted(found, await upstream.installed(), choice))
    throw new BadRequestError('The release is installed already');
  if (processes.unfinished(id, 'update_remote_reference')) throw new ConflictError('Update already in progress');
  const { directory } = reference;
  const job = { type: 'update_remote_reference' as const, directory, found, decide, account: bareAccount(account) };
  const record = processes.start(job, {
    reference_id: id,
    subject: String(found.release.id),
    user_id: account.id,
  });
  return comingUpdate(job, record)!;
}

/** An update that a process is making; null where it makes something else. */
function comingUpdate(job: Job, { id, created_at, user_id }: ProcessRecord): ServedUpdate | null {
  if (job.type !== 'update_remote_reference') return null;
  const { release, retrievedAt } = job.found;
  const document = releaseDocument(release, retrievedAt, true);
  return { ...document, created_at, user: { id: user_id }, ready: false, changes: null, process: { id } };
}

/**
 * Asks GitHub. Whatever keeps an answer away is said in the words of the API, and to the keeper of the server in full.
 *
 * @param also a kind of error that comes to the same: a repository or release that is not there
 */
async function reached<T>(
  workspace: Workspace,
  ask: (github: GitHub) => Promise<T>,
  also?: RefkitError['kind'],
): Promise<T> {
  try {
    return await ask(await workspace.github());
  } catch (error) {
    if (!(error instanceof RefkitError) || (error.kind !== 'network' && error.kind !== also)) throw error;
    workspace.warn(`GitHub did not answer as hoped: ${error.message}`);
    throw new UnreachableError('Could not reach GitHub', { cause: error });
  }
}
