/** What another repository lacks of what ours has, for a pack that is pushed: read along the trees that changed. */
import type { Commit, ObjectType } from '../object-format.js';
import type { ObjectStore } from '../objects.js';
import { OidTable } from '../oid-table.js';
import type { Repository } from '../repository.js';
import { FOLDER } from '../tree-format.js';

/** Where a commit is reached from. */
const OURS = 1;
const THEIRS = 2;

/**
 * The commits that `tips` reach and `known` don't, an older one before a newer. Of history no more is read than lies
 * above the commits that both have. Where clocks went wrong there may be some among them that `known` reaches as well.
 */
export function commitsBetween(repository: Repository, tips: string[], known: string[]): Commit[] {
  const shallow = repository.shallowCommits();
  const marks = new Map<string, number>();
  // The newest last.
  const queue: Commit[] = [];
  let open = 0;
  const enqueue = (oid: string, mark: number): void => {
    const before = marks.get(oid);
    if (before === undefined) {
      const commit = repository.objects.readCommit(oid);
      marks.set(oid, mark);
      insert(queue, commit);
      if (mark === OURS) open += 1;
      return;
    }
    if (before !== OURS || mark === OURS) return;
    marks.set(oid, before | mark);
    // Where a clock went wrong it was visited before: what is known of it now holds for what it reaches.
    if (queue.some((commit) => commit.oid === oid)) open -= 1;
    else insert(queue, repository.objects.readCommit(oid));
  };
  for (const oid of known) enqueue(oid, THEIRS);
  for (const oid of tips) enqueue(oid, OURS);
  const ours: Commit[] = [];
  // A commit of the same second may turn out to be a child of one that was visited before it.
  const mayKnowMore = () => ours.length > 0 && queue.length > 0 && time(queue.at(-1)!) >= time(ours.at(-1)!);
  while (open > 0 || mayKnowMore()) {
    const commit = queue.pop()!;
    const mark = marks.get(commit.oid)!;
    if (mark === OURS) {
      open -= 1;
      ours.push(commit);
    }
    if (shallow.has(commit.oid)) continue;
    for (const parent of commit.parents) enqueue(parent, mark);
  }
  return ours.filter(({ oid }) => marks.get(oid) === OURS).reverse();
}

const time = (commit: Commit) => commit.committer.timestamp;

function insert(queue: Commit[], commit: Commit): void {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (time(queue[middle]!) <= time(commit)) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, commit);
}

export interface UnsentObject {
  oid: string;
  type: ObjectType;
  data: Buffer;
}

/**
 * The objects that go with commits and tags, each once.
 *
 * @param commits an older one before a newer; what their other parents have is there already
 * @param tags annotated tags
 */
export function* unsentObjects(objects: ObjectStore, commits: Commit[], tags: string[]): Generator<UnsentObject> {
  const seen = new OidTable();
  const read = (oid: string): UnsentObject => ({ oid, ...objects.read(oid) });
  for (const oid of tags) yield read(oid);
  for (const commit of commits) {
    yield read(commit.oid);
    // Those that a shallow clone left out are not there to be compared with.
    const bases = commit.parents.filter((oid) => objects.has(oid)).map((oid) => objects.readCommit(oid).tree);
    const waiting = [{ oid: commit.tree, bases }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (next.bases.includes(next.oid) || !seen.add(Buffer.from(next.oid, 'hex'))) continue;
      yield read(next.oid);
      const others = next.bases.map((base) => new Map(objects.readTree(base).map((entry) => [entry.path, entry])));
      for (const { mode, path, oid } of objects.readTree(next.oid)) {
        // A submodule's commit is in another repository.
        if (mode === '160000') continue;
        const same = others.flatMap((entries) => entries.get(path) ?? []);
        if (same.some((entry) => entry.oid === oid)) continue;
        if (mode === FOLDER) {
          waiting.push({ oid, bases: same.filter((entry) => entry.mode === FOLDER).map((entry) => entry.oid) });
        } else if (seen.add(Buffer.from(oid, 'hex'))) {
          yield read(oid);
        }
      }
    }
  }
}
