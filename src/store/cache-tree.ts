/**
 * The TREE extension of the git index: for each folder the tree object that its entries make, so that the next
 * `git commit` need not build what did not change. One that is wrong makes git commit a wrong tree, so it is patched
 * only where it provably described the tree before the edit, and marked invalid elsewhere.
 * Source: gitformat-index(5), "Cache tree".
 */

/** Texts in it hold one byte in each character (latin1): an index with thousands of folders is read at every edit. */
export interface CacheTree {
  /** The folder's own name; '' for the root. */
  name: string;
  /** How many entries of the index lie below it; -1: not valid. */
  count: number;
  /** The 20 bytes of the tree object's id; '' where not valid. */
  id: string;
  folders: CacheTree[];
}

/** Reads the extension's content; null where it makes no sense (git, too, does without it then). */
export function parseCacheTree(data: Buffer): CacheTree | null {
  const text = data.toString('latin1');
  let at = 0;
  const node = (): CacheTree | null => {
    const zero = text.indexOf('\0', at);
    const space = text.indexOf(' ', zero + 1);
    const line = text.indexOf('\n', space + 1);
    if (zero < 0 || space < 0 || line < 0) return null;
    const name = text.slice(at, zero);
    const count = Number(text.slice(zero + 1, space));
    const folders = Number(text.slice(space + 1, line));
    at = line + 1;
    if (!Number.isInteger(count) || !Number.isInteger(folders) || folders < 0) return null;
    const made: CacheTree = { name, count, id: '', folders: [] };
    if (count >= 0) {
      made.id = text.slice(at, at + 20);
      at += 20;
    }
    for (let i = 0; i < folders; i++) {
      const folder = node();
      if (folder === null) return null;
      made.folders.push(folder);
    }
    return made;
  };
  const root = node();
  return root && at === text.length ? root : null;
}

export function encodeCacheTree(root: CacheTree): Buffer {
  const encode = ({ name, count, id, folders }: CacheTree): string => {
    let text = `${name}\0${count} ${folders.length}\n${id}`;
    for (const folder of folders) text += encode(folder);
    return text;
  };
  return Buffer.from(encode(root), 'latin1');
}

/** An object id of 40 hexadecimal digits as `CacheTree` has it. */
export function treeId(oid: string): string {
  return Buffer.from(oid, 'hex').toString('latin1');
}

/** git keeps the folders of a node by length of name, then by name. */
export function sortFolders(folders: CacheTree[]): void {
  folders.sort((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
}

/** The tree of a folder before and after an edit; null: no such folder. Paths have no slash at their end; '' is the root. */
export interface TreesOfEdit {
  before(folder: string): string | null;
  after(folder: string): string | null;
}

/**
 * Brings the cache tree over an edit. `changes` says how the number of entries changes at each path: 1 added,
 * -1 removed, 0 replaced. Without `trees` the touched folders become invalid.
 */
export function editCacheTree(root: CacheTree, changes: Map<string, number>, trees?: TreesOfEdit): void {
  const edit: Edit = { delta: 0, folders: new Map() };
  for (const [path, delta] of changes) {
    let node = edit;
    node.delta += delta;
    for (const name of path.split('/').slice(0, -1)) {
      let next = node.folders.get(name);
      if (!next) {
        next = { delta: 0, folders: new Map() };
        node.folders.set(name, next);
      }
      node = next;
      node.delta += delta;
    }
  }
  if (!trees || !advance(root, edit, '', trees)) invalidate(root, edit);
}

interface Edit {
  /** By how much the number of entries below grows. */
  delta: number;
  folders: Map<string, Edit>;
}

/** Sets the new trees from the top down. False, with some of them set, where the old ones were not as they should be. */
function advance(node: CacheTree, edit: Edit, path: string, trees: TreesOfEdit): boolean {
  const before = trees.before(path);
  const after = trees.after(path);
  if (node.count < 0 || before === null || after === null || node.id !== treeId(before)) return false;
  node.id = treeId(after);
  node.count += edit.delta;
  for (const [name, below] of edit.folders) {
    const child = path === '' ? name : `${path}/${name}`;
    const key = latin1(name);
    const at = node.folders.findIndex((folder) => folder.name === key);
    if (trees.after(child) === null) {
      if (at >= 0) node.folders.splice(at, 1);
    } else if (at >= 0) {
      if (!advance(node.folders[at]!, below, child, trees)) return false;
    } else {
      if (trees.before(child) !== null) return false;
      node.folders.push(newFolder(key, below, child, trees));
      sortFolders(node.folders);
    }
  }
  return true;
}

function newFolder(name: string, edit: Edit, path: string, trees: TreesOfEdit): CacheTree {
  const folders = [...edit.folders].map(([own, below]) => newFolder(latin1(own), below, `${path}/${own}`, trees));
  sortFolders(folders);
  return { name, count: edit.delta, id: treeId(trees.after(path)!), folders };
}

function invalidate(node: CacheTree, edit: Edit): void {
  node.count = -1;
  node.id = '';
  for (const [name, below] of edit.folders) {
    const key = latin1(name);
    const at = node.folders.findIndex((folder) => folder.name === key);
    if (at >= 0) invalidate(node.folders[at]!, below);
  }
}

function latin1(name: string): string {
  return Buffer.from(name).toString('latin1');
}
