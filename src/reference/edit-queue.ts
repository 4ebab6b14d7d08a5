/**
 * The edits of one open reference that wait to be made, whoever makes them. They are made in the order they came. In a
 * bare repository those that wait together are made together: under one lock, each on what the one before it left and as
 * a commit of its own, but with one pack of objects, one move of the branch and one transaction of the catalog. So a
 * server with many clients pays once for what an edit costs apart from itself.
 *
 * An edit that is refused is refused alone. Nobody gets an answer before the branch has moved; where it cannot move, all
 * that was made is made again on the new HEAD, or nobody's edit is made.
 */
import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Catalog } from '../catalog/catalog.js';
import { RefMovedError } from '../store/errors.js';
import type { Repository } from '../store/repository.js';
import { type Writer, withWriter } from '../store/writer.js';

/** So many edits, or so many ms of work, are made at once; then others get a turn: readers here, writers elsewhere. */
const MOST_TOGETHER = 64;
const LONGEST_TOGETHER = 20;

export interface QueuedEdit<T> {
  work(writer: Writer): T | Promise<T>;
  /** Whether it may give way while it works. It then has the lock for itself. */
  alone: boolean;
  /** How long to wait for other writers, in seconds. */
  waitSeconds: number;
}

interface Waiting {
  work(writer: Writer): unknown;
  alone: boolean;
  /** On the clock of `performance.now()`. */
  deadline: number;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** What edits are made on. */
export interface EditSite {
  readonly repository: Repository;
  readonly catalog: Catalog;
  readonly durable: boolean;
  /** Brings catalog and settings to HEAD. */
  renew(): Promise<void>;
}

/** Edits that are made as one step, first come first. */
class Batch {
  readonly edits: Waiting[] = [];
  /** How to tell each of them what came of it, in the same order. */
  readonly answers: (() => void)[] = [];
  /** Whether all was made that will be, and only has to get onto the branch. */
  complete = false;
}

export class EditQueue {
  readonly #waiting: Waiting[] = [];
  #busy = false;
  #follow: ((commit: string) => void) | null = null;

  constructor(readonly site: EditSite) {}

  /** Makes an edit when its turn comes. Rejects with what `work` throws, and with what `withWriter` does. */
  add<T>({ work, alone, waitSeconds }: QueuedEdit<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const deadline = performance.now() + waitSeconds * 1000;
      this.#waiting.push({ work, alone, deadline, resolve: resolve as (value: unknown) => void, reject });
      if (!this.#busy) void this.#workOff();
    });
  }

  /** To be called by an edit after each of its commits: lets the catalog know. */
  committed(writer: Writer): void {
    if (this.#follow) this.#follow(writer.head);
    else this.site.catalog.sync();
  }

  async #workOff(): Promise<void> {
    this.#busy = true;
    try {
      while (this.#waiting.length > 0) {
        // Others may have come at the same moment, and not been listened to yet: they are made together with this one.
        await nextTurn();
        await this.#turn();
      }
    } finally {
      this.#busy = false;
    }
  }

  async #turn(): Promise<void> {
    const { repository, durable } = this.site;
    const first = this.#waiting[0]!;
    const isAlone = first.alone || repository.workTree !== null;
    const waitSeconds = Math.max(0, first.deadline - performance.now()) / 1000;
    let batch = new Batch();
    try {
      await withWriter(repository, { waitSeconds, durable }, async (writer) => {
        batch = new Batch();
        await this.site.renew();
        if (isAlone) await makeAlone(writer, first, batch);
        else this.#makeTogether(writer, batch);
      });
    } catch (error) {
      this.#giveUp(batch, error);
      return;
    }
    this.#waiting.splice(0, batch.edits.length);
    for (const answer of batch.answers) answer();
  }

  /** Makes those that wait, up to one that has to be alone. */
  #makeTogether(writer: Writer, batch: Batch): void {
    const { catalog } = this.site;
    if (catalog.head !== writer.head) throw new RefMovedError('HEAD was moved by another program at the same moment');
    const end = performance.now() + LONGEST_TOGETHER;
    let published = false;
    writer.hold();
    try {
      catalog.ahead((follow) => {
        this.#follow = follow;
        for (const edit of this.#waiting) {
          if (edit.alone || batch.edits.length === MOST_TOGETHER || performance.now() > end) break;
          makeOne(writer, edit, batch);
        }
        batch.complete = true;
        writer.publish();
        published = true;
      });
    } catch (error) {
      if (!published) {
        // The catalog cannot be written: that is for the slower way to deal with, which can wait, or do without a file.
        if (batch.edits.length === 0) batch.edits.push(this.#waiting[0]!);
        throw error;
      }
      catalog.sync();
    } finally {
      this.#follow = null;
    }
  }

  /** Nothing was made of a batch: those in it are told, or made once more, each alone. */
  #giveUp({ edits, complete }: Batch, error: unknown): void {
    if (edits.length > 0 && !complete) {
      for (const edit of edits) edit.alone = true;
      return;
    }
    for (const edit of this.#waiting.splice(0, Math.max(1, edits.length))) edit.reject(error);
  }
}

async function makeAlone(writer: Writer, edit: Waiting, batch: Batch): Promise<void> {
  const value = await edit.work(writer);
  batch.edits.push(edit);
  batch.answers.push(() => edit.resolve(value));
}

/** Makes one edit of several. Throws where it failed after it had committed: nothing can take that back by itself. */
function makeOne(writer: Writer, edit: Waiting, batch: Batch): void {
  const { head } = writer;
  batch.edits.push(edit);
  try {
    const value = edit.work(writer);
    batch.answers.push(() => edit.resolve(value));
  } catch (error) {
    if (writer.head !== head) throw error;
    batch.answers.push(() => edit.reject(error));
  }
}
