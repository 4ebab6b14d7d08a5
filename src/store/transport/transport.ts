/**
 * Between this repository and one on another machine, over HTTP: what it has, fetching, pushing, cloning. The protocol's
 * listings are isomorphic-git's. Packs and refs are ours: its fetch wants the remote in the repository's config and
 * writes refs without a lock, its push reads every object through its own slow road, and neither looks at what came.
 */

import type { Repository } from '../repository.js';
import { type CloneRequest, cloneFrom } from './clone.js';
import { type FetchRequest, type FetchResult, fetchFrom } from './fetch.js';
import { type PushedRef, type PushRequest, pushTo } from './push.js';
import { type RemoteOptions, type RemoteRef, withRemote } from './remote.js';

export type { CloneRequest } from './clone.js';
export type { FetchedRef, FetchRequest, FetchResult, TransferProgress } from './fetch.js';
export type { PushedRef, PushRequest, RefPush } from './push.js';
export type { RefMapping } from './refspec.js';
export type { RemoteCredentials, RemoteOptions, RemoteRef } from './remote.js';

/**
 * The refs of another repository whose full names begin with one of the prefixes, or all, and the branch that its HEAD
 * names. With `peelTags` also what annotated tags name.
 *
 * @throws RemoteUrlError, RemoteAuthenticationError, RemoteNotFoundError, RemoteFailedError, UnreachableError
 */
export function listRemoteRefs(
  options: RemoteOptions & { prefixes?: string[]; peelTags?: boolean },
): Promise<{ refs: RemoteRef[]; head: string | null }> {
  return withRemote(options, (remote) => remote.refs(options.prefixes, options.peelTags));
}

/**
 * Brings refs, and all that they reach, from another repository. What comes is checked before it is the repository's;
 * then the refs move, each forward only unless it is forced. A tag that is here never moves.
 */
export function fetchRefs(repository: Repository, options: RemoteOptions & FetchRequest): Promise<FetchResult> {
  return withRemote(options, (remote) => fetchFrom(repository, remote, options));
}

/** Pushes refs, all or none, each forward only unless it is forced. @throws PushRejectedError */
export function pushRefs(repository: Repository, options: RemoteOptions & PushRequest): Promise<PushedRef[]> {
  return withRemote(options, (remote) => pushTo(repository, remote, options));
}

/** A new repository with all branches and tags of another; not bare, with its files. */
export function cloneRepository(options: RemoteOptions & CloneRequest): Promise<Repository> {
  return withRemote(options, (remote) => cloneFrom(remote, options));
}
