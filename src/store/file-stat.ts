/**
 * What the git index remembers of a file, so that most files need not be read to know that they are unchanged.
 * All numbers are cut to 32 bits, as gitformat-index(5) says.
 */
import type { BigIntStats } from 'node:fs';

export interface FileStat {
  ctimeS: number;
  ctimeNs: number;
  mtimeS: number;
  mtimeNs: number;
  dev: number;
  ino: number;
  uid: number;
  gid: number;
  size: number;
}

/** How long before the index was written a file's time must lie for it to be older beyond doubt, in nanoseconds. */
const CLOCK_TICK_NS = 20_000_000n;

/** What git would remember of a file with these `lstat(…, { bigint: true })` results. */
export function fileStat(stats: BigIntStats): FileStat {
  const windows = process.platform === 'win32';
  // Git for Windows takes the time of creation for ctime, and knows no device, inode or owner.
  const ctime = windows ? stats.birthtimeNs : stats.ctimeNs;
  return {
    ctimeS: seconds(ctime),
    ctimeNs: nanoseconds(ctime),
    mtimeS: seconds(stats.mtimeNs),
    mtimeNs: nanoseconds(stats.mtimeNs),
    dev: windows ? 0 : cut(stats.dev),
    ino: windows ? 0 : cut(stats.ino),
    uid: windows ? 0 : cut(stats.uid),
    gid: windows ? 0 : cut(stats.gid),
    size: cut(stats.size),
  };
}

/** Whether a file is surely the one that was remembered: the same in all that git looks at, to the nanosecond. */
export function sameStat(a: FileStat, b: FileStat): boolean {
  return (
    a.mtimeS === b.mtimeS &&
    a.mtimeNs === b.mtimeNs &&
    a.size === b.size &&
    a.ino === b.ino &&
    a.ctimeS === b.ctimeS &&
    a.ctimeNs === b.ctimeNs &&
    a.uid === b.uid &&
    a.gid === b.gid
  );
}

/** Whether a remembered file is clearly older than the index (its time in nanoseconds) that remembers it. */
export function olderThan(stat: FileStat, indexTime: bigint): boolean {
  const time = (s: number, ns: number): bigint => BigInt(s) * 1_000_000_000n + BigInt(ns);
  const limit = indexTime - CLOCK_TICK_NS;
  // A file system that keeps whole seconds only tells nothing about the order within one.
  if (stat.mtimeNs === 0 && BigInt(stat.mtimeS) >= limit / 1_000_000_000n) return false;
  return time(stat.mtimeS, stat.mtimeNs) < limit && time(stat.ctimeS, stat.ctimeNs) < limit;
}

const BILLION = 1_000_000_000n;

function cut(value: bigint): number {
  return Number(value & 0xffffffffn);
}

function seconds(time: bigint): number {
  return cut((time - remainder(time)) / BILLION);
}

function nanoseconds(time: bigint): number {
  return Number(remainder(time));
}

/** Never negative, also before 1970. */
function remainder(time: bigint): bigint {
  return ((time % BILLION) + BILLION) % BILLION;
}
