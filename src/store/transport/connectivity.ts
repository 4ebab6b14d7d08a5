/**
 * Whether what came is whole and what git has a place for: all that the new commits and tags reach is in their pack or
 * was here before. What was here is taken for whole.
 */
import { RefkitError } from '../../otu/errors.js';
import type { ObjectType } from '../object-format.js';
import type { ObjectStore } from '../objects.js';
import { FOLDER, sortKey, TreeCursor } from '../tree-format.js';
import { checkPath } from '../trees.js';
import { PackRefusedError } from './errors.js';
import type { IndexedPack } from './pack-indexer.js';

export interface Arrival {
  pack: IndexedPack;
  /** What the repository had before. */
  before: ObjectStore;
  /** That, and what is in the pack. */
  after: ObjectStore;
  /** Commits whose parents are left out on purpose. */
  shallow: ReadonlySet<string>;
  /** Whether objects may be missing, as in a partial clone. */
  partial: boolean;
}

const MODES = new Set(['40000', '100644', '100755', '120000', '160000', '100664']);

/** @throws PackRefusedError */
export function checkArrival(tips: string[], arrival: Arrival): void {
  const { pack, before, partial } = arrival;
  const seen = new Set<string>();
  const waiting: { oid: string; type: ObjectType | null }[] = tips.map((oid) => ({ oid, type: null }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { oid, type } = next;
    if (seen.has(oid)) continue;
    seen.add(oid);
    const found = pack.typeOf(Buffer.from(oid, 'hex'));
    if (found === null) {
      if (!partial && !before.has(oid)) throw new PackRefusedError(`it lacks the ${type ?? 'object'} ${oid}`);
      continue;
    }
    if (type !== null && found !== type) throw new PackRefusedError(`${oid} is a ${found} where a ${type} belongs`);
    if (found === 'blob') continue;
    try {
      waiting.push(...reached(oid, found, arrival));
    } catch (error) {
      if (!(error instanceof RefkitError) || error instanceof PackRefusedError) throw error;
      throw new PackRefusedError(error.message, { cause: error });
    }
  }
}

function reached(oid: string, type: ObjectType, { after, shallow }: Arrival): { oid: string; type: ObjectType }[] {
  if (type === 'tag') {
    const tag = after.readTag(oid);
    return [{ oid: tag.target, type: tag.type }];
  }
  if (type === 'commit') {
    const { tree, parents } = after.readCommit(oid);
    const known = shallow.has(oid) ? [] : parents;
    return [{ oid: tree, type: 'tree' }, ...known.map((parent) => ({ oid: parent, type: 'commit' as const }))];
  }
  return entriesOf(oid, after.readTreeData(oid));
}

/** What a tree names, once it is known that its names are harmless and in order. */
function entriesOf(oid: string, data: Buffer): { oid: string; type: ObjectType }[] {
  const entries: { oid: string; type: ObjectType }[] = [];
  const cursor = new TreeCursor(data, oid);
  const names = new Set<string>();
  let last = '';
  while (cursor.next()) {
    const { name, mode, isFolder } = cursor;
    if (!MODES.has(mode)) throw new PackRefusedError(`the tree ${oid} has an entry with the mode ${mode}`);
    if (name.includes('/')) throw new PackRefusedError(`the tree ${oid} has a name with a slash`);
    checkPath(Buffer.from(name, 'latin1').toString('utf8'));
    const key = sortKey(name, isFolder);
    if (key <= last || names.has(name)) throw new PackRefusedError(`the tree ${oid} is not in order`);
    names.add(name);
    last = key;
    // A submodule's commit is in another repository.
    if (mode !== '160000') entries.push({ oid: cursor.entryOid, type: mode === FOLDER ? 'tree' : 'blob' });
  }
  return entries;
}
