/** Fetching: what another repository has comes here whole or not at all, and only then do refs move. */
import { RefkitError } from '../../otu/errors.js';
import { committerIdentity, signatureNow } from '../identity.js';
import { isAncestor } from '../merge-base.js';
import { placePack } from '../pack-files.js';
import { updateRef } from '../refs.js';
import type { Repository } from '../repository.js';
import { checkArrival } from './connectivity.js';
import { PackRefusedError, RemoteRefNotFoundError } from './errors.js';
import { fetchPack, havesOf } from './fetch-pack.js';
import { indexPack } from './pack-indexer.js';
import { Quarantine } from './quarantine.js';
import { checkMapping, localName, prefixOf, type RefMapping } from './refspec.js';
import type { Remote } from './remote.js';

export interface TransferProgress {
  phase: 'receiving' | 'indexing' | 'packing';
  /** Bytes while it is received, objects afterwards. */
  done: number;
  /** Null where nobody knows. */
  total: number | null;
}

export interface FetchRequest {
  refs: RefMapping[];
  /** The largest pack that is taken, in bytes. */
  maxBytes?: number;
  onProgress?: (progress: TransferProgress) => void;
}

export interface FetchedRef {
  remote: string;
  local: string;
  oid: string;
  /** Where the local ref was; null where it was not there. */
  before: string | null;
  /** `refused`: left where it is, since the new one does not follow from it, or it is the branch that is checked out. */
  outcome: 'new' | 'unchanged' | 'forward' | 'forced' | 'refused';
}

export interface FetchResult {
  /** The branch that HEAD names there, or null. */
  head: string | null;
  refs: FetchedRef[];
  /** How many objects came. */
  received: number;
}

const MAX_BYTES = 4 * 1024 ** 3;

/** @throws RemoteRefNotFoundError, PackRefusedError, and what `Remote` throws */
export async function fetchFrom(repository: Repository, remote: Remote, request: FetchRequest): Promise<FetchResult> {
  for (const mapping of request.refs) checkMapping(mapping);
  const { refs, head } = await remote.refs(request.refs.map(prefixOf));
  const found = request.refs.flatMap((mapping) =>
    refs.flatMap(({ name, oid }) => {
      const local = localName(mapping, name);
      return local === null ? [] : [{ remote: name, local, oid, force: mapping.force ?? false }];
    }),
  );
  for (const { remote: name } of request.refs) {
    if (name.endsWith('*') || found.some((each) => each.remote === name)) continue;
    throw new RemoteRefNotFoundError(`${remote.url} has no ${name}`, {
      data: { ref: name, url: remote.url },
      suggestions: ['check the name of the branch or tag'],
    });
  }
  const missing = [...new Set(found.map(({ oid }) => oid))].filter((oid) => !repository.objects.has(oid));
  const received = missing.length === 0 ? 0 : await receive(repository, remote, missing, request);
  const signature = signatureNow(committerIdentity(repository).identity, 'COMMITTER');
  const moved = found.map((each) => move(repository, { ...each, url: remote.url, signature }));
  return { head, refs: moved, received };
}

/** Brings what these ids reach into the repository, and gives the number of objects. */
async function receive(
  repository: Repository,
  remote: Remote,
  wants: string[],
  { maxBytes = MAX_BYTES, onProgress = () => {} }: FetchRequest,
): Promise<number> {
  const quarantine = new Quarantine(repository.objects.objectsDir);
  try {
    const shallow = repository.shallowCommits();
    const file = quarantine.packFile;
    await fetchPack(remote, {
      wants,
      haves: havesOf(repository),
      shallow,
      file,
      maxBytes,
      onProgress: (done) => onProgress({ phase: 'receiving', done, total: null }),
    });
    const pack = indexed(file, (done, total) => onProgress({ phase: 'indexing', done, total }));
    placePack(file, pack.index, { durable: true });
    const partial = repository.config.has('extensions.partialclone');
    checkArrival(wants, { pack, before: repository.objects, after: quarantine.objects, shallow, partial });
    quarantine.adopt();
    repository.objects.refresh();
    return pack.count;
  } finally {
    quarantine.remove();
  }
}

function indexed(file: string, onProgress: (done: number, total: number) => void) {
  try {
    return indexPack(file, onProgress);
  } catch (error) {
    if (error instanceof RefkitError) throw new PackRefusedError(error.message, { cause: error });
    throw error;
  }
}

interface Move {
  remote: string;
  local: string;
  oid: string;
  force: boolean;
  url: string;
  signature: ReturnType<typeof signatureNow>;
}

function move(repository: Repository, { remote, local, oid, force, url, signature }: Move): FetchedRef {
  const before = repository.resolveRef(local);
  const isCheckedOut = repository.workTree !== null && repository.head().ref === local && before !== oid;
  const outcome = isCheckedOut
    ? 'refused'
    : outcomeOf(repository, { before, oid, force, isTag: local.startsWith('refs/tags/') });
  if (outcome !== 'unchanged' && outcome !== 'refused') {
    const how = { new: 'storing head', forward: 'fast-forward', forced: 'forced-update' }[outcome];
    updateRef(repository, local, {
      from: before,
      to: oid,
      durable: true,
      reflog: { signature, message: `fetch ${url}: ${how}` },
    });
  }
  return { remote, local, oid, before, outcome };
}

/** What becomes of a ref that is to go from `before` to `oid`. */
export function outcomeOf(
  repository: Repository,
  { before, oid, force, isTag }: { before: string | null; oid: string; force: boolean; isTag: boolean },
): FetchedRef['outcome'] {
  if (before === null) return 'new';
  if (before === oid) return 'unchanged';
  if (isTag) return 'refused';
  const { objects } = repository;
  const isForward =
    objects.has(before) &&
    objects.read(before).type === 'commit' &&
    objects.read(oid).type === 'commit' &&
    isAncestor(repository, before, oid);
  if (isForward) return 'forward';
  return force ? 'forced' : 'refused';
}
