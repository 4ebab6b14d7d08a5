import type { Commit } from '../store/object-format.js';
import type { ObjectStore } from '../store/objects.js';

/** Told how far a piece of work is: so many of so many (null where that is not known yet), and what is being done. */
export type OnProgress = (done: number, total: number | null, what: string) => void;

/** How many steps there are between two reports. */
const STRIDE = 64;

/**
 * Counts the steps of a walk over history. mainline() reads its commits through this: it goes down to the oldest before
 * it gives one, so that what it has read by then is about how many will come.
 */
export class Progress {
  #read = 0;
  #done = 0;
  #total = 0;

  /** @param others how many steps there are besides the commits */
  constructor(
    readonly report: OnProgress,
    readonly objects: ObjectStore,
    readonly others: number,
  ) {}

  readCommit(oid: string): Commit {
    if (this.#done === 0) {
      this.#read += 1;
      if (this.#read % STRIDE === 0) this.report(this.#read, null, 'Reading commits');
    }
    return this.objects.readCommit(oid);
  }

  readParents(oid: string): string[] {
    return this.objects.readParents(oid);
  }

  step(): void {
    this.#done += 1;
    this.#total = Math.max(this.#read + this.others, this.#done);
    if (this.#done % STRIDE === 0) this.report(this.#done, this.#total, 'Building the catalog');
  }
}
