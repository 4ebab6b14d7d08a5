import { type JsonPosition, positionAt } from '../otu/json-text.js';
import { endOfString } from './json-places.js';

export interface DuplicateKey {
  key: string;
  /** Where the key stands again. */
  position: JsonPosition;
}

const NEXT = /["{}[\],]/g;

/**
 * The keys that an object of the text has had before, each time they come again. The text has to be JSON.
 */
export function duplicateKeys(text: string): DuplicateKey[] {
  const found: DuplicateKey[] = [];
  /** For each open container the keys seen in it; null for a list. */
  const open: (Set<string> | null)[] = [];
  /** Whether a string here is a key. */
  let keyComes = false;
  let at = 0;
  for (;;) {
    NEXT.lastIndex = at;
    const hit = NEXT.exec(text);
    if (hit === null) return found;
    const keys = open.at(-1);
    at = hit.index + 1;
    switch (hit[0]) {
      case '"': {
        const end = endOfString(text, hit.index);
        if (keyComes && keys) {
          const key = JSON.parse(text.slice(hit.index, end)) as string;
          if (keys.has(key)) found.push({ key, position: positionAt(text, hit.index) });
          keys.add(key);
          keyComes = false;
        }
        at = end;
        break;
      }
      case '{':
        open.push(new Set());
        keyComes = true;
        break;
      case '[':
        open.push(null);
        keyComes = false;
        break;
      case ',':
        keyComes = keys instanceof Set;
        break;
      default:
        open.pop();
        keyComes = false;
    }
  }
}
