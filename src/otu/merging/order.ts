import { align } from '../align.js';

/**
 * The order of a merged list, by keys: ours, with what theirs added or moved at the place it has there. What ours moved
 * stays where ours has it.
 *
 * @param present the keys that the merged list has
 */
export function mergeOrder(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
  present: { has(key: string): boolean; keys(): Iterable<string> },
): string[] {
  const inBase = new Set(base);
  const inOurs = new Set(ours);
  const inTheirs = new Set(theirs);
  const movedByOurs = movedBetween(base, ours);
  const moving = movedBetween(base, theirs);
  for (const key of movedByOurs) moving.delete(key);

  const list = new Chain();
  for (const key of ours) if (present.has(key) && !(moving.has(key) && inTheirs.has(key))) list.append(key);
  // Behind what stands before it there, and behind what ours put at that same place.
  const isOursAlone = (key: string) => !inBase.has(key) && !inTheirs.has(key);
  const place = (keys: readonly string[]) => {
    let previous: string | null = null;
    for (const key of keys) {
      if (!present.has(key)) continue;
      if (!list.has(key)) list.insertAfter(previous, key, isOursAlone);
      previous = key;
    }
  };
  place(theirs);
  // What neither side has any more, and was decided to stay.
  if (base.some((key) => present.has(key) && !inOurs.has(key) && !inTheirs.has(key))) place(base);
  for (const key of present.keys()) if (!list.has(key)) list.append(key);
  return list.keys();
}

/** The keys that stand in another order; those that need not count as moved don't. */
function movedBetween(before: readonly string[], after: readonly string[]): Set<string> {
  const { kept } = align(before, after, (key) => key);
  return new Set(kept.filter(({ moved }) => moved).map(({ after }) => after));
}

/** A list of keys that something can be put into at any place, at the same cost. */
class Chain {
  readonly #next = new Map<string | null, string | null>([[null, null]]);
  #last: string | null = null;

  has(key: string): boolean {
    return this.#next.has(key);
  }

  append(key: string): void {
    this.#link(this.#last, key);
  }

  /** Behind a key (null: in front of all) and those after it that `skip` says. */
  insertAfter(key: string | null, added: string, skip: (key: string) => boolean): void {
    let at = key;
    for (let next = this.#next.get(at)!; next !== null && skip(next); next = this.#next.get(at)!) at = next;
    this.#link(at, added);
  }

  keys(): string[] {
    const keys: string[] = [];
    for (let key = this.#next.get(null)!; key !== null; key = this.#next.get(key)!) keys.push(key);
    return keys;
  }

  #link(before: string | null, key: string): void {
    const after = this.#next.get(before)!;
    this.#next.set(before, key);
    this.#next.set(key, after);
    if (after === null) this.#last = key;
  }
}
