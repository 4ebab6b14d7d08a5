/** Object stores that another borrows from (gitrepository-layout(5), `objects/info/alternates`). */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** How deep alternates of alternates are followed; git's own bound. */
const ALTERNATES_DEPTH = 5;

/** An `objects` folder and those that its `info/alternates` names, and theirs, each once. */
export function withAlternates(objectsDir: string): string[] {
  const dirs: string[] = [];
  const follow = (dir: string, depth: number): void => {
    if (dirs.includes(dir) || !existsSync(dir)) return;
    dirs.push(dir);
    const list = join(dir, 'info', 'alternates');
    if (depth > ALTERNATES_DEPTH || !existsSync(list)) return;
    for (const line of readFileSync(list, 'utf8').split('\n')) {
      const path = line.trimEnd();
      if (path === '' || path.startsWith('#')) continue;
      follow(resolve(dir, path.startsWith('"') ? unquote(path) : path), depth + 1);
    }
  };
  follow(resolve(objectsDir), 0);
  return dirs;
}

/** A path in double quotes with C's escapes, as git writes one with odd characters. */
function unquote(text: string): string {
  const bytes: number[] = [];
  const escapes: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };
  const body = Buffer.from(text.slice(1, text.endsWith('"') ? -1 : undefined)).toString('latin1');
  for (const [, octal, letter, plain] of body.matchAll(/\\([0-7]{3})|\\(.)|([^\\])/gs)) {
    if (octal) bytes.push(Number.parseInt(octal, 8));
    else if (letter) bytes.push(escapes[letter] ?? letter.charCodeAt(0));
    else bytes.push(plain!.charCodeAt(0));
  }
  return Buffer.from(bytes).toString('utf8');
}
