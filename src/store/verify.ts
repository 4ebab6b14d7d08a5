/** Reading everything a commit needs, to know that it is there and whole. */

import { RefkitError } from '../otu/errors.js';
import { type ObjectType, objectIdHex } from './object-format.js';
import type { Repository } from './repository.js';

export interface ObjectReport {
  /** How many objects were read. */
  count: number;
  /** One sentence for each object that is missing, or is not what its id says. */
  problems: string[];
}

/** How many problems are enough to know. */
const MANY = 100;

/**
 * Reads every object that `head` reaches (commits, trees, blobs) and checks it against its id. Stops at the commits
 * where a shallow clone was cut off.
 *
 * @param head a commit; null for a branch without one
 * @param onProgress told now and then how many objects were read
 */
export function verifyObjects(
  repository: Repository,
  head: string | null,
  onProgress: (done: number) => void = () => {},
): ObjectReport {
  const { objects } = repository;
  const seen = new Set<string>();
  const problems: string[] = [];
  const waiting: { oid: string; type: ObjectType }[] = [];
  const add = (oid: string, type: ObjectType): void => {
    if (seen.has(oid)) return;
    seen.add(oid);
    waiting.push({ oid, type });
  };
  if (head !== null) add(head, 'commit');
  const shallow = repository.shallowCommits();
  for (let next = waiting.pop(); next !== undefined && problems.length < MANY; next = waiting.pop()) {
    const { oid, type } = next;
    try {
      const object = objects.read(oid);
      if (object.type !== type) problems.push(`${oid} is a ${object.type} where a ${type} belongs`);
      else if (objectIdHex(object.type, object.data) !== oid) problems.push(`${type} ${oid} is not what its id says`);
      else if (type === 'commit') {
        const { tree, parents } = objects.readCommit(oid);
        add(tree, 'tree');
        if (!shallow.has(oid)) for (const parent of parents) add(parent, 'commit');
      } else if (type === 'tree') {
        for (const entry of objects.readTree(oid)) {
          // A submodule's commit is in another repository.
          if (entry.mode !== '160000') add(entry.oid, entry.mode === '40000' ? 'tree' : 'blob');
        }
      }
    } catch (error) {
      if (!(error instanceof RefkitError)) throw error;
      problems.push(error.message);
    }
    if (seen.size % 1000 === 0) onProgress(seen.size - waiting.length);
  }
  return { count: seen.size - waiting.length, problems };
}
