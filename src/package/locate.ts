/** Files that the package ships beside its code. */
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Where a file or folder of the package is, wherever in it this code was bundled to.
 *
 * @param path from the package's root, with `/`
 */
export function packagePath(path: string): string {
  const found = findPackagePath(path);
  if (found === null) throw new Error(`the package is not complete: ${path} is missing`);
  return found;
}

/** As {@link packagePath}; null where there is none. */
export function findPackagePath(path: string): string | null {
  for (let level = '..'; level.length < 20; level += '/..') {
    const found = fileURLToPath(new URL(`${level}/${path}`, import.meta.url));
    if (statSync(found, { throwIfNoEntry: false })) return found;
  }
  return null;
}
