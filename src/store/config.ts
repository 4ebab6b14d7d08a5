/** git's configuration files (git-config(1)): their syntax, their includes, and the order they are read in. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';

/** What the conditions of `includeIf` ask about. */
export interface ConfigContext {
  gitDir: string | null;
  /** The branch that is checked out, without `refs/heads/`. */
  branch: string | null;
}

const INCLUDE_DEPTH = 10;

/**
 * Values by key: section and variable in lower case, the subsection between them as written
 * (`user.name`, `remote.origin.url`). A variable without `=` has the value null and means true.
 */
export class GitConfig {
  readonly #values = new Map<string, (string | null)[]>();

  /** The last value of a key, undefined where there is none. */
  get(key: string): string | undefined {
    return this.#values.get(key)?.at(-1) ?? undefined;
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  /** A truth value as git reads it; `fallback` where it is not set or not one. */
  boolean(key: string, fallback: boolean): boolean {
    const value = this.#values.get(key)?.at(-1);
    if (value === undefined) return fallback;
    if (value === null || /^(?:true|yes|on)$/i.test(value)) return true;
    if (value === '' || /^(?:false|no|off)$/i.test(value)) return false;
    return /^[+-]?\d+$/.test(value) ? Number(value) !== 0 : fallback;
  }

  set(key: string, value: string | null): void {
    const values = this.#values.get(key);
    if (values) values.push(value);
    else this.#values.set(key, [value]);
  }

  /** Adds what a file says, if there is such a file. With a context, its includes are followed. */
  read(file: string, context: ConfigContext | null = null, depth = 0): this {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      // Not there, or not ours to read: git goes on as well.
      return this;
    }
    for (const [key, value] of parseConfig(text)) {
      this.set(key, value);
      if (context === null || value === null || depth >= INCLUDE_DEPTH) continue;
      if (key === 'include.path' || (isConditionalInclude(key) && includes(key.slice(10, -5), file, context))) {
        const path = expandHome(value);
        this.read(isAbsolute(path) ? path : join(dirname(file), path), context, depth + 1);
      }
    }
    return this;
  }
}

/**
 * Everything git would see: system, global, repository and worktree files, then `GIT_CONFIG_COUNT` variables; later
 * ones win. Both folders are null outside of a repository.
 */
export function fullConfig(repository: { gitDir: string; commonDir: string; branch: string | null } | null): GitConfig {
  const env = process.env;
  const config = new GitConfig();
  const context = { gitDir: repository?.gitDir ?? null, branch: repository?.branch ?? null };
  const home = env.HOME || homedir();
  if (!/^(?:true|yes|on|[1-9]\d*)$/i.test(env.GIT_CONFIG_NOSYSTEM ?? '')) {
    for (const file of env.GIT_CONFIG_SYSTEM ? [env.GIT_CONFIG_SYSTEM] : systemFiles()) config.read(file, context);
  }
  if (env.GIT_CONFIG_GLOBAL !== undefined) {
    if (env.GIT_CONFIG_GLOBAL !== '') config.read(env.GIT_CONFIG_GLOBAL, context);
  } else {
    config.read(join(env.XDG_CONFIG_HOME || join(home, '.config'), 'git', 'config'), context);
    config.read(join(home, '.gitconfig'), context);
  }
  if (repository) {
    const own = new GitConfig().read(join(repository.commonDir, 'config'));
    config.read(join(repository.commonDir, 'config'), context);
    if (own.boolean('extensions.worktreeconfig', false)) {
      config.read(join(repository.gitDir, 'config.worktree'), context);
    }
  }
  const count = Number(env.GIT_CONFIG_COUNT ?? 0);
  for (let i = 0; i < count && i < 10_000; i++) {
    const key = env[`GIT_CONFIG_KEY_${i}`];
    if (key) config.set(normalKey(key), env[`GIT_CONFIG_VALUE_${i}`] ?? '');
  }
  return config;
}

function systemFiles(): string[] {
  if (process.platform === 'win32') {
    const programs = process.env.PROGRAMFILES ?? 'C:\\Program Files';
    const data = process.env.PROGRAMDATA ?? 'C:\\ProgramData';
    return [join(data, 'Git', 'config'), join(programs, 'Git', 'etc', 'gitconfig')];
  }
  const files = ['/etc/gitconfig'];
  // Where git is from Xcode or from Homebrew.
  if (process.platform === 'darwin') {
    files.unshift('/Library/Developer/CommandLineTools/usr/share/git-core/gitconfig');
    files.push('/usr/local/etc/gitconfig', '/opt/homebrew/etc/gitconfig');
  }
  return files;
}

function normalKey(key: string): string {
  const first = key.indexOf('.');
  const last = key.lastIndexOf('.');
  return key.slice(0, first).toLowerCase() + key.slice(first, last) + key.slice(last).toLowerCase();
}

/** The variables in a file, in its order. What is not understood is passed over. */
export function* parseConfig(text: string): Generator<[key: string, value: string | null]> {
  let section = '';
  // A line break after a backslash, outside of a comment, continues a value; the value's reader takes care of that.
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const heading = /\s*\[\s*([-.A-Za-z0-9]+)(?:\s+"((?:[^"\\\n]|\\.)*)")?\s*\]/y;
    heading.lastIndex = at;
    const found = heading.exec(text);
    if (found) {
      const [, name, sub] = found;
      section = name!.toLowerCase() + (sub === undefined ? '' : `.${sub.replace(/\\(.)/g, '$1')}`);
      at = heading.lastIndex;
      continue;
    }
    const variable = /\s*([A-Za-z][-A-Za-z0-9]*)[ \t]*(=?)/y;
    variable.lastIndex = at;
    const named = variable.exec(text);
    if (!named || section === '') {
      at = skipLine(text, at);
      continue;
    }
    const key = `${section}.${named[1]!.toLowerCase()}`;
    if (named[2] === '') {
      at = endOfLine(text, variable.lastIndex);
      yield [key, null];
    } else {
      const { value, end } = readValue(text, variable.lastIndex);
      at = end;
      yield [key, value];
    }
  }
}

/** Where the line after this one, or after the blank ones that begin here, begins. */
function skipLine(text: string, at: number): number {
  let start = at;
  while (start < text.length && /\s/.test(text[start]!)) start++;
  return endOfLine(text, start);
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** A value up to the end of its line: quotes, escapes, comments and continued lines. */
function readValue(text: string, start: number): { value: string; end: number } {
  const escapes: Record<string, string> = { n: '\n', t: '\t', b: '\b', '"': '"', '\\': '\\' };
  let value = '';
  /** White space that counts only when something follows. */
  let space = '';
  let quoted = false;
  let at = start;
  for (; at < text.length; at++) {
    const c = text[at]!;
    if (c === '\n') break;
    if (c === '\\') {
      const next = text[++at];
      if (next === '\r' && text[at + 1] === '\n') at++;
      else if (next !== '\n' && next !== undefined) {
        value += space + (escapes[next] ?? next);
        space = '';
      }
    } else if (c === '"') {
      quoted = !quoted;
    } else if (!quoted && (c === '#' || c === ';')) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
      break;
    } else if (!quoted && /\s/.test(c)) {
      if (value !== '') space += c === '\r' ? '' : c;
    } else {
      value += space + c;
      space = '';
    }
  }
  return { value, end: at + 1 };
}

function isConditionalInclude(key: string): boolean {
  return key.startsWith('includeif.') && key.endsWith('.path');
}

/** Whether a condition of `includeIf` holds: `gitdir:`, `gitdir/i:` or `onbranch:` and a pattern. */
function includes(condition: string, file: string, context: ConfigContext): boolean {
  const colon = condition.indexOf(':');
  const kind = condition.slice(0, colon);
  let pattern = condition.slice(colon + 1);
  if (kind === 'onbranch') {
    if (pattern.endsWith('/')) pattern += '**';
    return context.branch !== null && globRegExp(pattern, false).test(context.branch);
  }
  if ((kind !== 'gitdir' && kind !== 'gitdir/i') || context.gitDir === null) return false;
  pattern = expandHome(pattern).replaceAll('\\', '/');
  if (pattern.startsWith('./')) pattern = dirname(file).replaceAll('\\', '/') + pattern.slice(1);
  else if (!isAbsolute(pattern) && !pattern.startsWith('**/')) pattern = `**/${pattern}`;
  if (pattern.endsWith('/')) pattern += '**';
  return globRegExp(pattern, kind === 'gitdir/i').test(context.gitDir.replaceAll('\\', '/'));
}

/**
 * A glob as git's `wildmatch` reads it with WM_PATHNAME: `*` and `?` stop at slashes, whole parts of `**` do not. One
 * that makes no sense matches nothing.
 */
function globRegExp(glob: string, ignoreCase: boolean): RegExp {
  const source = glob.replace(/\/\*\*\/|^\*\*\/|\/\*\*$|\*+|\?|\[!?[^\]]+\]|[^*?[]/g, (part) => {
    if (part === '/**/') return '/(?:.*/)?';
    if (part === '**/') return '(?:.*/)?';
    if (part === '/**') return '/.*';
    if (part.startsWith('*')) return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 1) return part.replace('[!', '[^').replaceAll('\\', '\\\\');
    return part.replace(/[$()+.\\^{|}\]]/, '\\$&');
  });
  try {
    return new RegExp(`^${source}$`, ignoreCase ? 'is' : 's');
  } catch {
    return /(?!)/;
  }
}

function expandHome(path: string): string {
  return path.startsWith('~/') ? join(process.env.HOME || homedir(), path.slice(2)) : path;
}
