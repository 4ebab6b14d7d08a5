import type { Sqlite } from '../sqlite/sqlite.js';
import type { Repository } from '../store/repository.js';
import { diffTrees } from '../store/trees.js';
import { hasCurrentSchema } from './schema.js';
import { readState } from './state.js';

/**
 * How much a catalog has to take in before it describes HEAD: commits that it does not know, and files that differ from
 * the newest one it knows. Counts no further than `limit`, so that asking costs little.
 */
export function lagBehind(db: Sqlite, repo: Repository, limit: number): number {
  const head = repo.head().oid;
  if (head === null) return 0;
  const known = hasCurrentSchema(db) ? readState(db).head : null;
  if (known === head) return 0;
  let lag = 0;
  const seen = new Set([head]);
  const queue = [head];
  let newestKnown: string | null = null;
  for (let oid = queue.pop(); oid !== undefined && lag < limit; oid = queue.pop()) {
    if (known !== null && db.get('SELECT 1 FROM commits WHERE oid = ?', oid)) {
      newestKnown ??= oid;
      continue;
    }
    lag += 1;
    for (const parent of repo.objects.readParents(oid)) {
      if (!seen.has(parent)) queue.push(parent);
      seen.add(parent);
    }
  }
  const treeOf = (oid: string) => repo.objects.readCommit(oid).tree;
  const differences = diffTrees(repo.objects, newestKnown && treeOf(newestKnown), treeOf(head), 'otus');
  for (let next = differences.next(); !next.done && lag < limit; next = differences.next()) lag += 1;
  return lag;
}
