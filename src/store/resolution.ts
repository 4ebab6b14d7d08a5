/** Conflicts that a git command left in the index, and their way out of it: as `git add` and `git rm` do it. */
import { join } from 'node:path';
import { readIndex } from './file-commit.js';
import { fileStat } from './file-stat.js';
import type { IndexEntry } from './git-index.js';
import { stageIndex } from './index-update.js';
import { RepositoryLock } from './lock.js';
import { LockFile } from './lock-file.js';
import type { Repository } from './repository.js';
import {
  diskPath,
  lstatIfThere,
  openWorkingFile,
  ParentFolders,
  removeFile,
  Staging,
  writeWorkingFile,
} from './working-file.js';
import { explainWriteError, FileChangedError } from './write-errors.js';

/** A file in conflict: what the two sides have and what both began with; null where it is not there. */
export interface UnmergedPath {
  path: string;
  base: IndexEntry | null;
  ours: IndexEntry | null;
  theirs: IndexEntry | null;
}

const STAGES = [null, 'base', 'ours', 'theirs'] as const;

/** The files below a folder that are in conflict, in the order of their paths. Throws BrokenIndexError. */
export function unmergedPaths(repo: Repository, folder: string): UnmergedPath[] {
  const paths = new Map<string, UnmergedPath>();
  for (const entry of readIndex(repo).unmerged(folder)) {
    const { path } = entry;
    const unmerged = paths.get(path) ?? { path, base: null, ours: null, theirs: null };
    unmerged[STAGES[entry.stage]!] = entry;
    paths.set(path, unmerged);
  }
  return [...paths.values()];
}

export interface Resolution {
  path: string;
  /** What the file is to have in it; null: it is removed. */
  content: Buffer | null;
  /** As a tree writes it. */
  mode: string;
  /** What the working file must have in it until then; null: it must not be there. */
  expected: Buffer | null;
}

/**
 * Writes what a file in conflict is to be to the working tree, and says so in the git index. Killed in between, the file
 * is as it is to be, and doing it again ends it.
 *
 * @throws FileChangedError where the file has something else in it, or the conflict is gone
 * @throws LockedError, GitLockedError, UnsafePathError, UnsupportedIndexError, CannotWriteError
 */
export async function resolvePath(
  repo: Repository,
  { path, content, mode, expected }: Resolution,
  waitSeconds: number,
): Promise<void> {
  const lock = await RepositoryLock.acquire(repo.commonDir, { waitSeconds });
  const staging = new Staging(repo, lock.stamp.token);
  let own: LockFile | undefined;
  try {
    own = LockFile.acquire(join(repo.gitDir, 'index'), lock.file, waitSeconds);
    const index = readIndex(repo);
    const file = diskPath(repo.workTree!, path);
    new ParentFolders(repo.workTree!).check(path);
    const isAsExpected =
      expected === null ? lstatIfThere(file) === null : openWorkingFile(file)?.content.equals(expected);
    if (!isAsExpected || (index.get(path)?.stage ?? 0) === 0) throw new FileChangedError(path);
    if (content === null) removeFile(repo.workTree!, file);
    else writeWorkingFile(repo, path, content, expected === null ? {} : { expected });
    const stat = lstatIfThere(file);
    const change = content && { mode, oid: repo.objects.write('blob', content), stat: stat && fileStat(stat) };
    stageIndex(repo, staging, index, new Map([[path, change]])).place();
  } catch (error) {
    throw explainWriteError(error);
  } finally {
    own?.release();
    staging.clear();
    lock.release();
  }
}
