/**
 * Who holds a lock: a stamp that names a process so well that another one can tell whether it is still alive. A bare
 * process number is not enough: numbers are used again (in containers nearly at once, and they begin at 1 in each),
 * and a shared folder is seen from several machines.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface Stamp {
  /** Always 'refkit': tells our locks from those of others. */
  holder: 'refkit';
  pid: number;
  host: string;
  /** Where process numbers mean the same: on Linux one boot's one process namespace, elsewhere the host. */
  world: string;
  /** When the process started, in the system's own unit; null where that can't be had cheaply. */
  started: string | null;
  /** Unique to each acquisition of a lock. */
  token: string;
  /** When the lock was taken, ISO 8601. */
  since: string;
}

let self: Pick<Stamp, 'holder' | 'pid' | 'host' | 'world' | 'started'> | undefined;

/** A new stamp of this process. */
export function newStamp(): Stamp {
  self ??= {
    holder: 'refkit',
    pid: process.pid,
    host: hostname(),
    world: world(),
    started: startOf(process.pid),
  };
  return { ...self, token: randomBytes(8).toString('hex'), since: new Date().toISOString() };
}

/** The stamp in a lock file's text; null where something else is in it. */
export function parseStamp(text: string): Stamp | null {
  if (!text.startsWith('{"holder":"refkit"')) return null;
  try {
    const stamp = JSON.parse(text) as Stamp;
    return Number.isInteger(stamp.pid) && typeof stamp.token === 'string' && stamp.token !== '' ? stamp : null;
  } catch {
    return null;
  }
}

/**
 * Whether the process behind a stamp is alive. 'unknown' where that cannot be told from here: another machine or
 * container, or a number that may have been used again.
 */
export function vitality(stamp: Stamp): 'alive' | 'dead' | 'unknown' {
  const here = newStamp();
  if (stamp.host !== here.host || stamp.world !== here.world) return 'unknown';
  try {
    process.kill(stamp.pid, 0);
  } catch (error) {
    // EPERM: there is such a process, and it belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'dead';
  }
  if (stamp.started === null) return 'unknown';
  const started = startOf(stamp.pid);
  if (started === null) return 'unknown';
  return started === stamp.started ? 'alive' : 'dead';
}

/** Linux: the boot and the process namespace. Elsewhere nothing as cheap exists, and the host's name must do. */
function world(): string {
  if (process.platform !== 'linux') return process.platform;
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return process.platform;
  }
}

/** Linux: the start time of a process in clock ticks since boot, field 22 of proc_pid_stat(5). A zombie has none. */
function startOf(pid: number): string | null {
  if (process.platform !== 'linux') return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses, and may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return 'ended';
    return fields[19] ?? null;
  } catch {
    return null;
  }
}
