/**
 * Whether files may be replaced: what a person has changed, staged or put in the way and not committed is theirs, and
 * a write that would touch it is refused.
 */
import type { BigIntStats } from 'node:fs';
import { fullConfig } from './config.js';
import { UncommittedChangesError } from './errors.js';
import type { GitIndex } from './git-index.js';
import { objectIdHex } from './object-format.js';
import type { Repository } from './repository.js';
import { isSame } from './staged-changes.js';
import type { TreeEntry } from './trees.js';
import { diskPath, lstatIfThere, openWorkingFile, ParentFolders } from './working-file.js';

export interface CheckedFile {
  /** Where it is on disk. */
  file: string;
  /** What `lstat` said when its content was found to be HEAD's; null where there is none. */
  stats: BigIntStats | null;
  /** Left out of a sparse checkout: there is no working file to write. */
  skipped: boolean;
}

/**
 * Checks paths against what HEAD has at them (null: nothing). Each must be neither staged nor changed on disk.
 * Throws UncommittedChangesError naming all that are, or UnsafePathError.
 */
export function checkUntouched(
  repo: Repository,
  index: GitIndex,
  atHead: Map<string, TreeEntry | null>,
): Map<string, CheckedFile> {
  const parents = new ParentFolders(repo.workTree!);
  const checked = new Map<string, CheckedFile>();
  const touched: { path: string; state: string }[] = [];
  for (const [path, head] of atHead) {
    const file = diskPath(repo.workTree!, path);
    parents.check(path);
    const entry = index.get(path);
    if (entry !== null && entry.stage > 0) {
      touched.push({ path, state: 'in conflict' });
    } else if (head === null ? entry !== null : entry === null || !isSame(head, entry)) {
      touched.push({ path, state: 'staged' });
    } else {
      const result = checkFile(repo, file, head, entry?.skipWorktree ?? false);
      if (typeof result === 'string') touched.push({ path, state: result });
      else checked.set(path, result);
    }
  }
  if (touched.length > 0) throw uncommitted(touched);
  return checked;
}

/** The file, or what is wrong with it. */
function checkFile(repo: Repository, file: string, head: TreeEntry | null, skip: boolean): CheckedFile | string {
  const stats = lstatIfThere(file);
  if (!stats) {
    if (head === null || skip) return { file, stats: null, skipped: skip };
    return 'removed, but not committed';
  }
  if (head === null) return 'not tracked by git, and in the way';
  const opened = stats.isFile() ? openWorkingFile(file) : null;
  if (opened === null || !holds(repo, opened.content, head.oid)) return 'changed, but not committed';
  return { file, stats: opened.stats, skipped: false };
}

/** Whether a working file's bytes are a blob, as git would store them: where it is told to, git takes CRLF for LF. */
export function holds(repo: Repository, content: Buffer, oid: string): boolean {
  if (objectIdHex('blob', content) === oid) return true;
  if (!content.includes('\r\n') || content.includes(0)) return false;
  const setting = fullConfig({ ...repo, branch: null }).get('core.autocrlf') ?? 'false';
  if (!/^(?:true|yes|on|1|input)$/i.test(setting)) return false;
  return objectIdHex('blob', Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')) === oid;
}

/** Whether the file is still the one that was looked at. */
export function isUnchanged({ file, stats }: CheckedFile): boolean {
  const now = lstatIfThere(file);
  if (!now || !stats) return !now && !stats;
  return (
    now.ino === stats.ino && now.size === stats.size && now.mtimeNs === stats.mtimeNs && now.ctimeNs === stats.ctimeNs
  );
}

export function uncommitted(files: { path: string; state: string }[]): UncommittedChangesError {
  const shown = files.slice(0, 10).map(({ path, state }) => `${path} (${state})`);
  const more = files.length > shown.length ? ` and ${files.length - shown.length} more` : '';
  return new UncommittedChangesError(
    `There are changes that are not committed: ${shown.join(', ')}${more}. Nothing was changed.`,
    {
      data: { files: files.map(({ path }) => path) },
      suggestions: [
        'commit them with `git commit`, or put them aside with `git stash -u`',
        '`git status` shows what they are, `git restore --staged --worktree FILE` gives them up',
      ],
    },
  );
}
