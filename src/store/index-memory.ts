/** Index files that this process read or wrote last: an edit in a large repository need not read what the last one wrote. */

/** An index file's content, known by the hash at its end. */
export interface KnownIndex {
  length: number;
  checksum: string;
  bytes(): Buffer;
}

const recent = new Map<string, KnownIndex>();
/** A server has many references, and their indexes may have megabytes. */
const RECENT = 4;

export function recentIndex(file: string): KnownIndex | undefined {
  return recent.get(file);
}

export function remember(file: string, known: KnownIndex): void {
  recent.delete(file);
  recent.set(file, known);
  if (recent.size > RECENT) recent.delete(recent.keys().next().value!);
}
