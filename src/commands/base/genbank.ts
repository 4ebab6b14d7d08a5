/** Where commands keep the records of GenBank that they fetch, and to whom its warnings go. */
import { join } from 'node:path';
import { localFolder } from '../../reference/locate.js';
import type { Reference } from '../../reference/reference.js';

export function genBankOptions({ directory }: Reference, onWarning: (message: string) => void) {
  return { cacheDir: join(localFolder(directory), 'genbank'), onWarning };
}
