/** Which untracked files git passes over: `.gitignore` files, `.git/info/exclude` and `core.excludesFile` (gitignore(5)). */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { fullConfig } from './config.js';
import type { Repository } from './repository.js';

export class IgnoreRules {
  readonly #workTree: string;
  readonly #ignoreCase: boolean;
  readonly #shared: Ignore;
  /** The rules of each folder's `.gitignore`; null where it has none. */
  readonly #folders = new Map<string, Ignore | null>();

  constructor(repo: Repository) {
    this.#workTree = repo.workTree!;
    this.#ignoreCase = repo.config.boolean('core.ignorecase', false);
    this.#shared = ignore({ ignorecase: this.#ignoreCase });
    for (const file of [excludesFile(repo), join(repo.commonDir, 'info', 'exclude')]) {
      this.#shared.add(readText(file) ?? '');
    }
  }

  /** Whether a file, or a folder with all that is in it, is ignored. Its folders are not. The path has no slash at its end. */
  ignores(path: string, isFolder: boolean): boolean {
    const names = path.split('/');
    // The closest rule that says anything counts.
    for (let depth = names.length - 1; depth >= 0; depth--) {
      const rules = this.#rulesOf(names.slice(0, depth).join('/'));
      const result = rules?.test(names.slice(depth).join('/') + (isFolder ? '/' : ''));
      if (result?.ignored || result?.unignored) return result.ignored;
    }
    return this.#shared.ignores(path + (isFolder ? '/' : ''));
  }

  #rulesOf(folder: string): Ignore | null {
    let rules = this.#folders.get(folder);
    if (rules === undefined) {
      const text = readText(join(this.#workTree, folder, '.gitignore'));
      rules = text === null ? null : ignore({ ignorecase: this.#ignoreCase }).add(text);
      this.#folders.set(folder, rules);
    }
    return rules;
  }
}

function excludesFile(repo: Repository): string {
  const home = process.env.HOME || homedir();
  const set = fullConfig({ ...repo, branch: null }).get('core.excludesfile');
  if (set !== undefined) return set.replace(/^~(?=\/)/, home);
  return join(process.env.XDG_CONFIG_HOME || join(home, '.config'), 'git', 'ignore');
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
