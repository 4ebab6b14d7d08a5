import { otuIdOfPath, otuPath } from '../otu/ids.js';
import type { Commit } from '../store/object-format.js';
import type { ObjectStore } from '../store/objects.js';
import { diffTrees, entryAt, listTree, type TreeEntry } from '../store/trees.js';
import type { OtuDifference } from './recorder.js';

/** Reads from git which OTU files there are and which of them a commit changes. */
export class PathHistory {
  /** The trees of the commits last seen, by commit: the next one's parent is among them. */
  readonly #trees = new Map<string, string>();

  constructor(readonly objects: ObjectStore) {}

  /** The OTUs whose files a commit changes, in order of path: for a merge, those that differ from all its parents'. */
  differences(commit: Commit): OtuDifference[] {
    this.#remember(commit);
    const [first, ...others] = commit.parents;
    const differences = this.#between(first, commit);
    if (others.length === 0 || differences.size === 0) return [...differences.values()];
    for (const parent of others) {
      const also = this.#between(parent, commit);
      for (const id of differences.keys()) if (!also.has(id)) differences.delete(id);
    }
    return [...differences.values()];
  }

  /** The ids of the OTUs whose files differ between two commits. */
  differing(before: string, after: string): Iterable<string> {
    return this.#between(before, this.objects.readCommit(after)).keys();
  }

  #between(parent: string | undefined, commit: Commit): Map<string, OtuDifference> {
    const found = new Map<string, OtuDifference>();
    const tree = parent === undefined ? null : this.#treeOf(parent);
    for (const { path, before, after } of diffTrees(this.objects, tree, commit.tree, 'otus')) {
      const otuId = otuIdOfPath(path);
      if (otuId === null) continue;
      const difference = { otuId, before: blobOf(before), after: blobOf(after) };
      if (difference.before !== difference.after) found.set(otuId, difference);
    }
    return found;
  }

  #treeOf(oid: string): string {
    return this.#trees.get(oid) ?? this.#remember(this.objects.readCommit(oid));
  }

  #remember({ oid, tree }: Commit): string {
    if (this.#trees.size > 1000) this.#trees.clear();
    this.#trees.set(oid, tree);
    return tree;
  }
}

/** The blobs of the OTU files in a tree, by OTU id. */
export function listOtuBlobs(objects: ObjectStore, tree: string): Map<string, string> {
  const blobs = new Map<string, string>();
  for (const entry of listTree(objects, tree, 'otus')) {
    const id = otuIdOfPath(entry.path);
    const blob = blobOf(entry);
    if (id !== null && blob !== null) blobs.set(id, blob);
  }
  return blobs;
}

/** The blob of one OTU's file in a tree, or null. */
export function otuBlobAt(objects: ObjectStore, tree: string, otuId: string): string | null {
  return blobOf(entryAt(objects, tree, otuPath(otuId)));
}

/** A regular file's blob: links, folders and submodules are no OTUs. */
function blobOf(entry: TreeEntry | null): string | null {
  return entry?.mode.startsWith('100') ? entry.oid : null;
}
