/** The object database of a repository: loose objects and packs, its own and its alternates', read synchronously. */
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { withAlternates } from './alternates.js';
import { CorruptObjectError, ObjectNotFoundError, WrongObjectTypeError } from './errors.js';
import { HeldObjects } from './held-objects.js';
import { freshenLoose, looseExists, looseStartingWith, readLoose, writeLoose } from './loose.js';
import { ByteLru } from './lru.js';
import {
  type Commit,
  isOid,
  type ObjectType,
  objectIdHex,
  parseCommit,
  parseParents,
  parseTag,
  type Tag,
} from './object-format.js';
import { mergeSmallPacks } from './pack-merge.js';
import { Pack, type PackCaches, type RawObject } from './pack-reader.js';
import { parseTree, type TreeEntry } from './tree-format.js';

export type { Commit, ObjectType, Signature, Tag } from './object-format.js';
export type { TreeEntry } from './tree-format.js';

/** How often one look-up lists the packs again while it finds that they changed. */
const RESCANS = 5;
/** How many packs are written before it is looked whether there are too many. */
const TIDY_EVERY = 16;
/** A pack folder that changed less than this many ms before it was listed may have changed again unseen. */
const RACY_MS = 2000;

interface PackSlot {
  /** The pack's path without `.pack`. */
  base: string;
  /** null until a look-up needs it. */
  pack: Pack | null;
  freshened: boolean;
}

/** Where an object is packed. */
interface Packed {
  slot: PackSlot;
  pack: Pack;
  offset: number;
}

/** What was last seen of an `objects/pack` folder: its time of change, and when that was, in ms. */
interface Listing {
  changed: number;
  at: number;
}

/**
 * Any number of stores, of any process, may read one repository while git repacks it.
 * Buffers that come out of here may be shared with its caches: they must not be changed.
 */
export class ObjectStore {
  /** This repository's `objects` folder, then its alternates'. */
  readonly #dirs: string[];
  readonly #listings = new Map<string, Listing>();
  /** The pack that had the last object stands first: the next one is likely in it too. */
  #packs: PackSlot[] = [];
  readonly #caches: PackCaches = { bases: new ByteLru(16 << 20), windows: new ByteLru(8 << 20) };
  readonly #commits = new ByteLru<string, Commit>(4 << 20);
  readonly #trees = new ByteLru<string, Buffer>(12 << 20);
  /** null where blobs are not kept. */
  #blobs: ByteLru<string, Buffer> | null = null;
  /** What `write` was given since `hold`; null where it writes at once. */
  #held: HeldObjects | null = null;
  /** How many packs `release` wrote since it was last looked for small ones. */
  #released = 0;

  /** `objectsDir` is a repository's `objects` folder. */
  constructor(readonly objectsDir: string) {
    this.#dirs = withAlternates(objectsDir);
  }

  /** Reads any object. Throws ObjectNotFoundError, or CorruptObjectError naming object and file. */
  read(oid: string): RawObject {
    const held = this.#held?.get(oid);
    if (held) return held;
    if (!isOid(oid)) throw new ObjectNotFoundError(oid, { hint: 'that is not an object id' });
    const damages: CorruptObjectError[] = [];
    let object = this.#find(oid, damages);
    // Packs may have been replaced by others since they were listed, and again while we looked.
    for (let round = 0; object === null && round < RESCANS && this.#rescan(); round++)
      object = this.#find(oid, damages);
    if (object !== null) return object;
    if (damages.length > 0) throw damages[0];
    throw new ObjectNotFoundError(oid, { hint: this.#whyMissing() });
  }

  /** A blob's bytes. */
  readBlob(oid: string): Buffer {
    const known = this.#blobs?.get(oid);
    if (known) return known;
    const data = this.#readAs(oid, 'blob');
    this.#blobs?.set(oid, data, data.length + 150);
    return data;
  }

  /** From here on keeps blobs that were read, up to so many bytes: for whoever reads the same ones several times. */
  keepBlobs(bytes: number): void {
    this.#blobs ??= new ByteLru(bytes);
  }

  readCommit(oid: string): Commit {
    const known = this.#commits.get(oid);
    if (known) return known;
    const data = this.#readAs(oid, 'commit');
    const commit = parseCommit(oid, data);
    this.#commits.set(oid, commit, data.length * 2 + 500);
    return commit;
  }

  /** The parents of a commit, read faster than the whole of it. */
  readParents(oid: string): string[] {
    return this.#commits.get(oid)?.parents ?? parseParents(this.#readAs(oid, 'commit'));
  }

  readTag(oid: string): Tag {
    return parseTag(oid, this.#readAs(oid, 'tag'));
  }

  readTree(oid: string): TreeEntry[] {
    return parseTree(this.readTreeData(oid), oid);
  }

  /** A tree as git stores it, for those who want one entry out of thousands. Kept in a bounded cache. */
  readTreeData(oid: string): Buffer {
    const known = this.#trees.get(oid);
    if (known) return known;
    const data = this.#readAs(oid, 'tree');
    this.#trees.set(oid, data, data.length + 150);
    return data;
  }

  /** Whether the object is there. */
  has(oid: string): boolean {
    if (!isOid(oid)) return false;
    if (this.#held?.has(oid)) return true;
    const seen = () =>
      this.#packed(Buffer.from(oid, 'hex')) !== null || this.#dirs.some((dir) => looseExists(dir, oid));
    return seen() || (this.#rescan() && seen());
  }

  /**
   * Writes a loose object where the repository does not have it yet, and gives its id. A tree's bytes are kept in the
   * cache: they must not be changed afterwards.
   * Like git's, the file is renamed into place whole and is not flushed to the disk by itself.
   *
   * @param base the id of an object that this one differs from in one place, if that is known
   */
  write(type: ObjectType, data: Buffer, base: string | null = null): string {
    const oid = objectIdHex(type, data);
    if (!this.#held?.has(oid) && !this.#freshen(oid)) {
      if (this.#held) this.#held.add(oid, type, data, base);
      else writeLoose(this.objectsDir, oid, type, data);
    }
    if (type === 'tree') this.#trees.set(oid, data, data.length + 150);
    return oid;
  }

  /** From here on `write` keeps objects in memory, where only this store finds them, until one of the next two. */
  hold(): void {
    this.#held = new HeldObjects();
  }

  /**
   * Writes what was held back: as one pack, or a file for each object. A pack is smaller by far where many trees differ
   * in little, and only a pack is flushed to the disk.
   */
  release({ packed, durable }: { packed: boolean; durable: boolean }): void {
    const held = this.#held ?? new HeldObjects();
    if (packed) {
      const base = held.writePack(this.objectsDir, { durable });
      this.#released++;
      const others = this.#slots().filter((slot) => slot.base !== base);
      if (base !== null) this.#packs = [{ base, pack: null, freshened: true }, ...others];
    } else {
      for (const [oid, { type, data }] of held) writeLoose(this.objectsDir, oid, type, data);
    }
    this.#held = null;
  }

  /** Keeps the number of packs small that `release` makes. For the owner of the repository's lock. */
  tidy(): void {
    if (this.#released < TIDY_EVERY) return;
    this.#released = 0;
    if (mergeSmallPacks(this.objectsDir)) this.refresh();
  }

  /** Forgets what was held back. */
  drop(): void {
    this.#held = null;
  }

  /** The ids that begin with these hexadecimal digits (at least two), sorted. */
  startingWith(prefix: string): string[] {
    const found = new Set<string>();
    for (const slot of this.#slots()) {
      const pack = this.#open(slot);
      if (pack) for (const oid of pack.index.startingWith(prefix)) found.add(oid);
    }
    for (const dir of this.#dirs) for (const oid of looseStartingWith(dir, prefix)) found.add(oid);
    return [...found].sort();
  }

  /** Looks again, at the next look-up, at which packs there are. */
  refresh(): void {
    this.#listings.clear();
  }

  /** Closes the files it holds and empties its caches. It may be used again. */
  close(): void {
    for (const slot of this.#packs) slot.pack?.close();
    this.#packs = [];
    this.#listings.clear();
    this.#caches.bases.clear();
    this.#caches.windows.clear();
    this.#commits.clear();
    this.#trees.clear();
    this.#blobs?.clear();
  }

  #readAs(oid: string, type: ObjectType): Buffer {
    const object = this.read(oid);
    if (object.type === type) return object.data;
    throw new WrongObjectTypeError(`Object ${oid} is a ${object.type}, not a ${type}`, { data: { oid } });
  }

  /** Tries each place that should have the object: what is damaged in one may be sound in another. */
  #find(oid: string, damages: CorruptObjectError[]): RawObject | null {
    const id = Buffer.from(oid, 'hex');
    const first = this.#packed(id);
    if (first) {
      const object = this.#readPacked(first, oid, damages);
      if (object) return object;
      for (const slot of [...this.#slots()]) {
        const other = slot === first.slot ? null : this.#packedIn(slot, id);
        const object = other && this.#readPacked(other, oid, damages);
        if (object) return object;
      }
    }
    for (const dir of this.#dirs) {
      try {
        const object = readLoose(dir, oid);
        if (object) return object;
      } catch (error) {
        if (!(error instanceof CorruptObjectError)) throw error;
        damages.push(error);
      }
    }
    return null;
  }

  /** The first pack that has the object. */
  #packed(id: Buffer): Packed | null {
    const slots = this.#slots();
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!;
      const found = this.#packedIn(slot, id);
      if (!found) continue;
      if (i > 0) this.#packs = [slot, ...slots.filter((other) => other !== slot)];
      return found;
    }
    return null;
  }

  #packedIn(slot: PackSlot, id: Buffer): Packed | null {
    const pack = this.#open(slot);
    if (pack === null) return null;
    try {
      const offset = pack.index.find(id);
      return offset < 0 ? null : { slot, pack, offset };
    } catch (error) {
      if (!isGone(error)) throw error;
      return null;
    }
  }

  /** null when the pack has vanished, or has the object damaged, which is noted. */
  #readPacked({ slot, pack, offset }: Packed, oid: string, damages: CorruptObjectError[]): RawObject | null {
    try {
      return pack.read(offset, (base) => this.read(base));
    } catch (error) {
      if (error instanceof CorruptObjectError) {
        damages.push(new CorruptObjectError(error.problem, { oid, file: error.file, cause: error }));
      } else if (isGone(error)) {
        this.#drop(slot);
      } else {
        throw error;
      }
      return null;
    }
  }

  #open(slot: PackSlot): Pack | null {
    if (slot.pack) return slot.pack;
    try {
      slot.pack = new Pack(slot.base, this.#caches);
      return slot.pack;
    } catch (error) {
      if (!isGone(error)) throw error;
      this.#drop(slot);
      return null;
    }
  }

  #drop(slot: PackSlot): void {
    slot.pack?.close();
    slot.pack = null;
    this.#packs = this.#packs.filter((other) => other !== slot);
  }

  /** The packs, listing each folder that was not listed yet. */
  #slots(): PackSlot[] {
    for (const dir of this.#dirs) if (!this.#listings.has(dir)) this.#list(dir);
    return this.#packs;
  }

  #list(dir: string): void {
    const folder = join(dir, 'pack');
    const at = Date.now();
    const changed = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    this.#listings.set(dir, { changed, at });
    const names = new Set(changed === 0 ? [] : readdirSync(folder));
    const bases = [...names]
      .filter((name) => name.endsWith('.idx') && names.has(name.replace(/idx$/, 'pack')))
      .map((name) => join(folder, name.slice(0, -4)));
    const known = new Set(this.#packs.map((slot) => slot.base));
    for (const slot of this.#packs) {
      if (slot.base.startsWith(folder) && !bases.includes(slot.base)) this.#drop(slot);
    }
    for (const base of bases) if (!known.has(base)) this.#packs.push({ base, pack: null, freshened: false });
  }

  /** Lists the pack folders again where they may have changed; whether anything did. */
  #rescan(): boolean {
    const before = this.#packs;
    const bases = new Set(before.map((slot) => slot.base));
    for (const dir of this.#dirs) {
      const seen = this.#listings.get(dir);
      const changed = statSync(join(dir, 'pack'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (seen && seen.changed === changed && seen.at - changed > RACY_MS) continue;
      this.#list(dir);
    }
    // Loose objects that were packed meanwhile are in new packs; packs that went left their objects in new ones.
    return this.#packs.some((slot) => !bases.has(slot.base)) || this.#packs.length !== bases.size;
  }

  /** Whether the object is there already; sets its file's time to now, so that a `git gc` beside us keeps it. */
  #freshen(oid: string): boolean {
    if (this.#dirs.some((dir) => freshenLoose(dir, oid))) return true;
    const found = this.#packed(Buffer.from(oid, 'hex'));
    if (found === null) return false;
    if (found.slot.freshened) return true;
    found.slot.freshened = true;
    const now = new Date();
    try {
      utimesSync(`${found.slot.base}.pack`, now, now);
      return true;
    } catch (error) {
      return !isGone(error);
    }
  }

  #whyMissing(): string | undefined {
    const partial = this.#dirs.some((dir) => {
      const folder = join(dir, 'pack');
      return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.promisor'));
    });
    if (partial)
      return 'this is a partial clone, and git has not fetched it (`git fetch --refetch --no-filter` gets all)';
    return undefined;
  }
}

function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
