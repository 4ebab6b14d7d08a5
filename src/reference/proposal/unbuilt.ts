/** What the next index build will have to take in, told by git alone. */
import { otuIdOfPath } from '../../otu/ids.js';
import { commitsOutside } from '../../store/commit-range.js';
import type { Commit } from '../../store/object-format.js';
import type { Repository } from '../../store/repository.js';
import { resolveRevision } from '../../store/revisions.js';
import { diffTrees, entryAt } from '../../store/trees.js';

/** Of a longer stretch of history only the OTUs are counted. */
const MOST_COMMITS = 2000;

export interface Unbuilt {
  /** The newest index, as its tag is named; null where there is none. */
  index: string | null;
  /** OTUs that are not as that index has them; null where there is none, since all of them are unbuilt then. */
  otus: number | null;
  /** Their changes since: one OTU in one commit. null where there is no index, or the history since is very long. */
  changes: number | null;
}

/**
 * What is unbuilt in a state that is not committed yet.
 *
 * @param commits what the state is made of
 * @param tree the id of a tree
 * @param edits the files in which the state differs from the tree
 */
export function unbuiltAfter(
  repository: Repository,
  commits: readonly string[],
  tree: string,
  edits: ReadonlyMap<string, Buffer | null>,
): Unbuilt {
  const { objects } = repository;
  const index = newestIndex(repository);
  if (index === null) return { index, otus: null, changes: null };
  const built = resolveRevision(repository, `refs/tags/${index}`);
  const builtTree = objects.readCommit(built).tree;
  const differing = new Set<string>();
  for (const { path } of diffTrees(objects, builtTree, tree, 'otus')) if (isOtu(path)) differing.add(path);
  for (const [path, content] of edits) {
    if (!isOtu(path)) continue;
    const entry = entryAt(objects, builtTree, path);
    const before = entry && objects.readBlob(entry.oid);
    const same = before === null || content === null ? before === content : before.equals(content);
    if (same) differing.delete(path);
    else differing.add(path);
  }
  const since = commitsOutside(objects, commits, [built], MOST_COMMITS);
  const changes = since?.reduce((sum, commit) => sum + changesOf(repository, commit), 0) ?? null;
  return { index, otus: differing.size, changes };
}

/** How many OTUs a commit changes; a merge those that are as none of its parents has them. */
function changesOf({ objects }: Repository, { tree, parents }: Commit): number {
  const changed = parents.map((parent) => {
    const paths = new Set<string>();
    for (const { path } of diffTrees(objects, objects.readCommit(parent).tree, tree, 'otus')) {
      if (isOtu(path)) paths.add(path);
    }
    return paths;
  });
  const [first = new Set<string>(), ...others] = changed;
  return [...first].filter((path) => others.every((paths) => paths.has(path))).length;
}

function newestIndex(repository: Repository): string | null {
  const numbers = repository
    .listRefs('refs/tags/index/')
    .flatMap(({ name }) => /^refs\/tags\/index\/(0|[1-9]\d{0,8})$/.exec(name)?.[1] ?? [])
    .map(Number);
  return numbers.length === 0 ? null : `index/${Math.max(...numbers)}`;
}

function isOtu(path: string): boolean {
  return otuIdOfPath(path) !== null;
}
