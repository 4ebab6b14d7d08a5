/** Reading, comparing and editing trees. `null` as a tree's id stands for an empty one everywhere. */
import { InvalidPathError } from './errors.js';
import type { ObjectType } from './object-format.js';
import { encodeEntry, FOLDER, findInTree, sortKey, TreeCursor, type TreeEntry } from './tree-format.js';

export type { TreeEntry } from './tree-format.js';

/** What this module needs of an ObjectStore. */
export interface TreeSource {
  readTreeData(oid: string): Buffer;
}

/** The entry at a path, following folders, or null. The entry's `path` is the whole path. */
export function entryAt(objects: TreeSource, tree: string | null, path: string): TreeEntry | null {
  let entry: TreeEntry | null = null;
  let folder = tree;
  for (const name of path.split('/')) {
    if (folder === null) return null;
    entry = findInTree(objects.readTreeData(folder), name, folder);
    if (entry === null) return null;
    folder = entry.mode === FOLDER ? entry.oid : null;
  }
  return entry && { ...entry, path };
}

/** All files, links and submodules below a folder (`prefix`, no slash at its end), in git's order. */
export function* listTree(objects: TreeSource, tree: string | null, prefix = ''): Generator<TreeEntry> {
  const root = prefix === '' ? tree : folderAt(objects, tree, prefix);
  if (root !== null) yield* list(objects, root, prefix === '' ? '' : `${prefix}/`);
}

function* list(objects: TreeSource, tree: string, prefix: string): Generator<TreeEntry> {
  const data = objects.readTreeData(tree);
  const cursor = new TreeCursor(data, tree);
  while (cursor.next()) {
    const path = prefix + data.toString('utf8', cursor.nameAt, cursor.nameEnd);
    if (cursor.isFolder) yield* list(objects, cursor.entryOid, `${path}/`);
    else yield { mode: cursor.mode, path, oid: cursor.entryOid };
  }
}

function folderAt(objects: TreeSource, tree: string | null, path: string): string | null {
  const entry = entryAt(objects, tree, path);
  return entry?.mode === FOLDER ? entry.oid : null;
}

export interface TreeDifference {
  path: string;
  /** null: not there. Never a folder. */
  before: TreeEntry | null;
  after: TreeEntry | null;
}

/**
 * The files, links and submodules that two trees don't share, in git's order; equal folders are not even read.
 * A mode that changed is a difference. `prefix` is a folder, without a slash at its end, and limits it to what lies below.
 */
export function* diffTrees(
  objects: TreeSource,
  before: string | null,
  after: string | null,
  prefix = '',
): Generator<TreeDifference> {
  if (prefix === '') yield* diff(objects, before, after, '');
  else yield* diff(objects, folderAt(objects, before, prefix), folderAt(objects, after, prefix), `${prefix}/`);
}

function* diff(
  objects: TreeSource,
  before: string | null,
  after: string | null,
  prefix: string,
): Generator<TreeDifference> {
  if (before === after) return;
  const left = new TreeCursor(before === null ? EMPTY : objects.readTreeData(before), before ?? undefined);
  const right = new TreeCursor(after === null ? EMPTY : objects.readTreeData(after), after ?? undefined);
  let hasLeft = left.next();
  let hasRight = right.next();
  while (hasLeft || hasRight) {
    const order = !hasLeft ? 1 : !hasRight ? -1 : compareEntries(left, right);
    if (order === 0 && sameEntry(left, right)) {
      skipShared(left, right);
      hasLeft = left.next();
      hasRight = right.next();
      continue;
    }
    // A folder and a file of one name have different keys, so they never meet here.
    const side = order <= 0 ? left : right;
    const path = prefix + side.data.toString('utf8', side.nameAt, side.nameEnd);
    if (side.isFolder) {
      const oldFolder = order <= 0 ? left.entryOid : null;
      const newFolder = order >= 0 ? right.entryOid : null;
      yield* diff(objects, oldFolder, newFolder, `${path}/`);
    } else {
      yield {
        path,
        before: order <= 0 ? { mode: left.mode, path, oid: left.entryOid } : null,
        after: order >= 0 ? { mode: right.mode, path, oid: right.entryOid } : null,
      };
    }
    if (order <= 0) hasLeft = left.next();
    if (order >= 0) hasRight = right.next();
  }
}

/** Whether two entries have the same mode, name and id: the same bytes. */
function sameEntry(left: TreeCursor, right: TreeCursor): boolean {
  return left.data.compare(right.data, right.start, right.end, left.start, left.end) === 0;
}

/**
 * Moves both cursors past the entries that follow and are the same on both sides (all but the last, maybe). Most of two large trees is, so the
 * stretch is measured by comparing halves of halves, which runs at the speed of memory, and then walked on one side.
 */
function skipShared(left: TreeCursor, right: TreeCursor): void {
  const from = left.end;
  const start = right.end;
  const same = (a: number, b: number) => left.data.compare(right.data, start + a, start + b, from + a, from + b) === 0;
  let shared = 0;
  let differs = Math.min(left.data.length - from, right.data.length - start);
  if (same(0, differs)) shared = differs;
  // The last few entries are sooner compared one by one.
  while (differs - shared > 100) {
    const middle = (shared + differs) >>> 1;
    if (same(shared, middle)) shared = middle;
    else differs = middle;
  }
  left.advanceTo(from + shared);
  right.end = start + (left.end - from);
}

const EMPTY = Buffer.alloc(0);

/** git's order of two entries: by name, where a folder counts as `name/`. */
function compareEntries(left: TreeCursor, right: TreeCursor): number {
  const a = left.data;
  const b = right.data;
  const shared = Math.min(left.nameEnd - left.nameAt, right.nameEnd - right.nameAt);
  for (let i = 0; i < shared; i++) {
    const order = a[left.nameAt + i]! - b[right.nameAt + i]!;
    if (order !== 0) return order;
  }
  // After its last byte a file's name goes on with NUL and a folder's with a slash.
  const end = (side: TreeCursor) =>
    side.nameAt + shared < side.nameEnd ? side.data[side.nameAt + shared]! : side.isFolder ? 0x2f : 0;
  return end(left) - end(right);
}

/** What an edit puts at a path: a file, or null for nothing. */
export type TreeChange = { mode: string; oid: string } | null;

export type WriteTree = (type: ObjectType, data: Buffer, base: string | null) => string;

/** A folder's changes, by name: a change of the entry itself, or changes below it. */
interface Edits {
  entries: Map<string, TreeChange>;
  folders: Map<string, Edits>;
}

/**
 * Puts changes into a tree and gives the id of the result. Only folders on the paths are read and written; those
 * that get empty disappear. null removes whatever stands at the path; a file takes the place of a folder, and a
 * folder that of a file. `write` stores each new tree, and is told which one it was made from. Throws InvalidPathError
 * for a path that git would refuse.
 */
export function editTree(
  objects: TreeSource,
  write: WriteTree,
  tree: string | null,
  changes: Map<string, TreeChange>,
): string {
  const edits: Edits = { entries: new Map(), folders: new Map() };
  for (const [path, change] of changes) {
    checkPath(path);
    const names = Buffer.from(path).toString('latin1').split('/');
    const last = names.pop()!;
    let folder = edits;
    for (const name of names) {
      let below = folder.folders.get(name);
      if (!below) {
        below = { entries: new Map(), folders: new Map() };
        folder.folders.set(name, below);
      }
      folder = below;
    }
    folder.entries.set(last, change);
  }
  return applyEdits(objects, write, tree, edits) ?? write('tree', EMPTY, null);
}

/** A place in a tree's bytes where others go: those from `from` to `to` are replaced. */
interface Cut {
  from: number;
  to: number;
  bytes: Buffer;
}

/** The id of the folder with its edits in place; null when nothing is left in it. */
function applyEdits(objects: TreeSource, write: WriteTree, tree: string | null, edits: Edits): string | null {
  const data = tree === null ? EMPTY : objects.readTreeData(tree);
  const present = findEntries(data, tree, [...edits.entries.keys(), ...edits.folders.keys()]);
  const cuts: Cut[] = [];
  const added: { key: string; bytes: Buffer }[] = [];
  const drop = (name: string) => {
    for (const { start, end } of present.get(name) ?? []) cuts.push({ from: start, to: end, bytes: EMPTY });
  };
  for (const [name, change] of edits.entries) {
    drop(name);
    if (change === null) continue;
    if (edits.folders.has(name)) throw new InvalidPathError(`${name} cannot be both a file and a folder`);
    added.push({ key: name, bytes: encodeEntry(change.mode, name, change.oid) });
  }
  for (const [name, below] of edits.folders) {
    const old = edits.entries.has(name) ? null : (present.get(name)?.find(({ folder }) => folder !== null) ?? null);
    const oid = applyEdits(objects, write, old?.folder ?? null, below);
    // Removing what is not below a file leaves the file alone.
    if (oid === null && old === null) continue;
    drop(name);
    if (oid !== null) added.push({ key: sortKey(name, true), bytes: encodeEntry(FOLDER, name, oid) });
  }
  // Keys are bytes as characters, so `<` compares them as git does.
  added.sort((a, b) => (a.key < b.key ? -1 : 1));
  placeEntries(data, added, cuts);
  const result = splice(data, cuts);
  if (result.length === 0) return null;
  return tree !== null && result.equals(data) ? tree : write('tree', result, tree);
}

/** Where entries of these names stand in a tree, and the ids of those that are folders. Others are only stepped over. */
function findEntries(
  data: Buffer,
  tree: string | null,
  names: string[],
): Map<string, { start: number; end: number; folder: string | null }[]> {
  const found = new Map(names.map((name) => [name, [] as { start: number; end: number; folder: string | null }[]]));
  // Most names differ in their first byte already, and cost no string then.
  const first = new Uint8Array(256);
  for (const name of names) first[name.charCodeAt(0)] = 1;
  const cursor = new TreeCursor(data, tree ?? undefined);
  while (cursor.next()) {
    if (first[data[cursor.nameAt]!] === 0) continue;
    const folder = cursor.isFolder ? cursor.entryOid : null;
    found.get(cursor.name)?.push({ start: cursor.start, end: cursor.end, folder });
  }
  return found;
}

/** Adds cuts that put new entries, in order, before the first entry that sorts after them. */
function placeEntries(data: Buffer, added: { key: string; bytes: Buffer }[], cuts: Cut[]): void {
  const cursor = new TreeCursor(data);
  let more = cursor.next();
  for (const { key, bytes } of added) {
    const first = key.charCodeAt(0);
    while (more && (data[cursor.nameAt]! < first || sortKey(cursor.name, cursor.isFolder) < key)) more = cursor.next();
    const at = more ? cursor.start : data.length;
    cuts.push({ from: at, to: at, bytes });
  }
}

function splice(data: Buffer, cuts: Cut[]): Buffer {
  const parts: Buffer[] = [];
  let done = 0;
  for (const { from, to, bytes } of cuts.sort((a, b) => a.from - b.from)) {
    if (from > done) parts.push(data.subarray(done, from));
    parts.push(bytes);
    done = Math.max(done, to);
  }
  parts.push(data.subarray(done));
  return Buffer.concat(parts);
}

/** Throws InvalidPathError for a path that git would refuse in a tree or in its index. */
export function checkPath(path: string): void {
  for (const name of path.split('/')) {
    if (name === '' || name === '.' || name === '..' || name.includes('\0') || /^\.git$/i.test(name)) {
      throw new InvalidPathError(`git has no place for the path ${JSON.stringify(path)}`, { data: { path } });
    }
  }
}
