/** Reading refs: loose files, `packed-refs`, and symbolic ones (gitrepository-layout(5)). Writing: refs.ts. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CorruptRefError } from './errors.js';
import { isOid } from './object-format.js';
import { isPerWorktree, isRefName } from './ref-names.js';

export interface Ref {
  name: string;
  oid: string;
}

/** Refs that name refs are followed so many times; git's own bound. */
const SYMBOLIC_DEPTH = 5;

export class RefStore {
  #packed: { stamp: string; refs: Map<string, string> } | null = null;

  constructor(
    readonly gitDir: string,
    readonly commonDir: string,
  ) {}

  /** The file that a loose ref is or would be in. */
  file(name: string): string {
    return join(isPerWorktree(name) ? this.gitDir : this.commonDir, ...name.split('/'));
  }

  /**
   * What a ref holds: an id, or the name of another ref; null where there is no such ref.
   * Throws CorruptRefError for a file that holds neither.
   */
  read(name: string): { oid: string } | { target: string } | null {
    if (!isRefName(name)) return null;
    const file = this.file(name);
    for (let attempt = 0; ; attempt++) {
      const text = readIfFile(file);
      if (text === null) break;
      const content = parseRef(text);
      if (content) return content;
      // git replaces refs whole, but other tools write them in place: what is half there now is soon complete.
      if (attempt === 20) {
        throw new CorruptRefError(`The ref ${name} holds neither an object id nor a ref's name (${file})`, {
          data: { ref: name, file },
          suggestions: ['look into `git reflog` for where it was, and set it with `git update-ref`'],
        });
      }
      pause(5);
    }
    const oid = isPerWorktree(name) ? undefined : this.packed().get(name);
    return oid === undefined ? null : { oid };
  }

  /** The id that a ref leads to, through symbolic ones; null where there is none (an unborn branch). */
  resolve(name: string): string | null {
    const end = this.follow(name);
    return end.oid;
  }

  /** The ref at the end of a chain of symbolic ones, and its id; null where it does not exist yet. */
  follow(name: string): { ref: string; oid: string | null } {
    let ref = name;
    for (let depth = 0; depth <= SYMBOLIC_DEPTH; depth++) {
      const content = this.read(ref);
      if (content === null) return { ref, oid: null };
      if ('oid' in content) return { ref, oid: content.oid };
      ref = content.target;
    }
    throw new CorruptRefError(`The symbolic ref ${name} leads in a circle`, { data: { ref: name } });
  }

  /** All refs whose names begin with `prefix` (such as `refs/tags/`) and lead to an object, sorted by name. */
  list(prefix: string): Ref[] {
    const found = new Map<string, string>();
    for (const [name, oid] of this.packed()) if (name.startsWith(prefix)) found.set(name, oid);
    const dirs = new Set([this.commonDir, this.gitDir]);
    for (const dir of dirs) {
      for (const name of looseRefs(dir, prefix)) {
        if (dir !== (isPerWorktree(name) ? this.gitDir : this.commonDir)) continue;
        const oid = this.resolve(name);
        if (oid !== null) found.set(name, oid);
      }
    }
    return [...found].map(([name, oid]) => ({ name, oid })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The refs in `packed-refs`, read again when the file was replaced. */
  packed(): Map<string, string> {
    const file = join(this.commonDir, 'packed-refs');
    const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
    const stamp = stat ? `${stat.mtimeNs} ${stat.size} ${stat.ino}` : '';
    if (this.#packed?.stamp === stamp) return this.#packed.refs;
    const refs = new Map<string, string>();
    const text = stat ? (readIfFile(file) ?? '') : '';
    for (const line of text.split('\n')) {
      // `#` is the heading; `^` gives what the tag above it names, which the tag itself tells as well.
      if (line.length < 42 || line[40] !== ' ' || line[0] === '#') continue;
      refs.set(line.slice(41).trimEnd(), line.slice(0, 40));
    }
    this.#packed = { stamp, refs };
    return refs;
  }
}

function parseRef(text: string): { oid: string } | { target: string } | null {
  if (text.startsWith('ref:')) {
    const target = text.slice(4).trim();
    return isRefName(target) ? { target } : null;
  }
  // FETCH_HEAD and MERGE_HEAD say more after the first id.
  const oid = text.slice(0, 40);
  return isOid(oid) && (text.length === 40 || /\s/.test(text[40]!)) ? { oid } : null;
}

/** A file's text; null where there is none, or a folder (`refs/heads/a` while `refs/heads/a/b` exists). */
function readIfFile(file: string): string | null {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, 'utf8') : null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null;
    throw error;
  }
}

/** The names of the loose refs below a git folder that begin with `prefix`. */
function* looseRefs(dir: string, prefix: string): Generator<string> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/'));
  const pending = [folder.startsWith('refs') ? folder : 'refs'];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const path = join(dir, ...name.split('/'));
    if (!existsSync(path)) continue;
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const full = `${name}/${entry.name}`;
      if (entry.isDirectory()) pending.push(full);
      else if (full.startsWith(prefix) && isRefName(full)) yield full;
    }
  }
}

const NEVER = new Int32Array(new SharedArrayBuffer(4));

/** Sleeps, in ms, without giving way: for the few moments another process holds a file. */
export function pause(ms: number): void {
  Atomics.wait(NEVER, 0, 0, ms);
}
