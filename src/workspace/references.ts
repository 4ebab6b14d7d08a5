/**
 * The references of a workspace: repositories in `references/`, opened when they are first asked for, those that are
 * still being made, and where an id that names no reference, such as an OTU's, belongs.
 */
import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { fold } from '../catalog/fold.js';
import { fileState } from '../files/state.js';
import type { Turn } from '../files/turn.js';
import { newId } from '../otu/ids.js';
import type { ReferenceConfig } from '../reference/config.js';
import { ConflictError } from '../reference/errors.js';
import { Reference } from '../reference/reference.js';
import type { Sqlite } from '../sqlite/sqlite.js';
import { JobProcess } from './jobs/child-process.js';

/** What an id of a reference looks like: it becomes the name of a folder. */
const REFERENCE_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
/** A reference that nobody asked for as long as this, in ms, is closed. */
const IDLE_MS = 10 * 60_000;
/** For how many OTUs it is remembered which reference they are in. */
const REMEMBERED_OTUS = 20_000;

/** A reference as a server has it: open, or still being made by a process. */
export type Served = OpenReference | ComingReference;

export interface OpenReference {
  readonly id: string;
  readonly config: ReferenceConfig;
  readonly reference: Reference;
  /** As of when it was asked for; see {@link Reference.state}. */
  readonly state: string;
}

export interface ComingReference {
  readonly id: string;
  readonly config: ReferenceConfig;
  readonly reference: null;
  /** The process that makes it. */
  readonly processId: string;
}

export interface ReferencesOptions {
  /** How long an edit waits for another writer, in seconds. */
  waitSeconds: number;
  onWarning: (message: string) => void;
}

interface Slot {
  readonly folder: string;
  readonly opening: Promise<Reference | null>;
  usedAt: number;
}

export class References {
  readonly #folder: string;
  readonly #db: Sqlite;
  readonly #options: ReferencesOptions;
  readonly #slots = new Map<string, Slot>();
  /** OTU id to the one reference that has it, of all there are, and the state in which it had it. */
  readonly #homes = new LRUCache<string, { id: string; state: string }>({ max: REMEMBERED_OTUS });
  /** The ids that folders say they have, and what the folder of folders looked like before they were read. */
  #found: { ids: readonly string[]; seen: string | null; turn?: Turn } = { ids: [], seen: null };
  readonly #said = new Set<string>();
  readonly #closing: NodeJS.Timeout;

  constructor(directory: string, db: Sqlite, options: ReferencesOptions) {
    this.#folder = join(directory, 'references');
    this.#db = db;
    this.#options = options;
    mkdirSync(this.#folder, { recursive: true });
    this.#closing = setInterval(() => this.#closeIdle(), IDLE_MS / 10).unref();
  }

  close(): void {
    clearInterval(this.#closing);
    for (const id of [...this.#slots.keys()]) this.#forget(id);
  }

  /** Where a new reference goes. It must not be there yet. */
  folderFor(id: string): string {
    return join(this.#folder, id);
  }

  /** An id that no reference has, that is there or coming. */
  newId(): string {
    return newId((id) => this.#folderOf(id) !== null || this.#coming(id) !== null);
  }

  /**
   * The reference of an id, as it is at this moment; null where there is none.
   *
   * @param turn that of the request that asks, where others share it
   */
  async get(id: string, turn?: Turn): Promise<Served | null> {
    return (REFERENCE_ID.test(id) && (await this.#open(id, turn))) || this.#coming(id);
  }

  /** All references, those that are coming too, by name. */
  async list(): Promise<Served[]> {
    const ids = new Set(this.#ids());
    for (const { id } of this.#db.all<{ id: string }>('SELECT id FROM coming_references')) ids.add(id);
    const all: Served[] = [];
    for (const id of ids) {
      const served = await this.get(id);
      if (served) all.push(served);
    }
    return all.sort((a, b) => compareNames(a.config.name, b.config.name) || (a.id < b.id ? -1 : 1));
  }

  /**
   * The reference that an OTU is in, among those that may be seen.
   *
   * @param options.gone whether one that only had it, before it was removed, will do
   * @throws ConflictError where several have it, which only references can that were not made here
   */
  async ofOtu(
    otuId: string,
    maySee: (served: Served) => boolean,
    { gone = false, turn }: { gone?: boolean; turn?: Turn } = {},
  ): Promise<OpenReference | null> {
    const home = this.#homes.get(otuId);
    const served = home && (await this.get(home.id, turn));
    if (served?.reference && maySee(served)) {
      if (served.state === home?.state) return served;
      if ((await served.reference.asSeen().holdsOtu(otuId)) === 'now') {
        this.#homes.set(otuId, { id: served.id, state: served.state });
        return served;
      }
    }
    const open: OpenReference[] = [];
    for (const id of this.#ids(turn)) {
      const served = await this.#open(id, turn);
      if (served) open.push(served);
    }
    const holders: { served: OpenReference; holds: 'now' | 'once' }[] = [];
    for (const served of open) {
      const holds = maySee(served) ? await served.reference.asSeen().holdsOtu(otuId) : null;
      if (holds !== null) holders.push({ served, holds });
    }
    const now = holders.filter(({ holds }) => holds === 'now');
    const found = now.length > 0 || !gone ? now : holders;
    if (found.length > 1) throw ambiguous(otuId, found);
    if (now.length === 1 && holders.length === 1) await this.#remember(otuId, now[0]!.served, open);
    return found[0]?.served ?? null;
  }

  /** Lists a reference that a process has begun to make. */
  announce(config: ReferenceConfig, processId: string): void {
    this.#db.run(
      'INSERT INTO coming_references (id, config, process_id) VALUES (?, ?, ?)',
      ...[config.id, JSON.stringify(config), processId],
    );
  }

  /** Ends what {@link announce} began, whether the reference is there now or not. */
  arrived(id: string): void {
    this.#db.run('DELETE FROM coming_references WHERE id = ?', id);
    this.#homes.clear();
  }

  /** A hidden place to move a reference to that is being removed. */
  doomedFolder(id: string): string {
    return join(this.#folder, `.removed-${id}-${newId()}`);
  }

  /** Takes a reference out of all lists, at once and whole. */
  remove(id: string, doomed: string): void {
    const folder = this.#folderOf(id);
    this.#forget(id);
    if (folder !== null) renameSync(folder, doomed);
  }

  /** Folders that removals were about to empty when the server was stopped. */
  doomed(): string[] {
    return readdirSync(this.#folder)
      .filter((name) => name.startsWith('.removed-'))
      .map((name) => join(this.#folder, name));
  }

  /** The ids of what is on disk, whether it can be opened or not. */
  #ids(turn?: Turn): readonly string[] {
    if (turn && turn === this.#found.turn) return this.#found.ids;
    const seen = fileState(this.#folder, Date.now());
    if (seen === null || seen !== this.#found.seen) {
      const names = readdirSync(this.#folder).map((name) => name.replace(/\.git$/, ''));
      this.#found = { ids: [...new Set(names.filter((name) => REFERENCE_ID.test(name)))], seen };
    }
    this.#found.turn = turn;
    return this.#found.ids;
  }

  async #open(id: string, turn?: Turn): Promise<OpenReference | null> {
    // What is coming may be on disk already, and not complete.
    const slot = this.#slots.get(id) ?? (this.#coming(id) ? null : this.#newSlot(id));
    if (slot === null) return null;
    slot.usedAt = Date.now();
    try {
      const reference = await slot.opening;
      // Also finds out whether somebody has taken the repository away, or broken its settings.
      const state = await reference?.state(turn);
      // A folder that holds another reference may hold this one when it is looked at again.
      if (reference === null && this.#slots.get(id) === slot) this.#forget(id);
      if (!reference || state === undefined || this.#slots.get(id) !== slot) return null;
      return { id, config: reference.config, reference, state };
    } catch (error) {
      if (this.#slots.get(id) === slot) this.#forget(id);
      if (this.#folderOf(id) !== null) this.#say(`The reference ${id} can't be served: ${(error as Error).message}`);
      return null;
    }
  }

  #newSlot(id: string): Slot | null {
    const folder = this.#folderOf(id);
    if (folder === null) return null;
    const { waitSeconds, onWarning } = this.#options;
    const open = async () => {
      const reference = await Reference.open(folder, { waitSeconds, onWarning, catchUp, durable: true });
      if (reference.config.id === id) return reference;
      reference.close();
      this.#say(`The folder ${folder} is not served: it holds the reference ${reference.config.id}; name it like that`);
      return null;
    };
    const slot = { folder, opening: open(), usedAt: Date.now() };
    this.#slots.set(id, slot);
    this.#homes.clear();
    return slot;
  }

  #forget(id: string): void {
    const slot = this.#slots.get(id);
    this.#slots.delete(id);
    this.#homes.clear();
    slot?.opening.then(
      (reference) => reference?.close(),
      () => {},
    );
  }

  #closeIdle(): void {
    const limit = Date.now() - IDLE_MS;
    for (const [id, { usedAt }] of this.#slots) if (usedAt < limit) this.#forget(id);
  }

  #folderOf(id: string): string | null {
    for (const name of [id, `${id}.git`]) {
      const folder = join(this.#folder, name);
      if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
    }
    return null;
  }

  #coming(id: string): ComingReference | null {
    const row = this.#db.get<{ config: string; process_id: string }>(
      'SELECT config, process_id FROM coming_references WHERE id = ?',
      id,
    );
    return row ? { id, config: JSON.parse(row.config), reference: null, processId: row.process_id } : null;
  }

  /** Remembers where an OTU is, unless a reference that this client may not see has one of that id too. */
  async #remember(otuId: string, home: OpenReference, open: OpenReference[]): Promise<void> {
    for (const served of open) {
      if (served.id !== home.id && (await served.reference.asSeen().holdsOtu(otuId)) !== null) return;
    }
    this.#homes.set(otuId, { id: home.id, state: home.state });
  }

  #say(message: string): void {
    if (!this.#said.has(message)) this.#options.onWarning(message);
    this.#said.add(message);
  }
}

/** Has a process of its own take in what others have done to a reference. Where it fails, this one does it. */
async function catchUp(directory: string): Promise<void> {
  await new JobProcess({ type: 'open_reference', directory }).ended;
}

/** The order of names in lists: case ignored. */
export function compareNames(a: string, b: string): number {
  const [first, second] = [fold(a), fold(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function ambiguous(otuId: string, found: { served: OpenReference }[]): ConflictError {
  found.sort((a, b) => compareNames(a.served.config.name, b.served.config.name));
  const names = found.map(({ served }) => `${served.config.name} (${served.id})`).slice(0, 10);
  // An answer over HTTP is a message and nothing else, so the way out has to be in it.
  const message = `OTU ${otuId} is in ${found.length} references: ${names.join(', ')}; say which with ?reference=ID`;
  return new ConflictError(message, { data: { otu: otuId, references: found.map(({ served }) => served.id) } });
}
