/** Objects that are made but not written: those of commits that are on their way. They become one pack, or nothing. */
import type { ObjectType } from './object-format.js';
import type { RawObject } from './pack-reader.js';
import { PackWriter } from './pack-writer.js';

interface HeldObject extends RawObject {
  /** The id of an object that this one differs from in one place. */
  base: string | null;
}

export class HeldObjects {
  /** In the order they were made, so that a base comes before what is made from it. */
  readonly #objects = new Map<string, HeldObject>();

  has(oid: string): boolean {
    return this.#objects.has(oid);
  }

  get(oid: string): RawObject | undefined {
    return this.#objects.get(oid);
  }

  /** Keeps an object. `data` must not be changed afterwards. */
  add(oid: string, type: ObjectType, data: Buffer, base: string | null): void {
    this.#objects.set(oid, { type, data, base });
  }

  /** Makes a pack of them in an `objects` folder. Gives its path without `.pack`; null where there is nothing to write. */
  writePack(objectsDir: string, { durable }: { durable: boolean }): string | null {
    if (this.#objects.size === 0) return null;
    const pack = new PackWriter(objectsDir, { durable });
    try {
      for (const [oid, { type, data, base }] of this.#objects) {
        const held = base === null ? undefined : this.#objects.get(base);
        const known = held && { oid: Buffer.from(base!, 'hex'), data: held.data };
        pack.put(Buffer.from(oid, 'hex'), type, data, known);
      }
      return pack.finish();
    } catch (error) {
      pack.abort();
      throw error;
    }
  }

  [Symbol.iterator](): Iterator<[string, RawObject]> {
    return this.#objects[Symbol.iterator]();
  }
}
