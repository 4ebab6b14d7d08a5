/** What a file looks like from outside: a cheap way to tell that nobody has changed or replaced it. */
import { statSync } from 'node:fs';

/** A file that changed less than this many ms before it was looked at may change again without looking different. */
const RACY_MS = 2000;

/**
 * A text that changes with every change or replacement of a file, or of what a folder has in it; `-` where there is
 * none, and null where it is too new to tell. To be asked before the file is read.
 *
 * @param now ms since 1970
 */
export function fileState(path: string, now: number): string | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return '-';
  return now - stat.ctimeMs > RACY_MS ? `${stat.ino} ${stat.ctimeMs} ${stat.size}` : null;
}
