/** Which files a commit changed, by the rule that history is told by (docs/format.md). */
import type { Commit } from './object-format.js';
import { FOLDER, type TreeEntry } from './tree-format.js';
import { diffTrees, entryAt, type TreeSource } from './trees.js';

export interface PathChange {
  path: string;
  /** The blob at the commit's first parent; null where there was no file. */
  before: string | null;
  /** The blob at the commit; null where the file was removed. */
  after: string | null;
}

interface Source extends TreeSource {
  readCommit(oid: string): Commit;
  readTree(oid: string): TreeEntry[];
}

/**
 * The regular files below a folder of the root (`otus`) that a commit changed, in git's order of paths. A commit without parents
 * changes every file it has; a merge those that differ from all its parents'. Links and submodules count as no file,
 * and a change of the executable bit alone as no change.
 */
export function* changedPaths(objects: Source, commit: Commit, folder: string): Generator<PathChange> {
  const trees = commit.parents.map((parent) => objects.readCommit(parent).tree);
  if (trees.length < 2) {
    for (const { path, before, after } of diffTrees(objects, trees[0] ?? null, commit.tree, folder)) {
      const change = { path, before: blobOf(before), after: blobOf(after) };
      if (change.before !== change.after) yield change;
    }
    return;
  }
  const folderOf = (tree: string): string | null => {
    const entry = entryAt(objects, tree, folder);
    return entry?.mode === FOLDER ? entry.oid : null;
  };
  yield* mergeChanges(objects, folderOf(commit.tree), trees.map(folderOf), `${folder}/`);
}

/** What differs from all sides at once. What equals one side, file or whole folder, is not looked into. */
function* mergeChanges(
  objects: Source,
  after: string | null,
  befores: (string | null)[],
  prefix: string,
): Generator<PathChange> {
  if (befores.includes(after)) return;
  const [now, ...sides] = [after, ...befores].map((tree) => entriesByKey(objects, tree));
  const keys = new Set([now!, ...sides].flatMap((side) => [...side.keys()]));
  for (const key of [...keys].sort(byBytes)) {
    if (key.endsWith('/')) {
      const folders = sides.map((side) => side.get(key)?.oid ?? null);
      yield* mergeChanges(objects, now!.get(key)?.oid ?? null, folders, prefix + key);
    } else {
      const blob = blobOf(now!.get(key) ?? null);
      const blobs = sides.map((side) => blobOf(side.get(key) ?? null));
      if (!blobs.includes(blob)) yield { path: prefix + key, before: blobs[0]!, after: blob };
    }
  }
}

/** A tree's entries by name, folders with a slash after theirs, as git sorts them. */
function entriesByKey(objects: Source, tree: string | null): Map<string, TreeEntry> {
  const entries = tree === null ? [] : objects.readTree(tree);
  return new Map(entries.map((entry) => [entry.mode === FOLDER ? `${entry.path}/` : entry.path, entry]));
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The id of a regular file, null for everything else. */
function blobOf(entry: TreeEntry | null): string | null {
  return entry?.mode === '100644' || entry?.mode === '100755' ? entry.oid : null;
}
