/**
 * Ctrl-C during work that leaves something behind where it is cut off: the work is told at its next step, tidies up,
 * and ends. Without this Ctrl-C ends the process at once, which is right for everything else: whatever point an edit
 * has reached, the repository is whole.
 */
import { setImmediate } from 'node:timers/promises';
import { InterruptedError } from './errors.js';

/** How long work may go on before Ctrl-C gets its turn (milliseconds). */
const TURN_MS = 50;

export class Interruption {
  #happened = false;
  readonly #controller = new AbortController();
  #wake: (() => void) | undefined;
  readonly #listener = () => {
    this.#happened = true;
    this.#wake?.();
    this.#controller.abort(new InterruptedError('Interrupted'));
  };

  constructor() {
    process.once('SIGINT', this.#listener);
  }

  /** Aborted, with an InterruptedError, when Ctrl-C is pressed: for work that waits for another machine. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** To be called when the work is done: from then on Ctrl-C ends the process at once. */
  end(): void {
    process.off('SIGINT', this.#listener);
  }

  /** @throws InterruptedError where Ctrl-C was pressed */
  check(): void {
    if (this.#happened) throw new InterruptedError('Interrupted');
  }

  /** The same items, until Ctrl-C is pressed, even while the next one is waited for. @throws InterruptedError */
  async *until<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T> {
    const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    let turn = performance.now();
    for (;;) {
      const result = await new Promise<IteratorResult<T>>((resolve, reject) => {
        this.#wake = () => reject(new InterruptedError('Interrupted'));
        Promise.resolve(iterator.next()).then(resolve, reject);
      });
      if (result.done) return;
      yield result.value;
      if (performance.now() - turn < TURN_MS) continue;
      await setImmediate();
      this.check();
      turn = performance.now();
    }
  }
}
