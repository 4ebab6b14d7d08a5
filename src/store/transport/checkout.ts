/** The files of a commit, into a working tree that has none yet, and the git index that goes with them. */
import { lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CorruptObjectError } from '../errors.js';
import { type FileStat, fileStat } from '../file-stat.js';
import { IndexBuilder } from '../index-builder.js';
import { writeNewFile } from '../new-file.js';
import { objectIdHex } from '../object-format.js';
import type { Repository } from '../repository.js';
import { listTree, type TreeEntry } from '../trees.js';
import { diskPath, permissions } from '../working-file.js';

const LINK = '120000';
const SUBMODULE = '160000';

/**
 * Checks a commit out where nothing is. Links come last: no file is ever written through one.
 *
 * @throws UnsafePathError, InvalidPathError for a path that would lead elsewhere or that the file system takes for another
 */
export function checkOut(repository: Repository, commit: string): void {
  const { tree } = repository.objects.readCommit(commit);
  const index = new IndexBuilder();
  const links: TreeEntry[] = [];
  for (const entry of listTree(repository.objects, tree)) {
    if (entry.mode === LINK) links.push(entry);
    else index.add(entry.path, { mode: entry.mode, oid: entry.oid, stat: write(repository, entry) });
  }
  for (const entry of links) {
    index.add(entry.path, { mode: entry.mode, oid: entry.oid, stat: link(repository, entry) });
  }
  // The trees are there: they are only compared.
  const made = index.finish((type, data) => objectIdHex(type, data));
  if (made.tree !== tree) throw new CorruptObjectError('its tree is not as git would write it', { oid: commit });
  writeFileSync(join(repository.gitDir, 'index'), Buffer.concat(made.pieces));
}

function write({ workTree, objects }: Repository, { path, mode, oid }: TreeEntry): FileStat | null {
  const file = diskPath(workTree!, path);
  if (mode === SUBMODULE) {
    mkdirSync(file, { recursive: true });
    return null;
  }
  return writeNewFile(file, objects.readBlob(oid), permissions(mode));
}

function link({ workTree, objects, config }: Repository, { path, oid }: TreeEntry): FileStat {
  const file = diskPath(workTree!, path);
  const content = objects.readBlob(oid);
  // As git does where the system has no links: a file that says where it would lead.
  if (!config.boolean('core.symlinks', true)) return writeNewFile(file, content);
  mkdirSync(dirname(file), { recursive: true });
  symlinkSync(content, file);
  return fileStat(lstatSync(file, { bigint: true }));
}
