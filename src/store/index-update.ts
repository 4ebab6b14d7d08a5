/** Replacing the git index, by whoever holds `index.lock`. */
import { lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TreesOfEdit } from './cache-tree.js';
import { fileStat, olderThan, sameStat } from './file-stat.js';
import type { GitIndex, IndexChange } from './git-index.js';
import type { Repository } from './repository.js';
import { holds } from './work-in-progress.js';
import { lstatIfThere, moveOver, openWorkingFile, type Staging } from './working-file.js';

/** An index that is written and waits to be put into place. */
export interface StagedIndex {
  checksum: string;
  place(): void;
  discard(): void;
}

/** Writes the index with its changes beside the one that counts. */
export function stageIndex(
  repo: Repository,
  staging: Staging,
  index: GitIndex,
  changes: Map<string, IndexChange>,
  trees?: TreesOfEdit,
): StagedIndex {
  const { pieces, checksum } = index.edit({ changes, trees, smudge: modifiedUnseen(repo, index, changes) });
  const mode = lstatSync(index.file, { throwIfNoEntry: false })?.mode ?? 0o666;
  const temporary = staging.write(pieces, mode & 0o777);
  return {
    checksum,
    place: () => moveOver(temporary, index.file),
    discard: () => rmSync(temporary, { force: true }),
  };
}

/**
 * The entries of files that were changed after they were staged, and yet look unchanged: in the second in which the
 * index was written. git tells them by that time, which a new index loses; so it must be told by the size 0 to look
 * into these files (git's Documentation/technical/racy-git.txt). Whole seconds count, since git may be built so.
 */
function modifiedUnseen(repo: Repository, index: GitIndex, changes: Map<string, IndexChange>): number[] {
  const unseen: number[] = [];
  for (const at of index.racy()) {
    const entry = index.entry(at);
    if (changes.has(entry.path) || entry.stat.size === 0 || entry.stage > 0 || !entry.mode.startsWith('100')) continue;
    const file = join(repo.workTree!, entry.path);
    const stats = lstatIfThere(file);
    // Gone, or of another size: git sees that by itself.
    if (!stats?.isFile()) continue;
    const now = fileStat(stats);
    if (now.size !== entry.stat.size || (sameStat(now, entry.stat) && olderThan(entry.stat, index.writtenAt))) continue;
    const opened = openWorkingFile(file);
    if (opened && !holds(repo, opened.content, entry.oid)) unseen.push(at);
  }
  return unseen;
}
