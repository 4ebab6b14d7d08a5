/**
 * A map that forgets what was not used for long once the sizes of its values pass a limit. Sizes are given by the
 * caller, in bytes. A value larger than an eighth of the limit is not kept, so that one giant does not empty the map.
 *
 * It has two generations of half the limit each: what is used moves to the younger, and when that is full the older is
 * dropped whole. Forgetting entries one by one from the front of a Map takes time in proportion to its length.
 */
export class ByteLru<K, V> {
  #young = new Map<K, Entry<V>>();
  #old = new Map<K, Entry<V>>();
  /** Of the younger generation. */
  #size = 0;

  constructor(readonly limit: number) {}

  get(key: K): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young.value;
    const old = this.#old.get(key);
    if (old === undefined) return undefined;
    this.#keep(key, old);
    return old.value;
  }

  set(key: K, value: V, size: number): void {
    if (size > this.limit / 8) return;
    this.#size -= this.#young.get(key)?.size ?? 0;
    this.#keep(key, { value, size });
  }

  clear(): void {
    this.#young = new Map();
    this.#old = new Map();
    this.#size = 0;
  }

  #keep(key: K, entry: Entry<V>): void {
    if (this.#size + entry.size > this.limit / 2) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#size = 0;
    }
    this.#young.set(key, entry);
    this.#size += entry.size;
  }
}

interface Entry<V> {
  value: V;
  size: number;
}
