/** Changing git's configuration files (git-config(1)) in place: what a person wrote beside a setting stays as it is. */
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RepositoryLock } from './lock.js';
import { LockFile } from './lock-file.js';
import type { Repository } from './repository.js';
import { moveOver, Staging } from './working-file.js';
import { explainWriteError } from './write-errors.js';

/** A section with a subsection, such as `[merge "refkit"]`, and what its variables are to be; null removes one. */
export interface ConfigEdit {
  section: string;
  subsection: string;
  values: Record<string, string | null>;
}

/**
 * The text of a configuration file with variables set. A variable that stands there several times stands there once
 * then; a section that gets empty goes. The text itself where nothing changes.
 */
export function editConfigFile(text: string, { section, subsection, values }: ConfigEdit): string {
  const lines = logicalLines(text);
  const heading = new RegExp(`^\\s*\\[\\s*${section}\\s+"${subsection}"\\s*\\]`, 'i');
  const kept: string[] = [];
  let inside = false;
  let last = -1;
  for (const line of lines) {
    const opened = heading.exec(line);
    if (opened) {
      inside = true;
      kept.push(line.slice(opened[0].length).trim() === '' ? line : `${opened[0].trim()}\n`);
      last = kept.length;
      // A variable may stand on the line of its heading.
      const rest = line.slice(opened[0].length);
      if (rest.trim() !== '' && !isOneOf(rest, values)) kept.push(`\t${rest.trim()}\n`);
      continue;
    }
    if (/^\s*\[/.test(line)) inside = false;
    if (!inside || !isOneOf(line, values)) kept.push(line);
  }
  const settings = Object.entries(values).flatMap(([name, value]) =>
    value === null ? [] : `\t${name} = ${quoted(value)}\n`,
  );
  if (last >= 0) kept.splice(last, 0, ...settings);
  else if (settings.length > 0) {
    if (kept.length > 0 && !kept.at(-1)!.endsWith('\n')) kept.push('\n');
    kept.push(`[${section} "${subsection}"]\n`, ...settings);
  }
  return withoutEmpty(kept, heading).join('');
}

/** Lines with their line breaks; one that ends with a backslash is one with the next. */
function logicalLines(text: string): string[] {
  return text.match(/(?:[^\n\\]|\\[\s\S])*(?:\n|$)/g)?.filter((line) => line !== '') ?? [];
}

function isOneOf(line: string, values: Record<string, string | null>): boolean {
  const name = /^\s*([A-Za-z][-A-Za-z0-9]*)/.exec(line)?.[1]?.toLowerCase();
  return name !== undefined && Object.keys(values).some((known) => known.toLowerCase() === name);
}

function withoutEmpty(lines: string[], heading: RegExp): string[] {
  return lines.filter((line, at) => {
    if (!heading.test(line)) return true;
    const next = lines[at + 1];
    return next !== undefined && !/^\s*\[/.test(next);
  });
}

function quoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/**
 * Edits the configuration that all worktrees of a repository share, as git does: whole or not at all, and never while
 * somebody else does. @returns whether anything changed
 *
 * @throws LockedError, GitLockedError, CannotWriteError
 */
export async function editRepositoryConfig(
  repo: Repository,
  edits: ConfigEdit[],
  waitSeconds: number,
): Promise<boolean> {
  return replaceShared(repo, join(repo.commonDir, 'config'), waitSeconds, (text) => edits.reduce(editConfigFile, text));
}

/** Edits a text file of the git folder in the same way. It is made where it is missing, and removed where nothing is left. */
export async function replaceShared(
  repo: Repository,
  file: string,
  waitSeconds: number,
  edit: (text: string) => string,
): Promise<boolean> {
  const lock = await RepositoryLock.acquire(repo.commonDir, { waitSeconds });
  const staging = new Staging(repo, lock.stamp.token);
  try {
    const own = LockFile.acquire(file, lock.file, waitSeconds);
    try {
      const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
      const after = edit(before);
      if (after === before) return false;
      const mode = existsSync(file) ? lstatSync(file).mode & 0o777 : 0o666;
      moveOver(staging.write(Buffer.from(after), mode), file);
      return true;
    } finally {
      own.release();
    }
  } catch (error) {
    throw explainWriteError(error, file);
  } finally {
    staging.clear();
    lock.release();
  }
}
