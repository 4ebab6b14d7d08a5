/** How the git index differs from a tree. Folders whose tree the index has recorded are compared by id alone. */
import { type CacheTree, treeId } from './cache-tree.js';
import type { GitIndex, IndexEntry } from './git-index.js';
import { TreeCursor, type TreeEntry } from './tree-format.js';
import { listTree, type TreeSource } from './trees.js';

export interface StagedChange {
  path: string;
  /** null: not in the tree. */
  before: TreeEntry | null;
  /** null: not in the index. The first of several entries where there is a conflict. */
  after: IndexEntry | null;
}

/** In git's order. `tree` null stands for an empty one. */
export function stagedChanges(objects: TreeSource, tree: string | null, index: GitIndex): Generator<StagedChange> {
  return compareFolder({ objects, index }, tree, index.trees, '', 0, index.size);
}

interface Sides {
  objects: TreeSource;
  index: GitIndex;
}

/** Compares a folder (`prefix` is its path with a slash, each byte one character) with the entries `from` to `to`. */
function* compareFolder(
  sides: Sides,
  tree: string | null,
  recorded: CacheTree | null,
  prefix: string,
  from: number,
  to: number,
): Generator<StagedChange> {
  if (recorded && tree !== null && recorded.count === to - from && recorded.id === treeId(tree)) return;
  const { objects, index } = sides;
  const cursor = new TreeCursor(tree === null ? Buffer.alloc(0) : objects.readTreeData(tree), tree ?? undefined);
  let inTree = cursor.next();
  for (let at = from; at < to || inTree; ) {
    // A folder's key ends with a slash, here as in git's order of trees.
    const name = at < to ? firstPart(index.name(at).slice(prefix.length)) : null;
    const other = inTree ? cursor.name + (cursor.isFolder ? '/' : '') : null;
    if (name !== null && (other === null || name <= other)) {
      const same = name === other;
      if (name.endsWith('/')) {
        const end = endOfFolder(index, prefix + name, at);
        const below = recorded?.folders.find((folder) => folder.name === name.slice(0, -1)) ?? null;
        yield* compareFolder(sides, same ? cursor.entryOid : null, below, prefix + name, at, end);
        at = end;
      } else {
        const after = index.entry(at);
        const before = same ? { mode: cursor.mode, path: after.path, oid: cursor.entryOid } : null;
        if (!before || !isSame(before, after)) yield { path: after.path, before, after };
        // Several entries of one name are one conflict.
        do at++;
        while (at < to && index.name(at) === prefix + name);
      }
      if (same) inTree = cursor.next();
    } else {
      yield* removed(objects, cursor, prefix);
      inTree = cursor.next();
    }
  }
}

function* removed(objects: TreeSource, cursor: TreeCursor, prefix: string): Generator<StagedChange> {
  const path = Buffer.from(prefix + cursor.name, 'latin1').toString();
  if (!cursor.isFolder) {
    yield { path, before: { mode: cursor.mode, path, oid: cursor.entryOid }, after: null };
    return;
  }
  for (const entry of listTree(objects, cursor.entryOid)) {
    const whole = `${path}/${entry.path}`;
    yield { path: whole, before: { ...entry, path: whole }, after: null };
  }
}

/** Whether an entry of the index stands for exactly this file of a tree. */
export function isSame(before: TreeEntry, after: IndexEntry): boolean {
  return after.stage === 0 && !after.intentToAdd && after.oid === before.oid && after.mode === before.mode;
}

function firstPart(path: string): string {
  const slash = path.indexOf('/');
  return slash < 0 ? path : path.slice(0, slash + 1);
}

/** Behind the last entry of a folder (with its slash) whose first entry is at `from`. */
function endOfFolder(index: GitIndex, folder: string, from: number): number {
  let low = from;
  let high = index.size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (index.name(middle).startsWith(folder)) low = middle + 1;
    else high = middle;
  }
  return low;
}
