/**
 * A map that forgets what was used longest ago once the sizes of its values pass a limit. Sizes are given by the
 * caller, in bytes. A value larger than an eighth of the limit is not kept, so that one giant does not empty the map.
 */
export class ByteLru<K, V> {
  readonly #entries = new Map<K, { value: V; size: number }>();
  #total = 0;

  constructor(readonly limit: number) {}

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: K, value: V, size: number): void {
    if (size > this.limit / 8) return;
    const old = this.#entries.get(key);
    if (old) {
      this.#total -= old.size;
      this.#entries.delete(key);
    }
    this.#entries.set(key, { value, size });
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
