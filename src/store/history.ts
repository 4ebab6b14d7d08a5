/**
 * Walks over the graph of commits, above all mainline order (docs/format.md). Nothing here recurses. What is remembered
 * of each commit is some 50 bytes, so that a million of them fit.
 */
import type { Commit } from './object-format.js';
import { OidTable } from './oid-table.js';

/** What this module needs of an ObjectStore. */
export interface CommitSource {
  readCommit(oid: string): Commit;
  readParents(oid: string): string[];
}

/** Parsed commits that the walk keeps until it is their turn; the others it reads a second time. */
const KEPT_COMMITS = 20_000;

/**
 * The commits that `head` reaches, oldest first, in mainline order: along the first parents, with what a merge's
 * other parents bring just before it. So it is depth first, a commit after its parents, the first parent first.
 *
 * With `stopAt`, a commit on the first-parent chain of `head`, only those that come after `stopAt`, in the order they
 * have in the whole. `isKnown` tells whether `stopAt` reaches a commit (or is it); without it that is found out by
 * reading the history before `stopAt`, but only where a merge came after it.
 *
 * A history of a million commits takes some 25 µs per commit and 120 MB at most, the object store's caches included.
 */
export function* mainline(
  objects: CommitSource,
  head: string,
  stopAt: string | null = null,
  isKnown: ((oid: string) => boolean) | null = null,
): Generator<Commit> {
  const met = new OidTable();
  const kept = new Map<number, Commit>();
  // The way from `head` to where the walk is: commits by their number in `met`, and the parents not visited yet.
  const path: number[] = [];
  const waiting: string[][] = [];
  let before: OidTable | null = null;
  let stopped = stopAt === null;
  const known = (oid: string): boolean => {
    if (stopAt === null) return false;
    if (isKnown) return isKnown(oid);
    before ??= reachable(objects, stopAt);
    return before.find(Buffer.from(oid, 'hex')) >= 0;
  };
  const enter = (oid: string): void => {
    if (!met.add(Buffer.from(oid, 'hex'))) return;
    const number = met.size - 1;
    let parents: string[];
    if (kept.size < KEPT_COMMITS) {
      const commit = objects.readCommit(oid);
      kept.set(number, commit);
      parents = commit.parents;
    } else {
      parents = objects.readParents(oid);
    }
    path.push(number);
    waiting.push(parents.length < 2 ? parents : [...parents].reverse());
  };
  if (head === stopAt) return;
  enter(head);
  while (path.length > 0) {
    const number = path[path.length - 1]!;
    const parents = waiting[waiting.length - 1]!;
    const parent = parents[parents.length - 1];
    if (parent !== undefined) {
      // A commit with one parent shares its list with the parsed commit, which must stay whole.
      if (parents.length === 1) waiting[waiting.length - 1] = NONE;
      else parents.pop();
      if (!stopped && parent === stopAt) stopped = true;
      else if (!stopped || !known(parent)) enter(parent);
      continue;
    }
    if (!stopped) throw new Error(`${stopAt} is not on the first-parent chain of ${head}`);
    path.pop();
    waiting.pop();
    const commit = kept.get(number) ?? objects.readCommit(met.at(number).toString('hex'));
    kept.delete(number);
    yield commit;
  }
}

const NONE: string[] = [];

/** Whether a commit reaches another one, or is it. Goes by the graph alone, since clocks differ. */
export function reaches(objects: Pick<CommitSource, 'readParents'>, tip: string, other: string): boolean {
  const wanted = Buffer.from(other, 'hex');
  const met = new OidTable();
  met.add(Buffer.from(tip, 'hex'));
  for (let next = 0; next < met.size; next++) {
    const oid = met.at(next);
    if (wanted.equals(oid)) return true;
    for (const parent of objects.readParents(oid.toString('hex'))) met.add(Buffer.from(parent, 'hex'));
  }
  return false;
}

/** All commits that one reaches, itself included. */
function reachable(objects: CommitSource, tip: string): OidTable {
  const met = new OidTable();
  met.add(Buffer.from(tip, 'hex'));
  for (let next = 0; next < met.size; next++) {
    for (const parent of objects.readParents(met.at(next).toString('hex'))) met.add(Buffer.from(parent, 'hex'));
  }
  return met;
}
