/** Where two histories part: the best common ancestors of commits, found without reading more of history than needed. */
import type { CommitSource } from './history.js';
import type { Repository } from './repository.js';

/**
 * The commit that a merge of two commits starts from: a common ancestor that no other common ancestor descends from, or
 * null where the histories have nothing in common. Of several such, which come of merges that cross, the newest, and of
 * those of one second the one whose id comes first: every clone chooses the same.
 */
export function mergeBase(repository: Repository, a: string, b: string): string | null {
  return mergeBases(commitsOf(repository), a, b)[0] ?? null;
}

/** Whether a commit is reached from another, or is that one. */
export function isAncestor(repository: Repository, ancestor: string, descendant: string): boolean {
  return reaches(commitsOf(repository), ancestor, descendant);
}

/** History as git sees it: that of a shallow clone ends where it was cut off. */
function commitsOf(repository: Repository): CommitSource {
  const { objects } = repository;
  const shallow = repository.shallowCommits();
  if (shallow.size === 0) return objects;
  const readParents = (oid: string) => (shallow.has(oid) ? [] : objects.readParents(oid));
  return { readParents, readCommit: (oid) => ({ ...objects.readCommit(oid), parents: readParents(oid) }) };
}

/** All best common ancestors, the newest first. */
export function mergeBases(commits: CommitSource, a: string, b: string): string[] {
  const found = paint(commits, a, b);
  // Where a clock went wrong, an older one may have been found before its descendant.
  const best = found.filter((oid) => !found.some((other) => other !== oid && reaches(commits, oid, other)));
  const time = (oid: string) => commits.readCommit(oid).committer.timestamp;
  return best.sort((one, other) => time(other) - time(one) || (one < other ? -1 : 1));
}

function reaches(commits: CommitSource, ancestor: string, descendant: string): boolean {
  return paint(commits, ancestor, descendant).includes(ancestor);
}

/** What is known of a commit: who reaches it, and whether a common ancestor does, so that it is none of the best. */
const FROM_A = 1;
const FROM_B = 2;
const BELOW = 4;

/**
 * Walks from both commits towards the roots, always on from the newest commit that was met, and gives the first common
 * ancestors. It ends when all that is left to visit lies below one.
 */
function paint(commits: CommitSource, a: string, b: string): string[] {
  if (a === b) return [a];
  const marks = new Map<string, number>();
  const queue = new CommitQueue();
  const waiting = new Set<string>();
  /** How many of those that wait are not below a common ancestor. */
  let open = 0;
  const mark = (oid: string, added: number): void => {
    const before = marks.get(oid) ?? 0;
    if ((before & added) === added) return;
    marks.set(oid, before | added);
    if (!waiting.has(oid)) {
      waiting.add(oid);
      queue.push(oid, commits.readCommit(oid).committer.timestamp);
      if (((before | added) & BELOW) === 0) open += 1;
    } else if ((before & BELOW) === 0 && (added & BELOW) !== 0) {
      open -= 1;
    }
  };
  const found = new Set<string>();
  mark(a, FROM_A);
  mark(b, FROM_B);
  while (open > 0) {
    const oid = queue.pop();
    waiting.delete(oid);
    let seen = marks.get(oid)!;
    if ((seen & BELOW) === 0) open -= 1;
    if (seen === (FROM_A | FROM_B)) {
      found.add(oid);
      seen |= BELOW;
    }
    for (const parent of commits.readParents(oid)) mark(parent, seen);
  }
  return [...found].filter((oid) => (marks.get(oid)! & BELOW) === 0);
}

/** Commits, of which the newest comes out first: a binary heap. */
class CommitQueue {
  readonly #heap: { oid: string; time: number }[] = [];

  push(oid: string, time: number): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (heap[above]!.time >= time) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = { oid, time };
  }

  /** The queue must not be empty. */
  pop(): string {
    const heap = this.#heap;
    const { oid } = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return oid;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && heap[below + 1]!.time > heap[below]!.time) below += 1;
      if (heap[below]!.time <= last.time) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return oid;
  }
}
