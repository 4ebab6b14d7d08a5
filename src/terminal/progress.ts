/** A progress line on standard error: only on a terminal, and only for what takes longer than half a second. */
import { line } from './escape.js';
import { viewOf } from './style.js';
import { grouped } from './words.js';

export interface ProgressStep {
  /** What is being done, as a person would say it. */
  step: string;
  done: number;
  /** null where it is not known. */
  total: number | null;
}

interface Stream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const PATIENCE_MS = 500;
const REDRAW_MS = 100;
const BAR_WIDTH = 24;

export class ProgressLine {
  readonly #stream: Stream;
  readonly #now: () => number;
  #began: number | undefined;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #visible = false;

  /** @param now the time in milliseconds */
  constructor(stream: Stream = process.stderr, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
  }

  update({ step, done, total }: ProgressStep): void {
    if (!this.#stream.isTTY) return;
    const now = this.#now();
    this.#began ??= now;
    if (now - this.#began < PATIENCE_MS || now - this.#drawnAt < REDRAW_MS) return;
    const { style, columns } = viewOf(this.#stream);
    const amount = total === null ? grouped(done) : `${grouped(done)}/${grouped(total)}`;
    const text = `${line(step)} ${amount}`;
    const room = columns - text.length - 8 >= BAR_WIDTH;
    this.#stream.write(
      `\r${total && room ? `${bar(done / total)} ` : ''}${style.dim(text.slice(0, columns - 1))}\x1b[K`,
    );
    this.#drawnAt = now;
    this.#visible = true;
  }

  /** Takes the line away, so that other output can follow. */
  clear(): void {
    if (!this.#visible) return;
    this.#stream.write('\r\x1b[K');
    this.#visible = false;
    this.#drawnAt = Number.NEGATIVE_INFINITY;
  }
}

function bar(share: number): string {
  const part = Math.min(Math.max(share, 0), 1);
  const filled = Math.round(part * BAR_WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${String(Math.floor(part * 100)).padStart(3)}%`;
}
