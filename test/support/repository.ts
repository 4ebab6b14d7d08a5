import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A temporary folder that is removed when the test is over. */
export function temporaryFolder(name = 'refkit-test-'): string {
  const folder = mkdtempSync(join(tmpdir(), name));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Runs real git and gives its standard output, trimmed at the end. Throws with git's own words where it fails. */
export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trimEnd();
}

/** Writes files (text, or values as JSON) below a folder, making folders as needed. */
export function writeFiles(folder: string, files: Record<string, unknown>): void {
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    const raw = typeof content === 'string' || Buffer.isBuffer(content);
    writeFileSync(target, raw ? content : `${JSON.stringify(content, null, 2)}\n`);
  }
}

/** A real git repository, made by real git, with the given files in one first commit. */
export function gitRepository(files: Record<string, unknown> = {}): string {
  const folder = temporaryFolder();
  git(folder, 'init', '--quiet');
  writeFiles(folder, files);
  if (Object.keys(files).length > 0) {
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '-m', 'First commit');
  }
  return folder;
}

/** What real git thinks of a repository: no broken object, and nothing that differs from HEAD. */
export function gitVerdict(folder: string): { fsck: string; status: string } {
  return {
    fsck: git(folder, 'fsck', '--strict', '--no-dangling'),
    status: git(folder, 'status', '--porcelain'),
  };
}
