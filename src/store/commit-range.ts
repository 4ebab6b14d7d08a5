/** Which commits some tips have that others lack, as `git rev-list TIP --not OTHER` lists them. */
import type { Commit } from './object-format.js';

/** What this module needs of an ObjectStore. */
export interface CommitReader {
  readCommit(oid: string): Commit;
}

const WANTED = 1;
const UNWANTED = 2;

/** A commit may seem older than its parent by so many seconds, since it was made on another machine. */
const CLOCKS_APART = 86_400;

interface Met {
  commit: Commit;
  marks: number;
  waiting: boolean;
}

/**
 * The commits that one of `tips` reaches and none of `others` does, newest first, by the committers' clocks. Reads no
 * further into the past than it has to, so that the length of the history does not matter.
 *
 * @param limit null is given where there are more than this
 */
export function commitsOutside(
  objects: CommitReader,
  tips: readonly string[],
  others: readonly string[],
  limit = Number.POSITIVE_INFINITY,
): Commit[] | null {
  const met = new Map<string, Met>();
  /** Oldest first: the newest is taken from the end. */
  const queue: Met[] = [];
  let wantedInQueue = 0;
  const mark = (oid: string, marks: number): void => {
    let known = met.get(oid);
    if (known && (known.marks | marks) === known.marks) return;
    if (!known) {
      known = { commit: objects.readCommit(oid), marks: 0, waiting: false };
      met.set(oid, known);
    }
    if (known.waiting && known.marks === WANTED) wantedInQueue -= 1;
    known.marks |= marks;
    if (known.marks === WANTED) wantedInQueue += 1;
    // One that was taken already goes through again, so that its ancestors learn what it learned.
    if (!known.waiting) insert(queue, known);
    known.waiting = true;
  };
  for (const oid of others) mark(oid, UNWANTED);
  for (const oid of tips) mark(oid, WANTED);
  let found = new Set<Met>();
  let oldestFound = Number.POSITIVE_INFINITY;
  while (queue.length > 0) {
    if (wantedInQueue === 0 && timeOf(queue.at(-1)!) < oldestFound - CLOCKS_APART) break;
    const next = queue.pop()!;
    next.waiting = false;
    if (next.marks === WANTED) {
      wantedInQueue -= 1;
      found.add(next);
      oldestFound = Math.min(oldestFound, timeOf(next));
      if (found.size > limit) {
        found = new Set([...found].filter(({ marks }) => marks === WANTED));
        if (found.size > limit) return null;
      }
    }
    for (const parent of next.commit.parents) mark(parent, next.marks);
  }
  return [...found].filter(({ marks }) => marks === WANTED).map(({ commit }) => commit);
}

function timeOf({ commit }: Met): number {
  return commit.committer.timestamp;
}

function insert(queue: Met[], one: Met): void {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timeOf(queue[middle]!) < timeOf(one)) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, one);
}
