/**
 * The repository's lock: one refkit writer at a time, whatever process it lives in. It is the file `refkit/lock` in the
 * common git folder, and holds a stamp of its owner (process-stamp.ts).
 *
 * - It appears with its content in one step (a hard link of a file written before), so nobody reads half of it.
 * - The lock of a dead process is taken over at once. Where death cannot be seen (another machine, another container) it
 *   counts as dead when its owner, which touches the file regularly, has not done so for five minutes.
 * - Taking over is free of races: whoever manages to create `claim.<token of the dead>` is its only heir and replaces the
 *   lock. If the heir is killed in turn, its claim is claimed in the same way.
 * - Callers within one process queue in order. A process that lets go while others wait steps back for a moment, or it
 *   would win for ever: the others sleep between their attempts.
 */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { LockedError } from './errors.js';
import { createExclusively } from './lock-file.js';
import { newStamp, parseStamp, type Stamp, vitality } from './process-stamp.js';
import { explainWriteError } from './write-errors.js';

const HEARTBEAT_MS = 20_000;
const SILENT_MS = 5 * 60_000;
/** A lock without a stamp: its maker was killed within microseconds, or the disk was full. */
const UNSTAMPED_MS = 10_000;
const LONGEST_PAUSE_MS = 8;
const LOOK_AGAIN_MS = 250;

export interface LockOptions {
  /** How long to wait for another writer. 0: not at all. */
  waitSeconds: number;
  /** Called once, when there is something to wait for. */
  onWait?: () => void;
}

export class RepositoryLock {
  #heartbeat: NodeJS.Timeout;

  private constructor(
    /** The lock's file. */
    readonly file: string,
    readonly stamp: Stamp,
    private readonly turns: Turns,
  ) {
    this.#heartbeat = setInterval(() => {
      const now = new Date();
      try {
        if (this.isOurs()) utimesSync(file, now, now);
      } catch {
        // Missing one beat is harmless, and there are many.
      }
    }, HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  /** Takes the lock of the repository with this common git folder. Throws LockedError when the wait is over. */
  static async acquire(commonDir: string, { waitSeconds, onWait }: LockOptions): Promise<RepositoryLock> {
    const folder = join(commonDir, 'refkit');
    const deadline = performance.now() + waitSeconds * 1000;
    const file = join(folder, 'lock');
    try {
      mkdirSync(folder, { recursive: true });
      const turns = turnsOf(realpathSync(folder));
      let told = false;
      const waiting = (): void => {
        if (!told) onWait?.();
        told = true;
      };
      if (!(await turns.enter(deadline, waiting))) throw lockedError(file, newStamp(), true);
      try {
        const { stamp, inherited } = await take(folder, turns, deadline, waiting);
        if (inherited || !turns.swept) sweep(folder);
        turns.swept = true;
        return new RepositoryLock(file, stamp, turns);
      } catch (error) {
        turns.leave();
        throw error;
      }
    } catch (error) {
      throw explainWriteError(error, folder);
    }
  }

  /** Whether the lock is still this one: a process that slept for minutes on another machine may have lost it. */
  isOurs(): boolean {
    return stampIn(this.file)?.token === this.stamp.token;
  }

  release(): void {
    clearInterval(this.#heartbeat);
    try {
      if (this.isOurs()) rmSync(this.file, { force: true });
      const { turns } = this;
      turns.stepBackUntil = othersWait(this.file) ? performance.now() + LONGEST_PAUSE_MS : 0;
    } finally {
      this.turns.leave();
    }
  }
}

/** Those in this process who want one repository's lock, first come, first served. */
class Turns {
  /** When this process may ask for the lock again, on the clock of `performance.now()`. */
  stepBackUntil = 0;
  /** Whether what killed processes left has been looked for. */
  swept = false;
  #taken = false;
  #queue: (() => void)[] = [];

  /** Waits for its turn; false when the deadline passes first. */
  async enter(deadline: number, waiting: () => void): Promise<boolean> {
    if (!this.#taken) {
      this.#taken = true;
      return true;
    }
    const left = deadline - performance.now();
    if (left <= 0) return false;
    waiting();
    return new Promise((resolve) => {
      const turn = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#queue.splice(this.#queue.indexOf(turn), 1);
        resolve(false);
      }, left);
      this.#queue.push(turn);
    });
  }

  leave(): void {
    const next = this.#queue.shift();
    if (next) next();
    else this.#taken = false;
  }
}

const allTurns = new Map<string, Turns>();

function turnsOf(folder: string): Turns {
  let turns = allTurns.get(folder);
  if (!turns) {
    turns = new Turns();
    allTurns.set(folder, turns);
  }
  return turns;
}

/** Waits for the lock's file and makes it ours. `inherited`: it was that of a dead process. */
async function take(
  folder: string,
  turns: Turns,
  deadline: number,
  waiting: () => void,
): Promise<{ stamp: Stamp; inherited: boolean }> {
  const file = join(folder, 'lock');
  const stamp = newStamp();
  const mine = join(folder, `stamp.${stamp.token}`);
  writeFileSync(mine, JSON.stringify(stamp));
  try {
    const rest = turns.stepBackUntil - performance.now();
    if (rest > 0) await sleep(rest);
    let lookedAt = Number.NEGATIVE_INFINITY;
    for (let pause = 1; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      if (createExclusively(file, mine)) return { stamp, inherited: false };
      if (performance.now() - lookedAt > LOOK_AGAIN_MS) {
        lookedAt = performance.now();
        if (inherit(folder, mine)) return { stamp, inherited: true };
      }
      if (performance.now() > deadline) throw lockedError(file, stampIn(file), false);
      waiting();
      writeFileSync(join(folder, WAITING), '');
      await sleep(pause * (0.6 + Math.random() * 0.8));
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Takes over a lock whose owner is dead; whether it did. `mine` is the file with our stamp, and becomes the lock. */
function inherit(folder: string, mine: string): boolean {
  const file = join(folder, 'lock');
  const token = tokenOfDead(file);
  // From the dead owner's claim on: an heir that was killed too has its own claimed in turn.
  const chain: string[] = [];
  for (let dead = token; dead !== null; dead = tokenOfDead(chain.at(-1)!)) {
    chain.push(join(folder, `claim.${dead}`));
    if (!createExclusively(chain.at(-1)!, mine)) continue;
    try {
      // Only its heir may replace a dead one's lock. If it is no longer that lock, an earlier heir came and went.
      if (tokenOfDead(file) !== token) return false;
      renameSync(mine, file);
      return true;
    } finally {
      for (const claim of chain) rmSync(claim, { force: true });
    }
  }
  return false;
}

/** A name for the dead owner of a lock or claim; null while it lives, or may live, or there is none. */
function tokenOfDead(file: string): string | null {
  const status = statSync(file, { throwIfNoEntry: false });
  if (!status) return null;
  const stamp = stampIn(file);
  const silent = Date.now() - status.mtimeMs;
  if (stamp === null) return silent > UNSTAMPED_MS ? `${status.ino}-${Math.trunc(status.mtimeMs)}` : null;
  const state = vitality(stamp);
  return state === 'dead' || (state === 'unknown' && silent > SILENT_MS) ? stamp.token : null;
}

/** Whether the file is the lock of a process that is dead. */
export function isAbandoned(file: string): boolean {
  return tokenOfDead(file) !== null;
}

function stampIn(file: string): Stamp | null {
  try {
    return parseStamp(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

const WAITING = 'lock.waiting';

/** Whether another process waited while we held the lock. Those that still do will say so again. */
function othersWait(lock: string): boolean {
  try {
    rmSync(join(lock, '..', WAITING));
    return true;
  } catch {
    return false;
  }
}

/** What killed processes leave of a ref's move (refs.ts) is a matter of milliseconds. */
const LEFT_MS = 3600_000;

/** Removes what processes left that were killed while they waited, inherited, or moved a ref. For the lock's owner. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    const left = /^(?:stamp|claim)\./.test(name) ? isAbandoned(file) : name.startsWith('ref-') && age > LEFT_MS;
    if (left) rmSync(file, { force: true });
  }
}

function lockedError(file: string, owner: Stamp | null, ourselves: boolean): LockedError {
  const who = ourselves
    ? 'This process is'
    : owner
      ? `Another refkit (process ${owner.pid} on ${owner.host}, since ${owner.since}) is`
      : 'Another refkit is';
  return new LockedError(`${who} changing this repository`, {
    data: {
      file,
      pid: owner?.pid ?? null,
      host: owner?.host ?? null,
      since: ourselves ? null : (owner?.since ?? null),
    },
    suggestions: [
      'try again, or use --wait with more seconds',
      ...(ourselves ? [] : [`if that process is gone for good, remove ${file}`]),
    ],
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
