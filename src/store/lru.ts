/**
 * A map that forgets what was not used for long once the sizes of its values pass a limit. Sizes are given by the
 * caller, in bytes. A value larger than an eighth of the limit is not kept, so that one giant does not empty the map.
 */
export class ByteLru<K, V> {
  /** In the order of their stamps: the count of entries placed when each was placed last. */
  readonly #entries = new Map<K, { value: V; size: number; stamp: number }>();
  #placed = 0;
  #total = 0;

  constructor(readonly limit: number) {}

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    // What is among the newer half anyway need not be moved, which costs more than finding it.
    if (this.#placed - entry.stamp > this.#entries.size >> 1) {
      entry.stamp = ++this.#placed;
      this.#entries.delete(key);
      this.#entries.set(key, entry);
    }
    return entry.value;
  }

  set(key: K, value: V, size: number): void {
    if (size > this.limit / 8) return;
    const old = this.#entries.get(key);
    if (old) {
      this.#total -= old.size;
      this.#entries.delete(key);
    }
    this.#entries.set(key, { value, size, stamp: ++this.#placed });
    this.#total += size;
    for (const [oldest, entry] of this.#entries) {
      if (this.#total <= this.limit) break;
      this.#entries.delete(oldest);
      this.#total -= entry.size;
    }
  }

  clear(): void {
    this.#entries.clear();
    this.#total = 0;
  }
}
