/**
 * Which items of two lists are the same item, by a key rather than by position: the ground on which patches, diffs and
 * comparisons of isolates, sequences and segments stand.
 */

export interface Item<T> {
  index: number;
  value: T;
}

export interface Kept<T> {
  before: T;
  after: T;
  /** Index before. */
  from: number;
  /** Index after. */
  to: number;
  /** Whether it must change places; the items that need not are as many as possible. */
  moved: boolean;
}

export interface Alignment<T> {
  /** In the order of the list before. */
  removed: Item<T>[];
  /** In the order of the list after. */
  added: Item<T>[];
  /** In the order of the list after. */
  kept: Kept<T>[];
}

/** Aligns two lists. Where a key stands several times, the first goes with the first, the second with the second. */
export function align<T>(before: readonly T[], after: readonly T[], keyOf: (item: T) => string): Alignment<T> {
  const olds = numbered(before, keyOf);
  const added: Item<T>[] = [];
  const kept: Kept<T>[] = [];
  for (const [key, { index, value }] of numbered(after, keyOf)) {
    const old = olds.get(key);
    if (old) {
      kept.push({ before: old.value, after: value, from: old.index, to: index, moved: true });
      olds.delete(key);
    } else {
      added.push({ index, value });
    }
  }
  for (const position of longestRise(kept.map(({ from }) => from))) kept[position]!.moved = false;
  return { removed: [...olds.values()], added, kept };
}

/** Items by their key and its ordinal among equal keys. */
function numbered<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, Item<T>> {
  const counts = new Map<string, number>();
  const items = new Map<string, Item<T>>();
  list.forEach((value, index) => {
    const key = keyOf(value);
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    items.set(`${count} ${key}`, { index, value });
  });
  return items;
}

/** The positions of a longest increasing subsequence of distinct numbers, by patience sorting. */
function longestRise(values: number[]): number[] {
  /** For each length, the position of the smallest value that ends a rise of that length. */
  const ends: number[] = [];
  const previous: number[] = [];
  values.forEach((value, position) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[ends[middle]!]! < value) low = middle + 1;
      else high = middle;
    }
    previous.push(low > 0 ? ends[low - 1]! : -1);
    ends[low] = position;
  });
  const rise: number[] = [];
  for (let position = ends.at(-1) ?? -1; position !== -1; position = previous[position]!) rise.push(position);
  return rise.reverse();
}
