/**
 * Where the releases of a remote are in git: each is a commit on a branch of its own, `upstream/…`, whose tree holds the
 * release's OTUs and the record, and nothing else.
 */
import { otuIdOfPath } from '../../otu/ids.js';
import type { Repository } from '../../store/repository.js';
import { diffTrees, entryAt } from '../../store/trees.js';
import { CONFIG_PATH } from '../config.js';
import { ConflictError } from '../errors.js';
import { type InstalledRelease, readRecord, recordPath, type UpstreamRecord, upstreamBranch } from './record.js';

/** A commit of the branch `upstream/…`. */
export interface UpstreamCommit {
  oid: string;
  tree: string;
  record: UpstreamRecord;
}

export interface ChangeCounts {
  added: number;
  changed: number;
  removed: number;
}

export interface Installation extends InstalledRelease {
  /** On the branch `upstream/…` (hex object id). */
  commit: string;
  /** OTUs that differ from the release before it. */
  changes: ChangeCounts;
}

/** The full name of a remote's branch. */
export function upstreamRef(slug: string): string {
  return `refs/heads/${upstreamBranch(slug)}`;
}

/**
 * The commit of the release that a commit of the reference has installed; null where none is. It need not be among its
 * ancestors: after a squash merge the record says so all the same.
 *
 * @throws ConflictError where the record is there and its commit is not
 */
export function installedCommit(repository: Repository, head: string, slug: string): UpstreamCommit | null {
  const { objects } = repository;
  const path = recordPath(slug);
  const recordOf = (oid: string) => entryAt(objects, objects.readCommit(oid).tree, path)?.oid ?? null;
  const wanted = recordOf(head);
  const record = wanted === null ? null : readRecord(repository, objects.readCommit(head).tree, slug);
  if (record === null) return null;
  // On the branch it is the newest or, where one waits to be merged, the one before.
  let oid = repository.resolveRef(upstreamRef(slug));
  for (let steps = 0; oid !== null && steps <= record.releases.length; steps += 1) {
    const { tree, parents } = objects.readCommit(oid);
    if (isUpstream(repository, tree) && recordOf(oid) === wanted) return { oid, tree, record };
    oid = parents[0] ?? null;
  }
  // In a clone without the branch: it was merged since the record is what it is.
  const met = new Set([head]);
  for (const each of met) {
    if (recordOf(each) !== wanted) continue;
    const { tree, parents } = objects.readCommit(each);
    if (isUpstream(repository, tree)) return { oid: each, tree, record };
    for (const parent of parents) met.add(parent);
  }
  const branch = upstreamBranch(slug);
  throw new ConflictError(`The release ${record.releases[0]?.tag} is installed, but its commit is not in this clone`, {
    data: { branch },
    suggestions: [`fetch the branch of releases from where it was made: "git fetch origin ${branch}:${branch}"`],
  });
}

/**
 * The newest release that is here, installed or waiting to be: the end of the branch, unless that is behind what is
 * installed, as in a clone that pulled.
 */
export function upstreamTip(repository: Repository, head: string, slug: string): UpstreamCommit | null {
  const installed = installedCommit(repository, head, slug);
  const oid = repository.resolveRef(upstreamRef(slug));
  if (oid === null || oid === installed?.oid) return installed;
  const { tree } = repository.objects.readCommit(oid);
  const record = isUpstream(repository, tree) ? readRecord(repository, tree, slug) : null;
  if (record === null) return installed;
  if (installed !== null && !isBefore(repository, installed, oid, record)) return installed;
  return { oid, tree, record };
}

/** Whether a commit of the branch is among the first ancestors of its end. */
function isBefore(repository: Repository, { oid: wanted }: UpstreamCommit, tip: string, record: UpstreamRecord) {
  let oid: string | undefined = tip;
  for (let steps = 0; oid !== undefined && steps < record.releases.length; steps += 1) {
    if (oid === wanted) return true;
    [oid] = repository.objects.readParents(oid);
  }
  return false;
}

/** What was installed, newest first, each with what it changed of the release before it. */
export function installations(repository: Repository, newest: UpstreamCommit | null): Installation[] {
  const { objects } = repository;
  const list: Installation[] = [];
  let oid = newest?.oid;
  for (const [index, release] of (newest?.record.releases ?? []).entries()) {
    if (oid === undefined) break;
    const { tree, parents } = objects.readCommit(oid);
    // The parent of the first one, where it has any, is of another history.
    const isFirst = index === newest!.record.releases.length - 1;
    const before = isFirst ? undefined : parents[0];
    const changes = countChanges(repository, before ? objects.readCommit(before).tree : null, tree);
    list.push({ ...release, commit: oid, changes });
    oid = before;
  }
  return list;
}

/** How many OTUs differ between two trees. */
export function countChanges({ objects }: Repository, before: string | null, after: string | null): ChangeCounts {
  const counts = { added: 0, changed: 0, removed: 0 };
  for (const difference of diffTrees(objects, before, after, 'otus')) {
    if (otuIdOfPath(difference.path) === null) continue;
    if (difference.before === null) counts.added += 1;
    else if (difference.after === null) counts.removed += 1;
    else counts.changed += 1;
  }
  return counts;
}

/** Whether a tree is that of a release and not of a reference. */
function isUpstream({ objects }: Repository, tree: string): boolean {
  return entryAt(objects, tree, CONFIG_PATH) === null;
}
