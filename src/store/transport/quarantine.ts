/**
 * Where a pack that comes from elsewhere is kept until it is known to be whole: a folder that git's own housekeeping
 * takes away when a killed process leaves it, and whose objects only its owner sees.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { syncFolder } from '../../files/disk.js';
import { ObjectStore } from '../objects.js';
import { explainWriteError } from '../write-errors.js';

export class Quarantine {
  readonly #folder: string;
  readonly #objectsDir: string;
  #objects: ObjectStore | null = null;

  /** @param objectsDir a repository's `objects` folder */
  constructor(objectsDir: string) {
    this.#objectsDir = objectsDir;
    try {
      this.#folder = mkdtempSync(join(objectsDir, 'tmp_objdir-refkit-'));
      mkdirSync(join(this.#folder, 'pack'));
      mkdirSync(join(this.#folder, 'info'));
      writeFileSync(join(this.#folder, 'info', 'alternates'), `${resolve(objectsDir)}\n`);
    } catch (error) {
      throw explainWriteError(error, objectsDir);
    }
  }

  /** As an `objects` folder. */
  get path(): string {
    return this.#folder;
  }

  /** Where a pack is written before it has a name. */
  get packFile(): string {
    return join(this.#folder, 'pack', 'tmp_pack_incoming');
  }

  /** What is here, and what the repository has. To be asked for when the pack has its name. */
  get objects(): ObjectStore {
    this.#objects ??= new ObjectStore(this.#folder);
    return this.#objects;
  }

  /** Moves the packs to those of the repository, the index of each last: readers look for that. */
  adopt(): void {
    const from = join(this.#folder, 'pack');
    const to = join(this.#objectsDir, 'pack');
    mkdirSync(to, { recursive: true });
    const bases = readdirSync(from)
      .filter((name) => name.endsWith('.idx'))
      .map((name) => name.slice(0, -'.idx'.length));
    for (const base of bases) {
      if (existsSync(join(to, `${base}.pack`)) && existsSync(join(to, `${base}.idx`))) continue;
      for (const ending of ['.pack', '.idx']) renameSync(join(from, base + ending), join(to, base + ending));
    }
    syncFolder(to);
  }

  /** Takes all of it away. */
  remove(): void {
    this.#objects?.close();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
