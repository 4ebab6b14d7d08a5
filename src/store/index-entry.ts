/** One entry of a git index, as bytes and as values, but for its name. Source: gitformat-index(5), "Index entry". */
import type { FileStat } from './file-stat.js';

export interface IndexEntry {
  path: string;
  /** As a tree writes it: '100644', '100755', '120000', '160000'. */
  mode: string;
  oid: string;
  /** 0; 1 to 3 in a merge that has a conflict here. */
  stage: number;
  stat: FileStat;
  /** `git update-index --assume-unchanged`. */
  assumeValid: boolean;
  /** Outside a sparse checkout: not in the working tree on purpose. */
  skipWorktree: boolean;
  /** `git add --intent-to-add`: announced, without content. */
  intentToAdd: boolean;
}

/** What a path's entry is to be; null: none. `stat` null where no working file stands for it. */
export type IndexChange = { mode: string; oid: string; stat: FileStat | null } | null;

/** The part of an entry before its name, where it has no further flags. */
export const FIXED = 62;
/** The length of a name in the flags; this much and more is this. */
export const NAME_MASK = 0xfff;
/** Where the flags have the stage. */
export const STAGE_MASK = 0x3000;
const ASSUME_VALID = 0x8000;
export const EXTENDED = 0x4000;
const SKIP_WORKTREE = 0x4000;
const INTENT_TO_ADD = 0x2000;

/** How many bytes of an entry come before its name. */
export function fixedLength(bytes: Buffer, start: number): number {
  return bytes.readUInt16BE(start + 60) & EXTENDED ? FIXED + 2 : FIXED;
}

export function decodeEntry(bytes: Buffer, start: number): Omit<IndexEntry, 'path'> {
  const word = (n: number): number => bytes.readUInt32BE(start + 4 * n);
  const flags = bytes.readUInt16BE(start + 60);
  const extended = flags & EXTENDED ? bytes.readUInt16BE(start + FIXED) : 0;
  return {
    mode: word(6).toString(8),
    oid: bytes.toString('hex', start + 40, start + 60),
    stage: (flags >> 12) & 3,
    stat: {
      ctimeS: word(0),
      ctimeNs: word(1),
      mtimeS: word(2),
      mtimeNs: word(3),
      dev: word(4),
      ino: word(5),
      uid: word(7),
      gid: word(8),
      size: word(9),
    },
    assumeValid: (flags & ASSUME_VALID) !== 0,
    skipWorktree: (extended & SKIP_WORKTREE) !== 0,
    intentToAdd: (extended & INTENT_TO_ADD) !== 0,
  };
}

/** The fixed part of a new entry. */
export function newFixed(name: Buffer, change: NonNullable<IndexChange>): Buffer {
  const fixed = Buffer.alloc(FIXED);
  fixed.writeUInt16BE(Math.min(name.length, NAME_MASK), 60);
  writeFixed(fixed, change);
  return fixed;
}

/** Writes the fixed part of an entry, but for its flags, at a position. */
export function writeFixed(bytes: Buffer, { mode, oid, stat }: NonNullable<IndexChange>, at = 0): void {
  const { ctimeS, ctimeNs, mtimeS, mtimeNs, dev, ino, uid, gid, size } = stat ?? NO_STAT;
  let word = at;
  for (const value of [ctimeS, ctimeNs, mtimeS, mtimeNs, dev, ino, Number.parseInt(mode, 8), uid, gid, size]) {
    word = bytes.writeUInt32BE(value, word);
  }
  bytes.write(oid, word, 'hex');
}

const NO_STAT: FileStat = {
  ctimeS: 0,
  ctimeNs: 0,
  mtimeS: 0,
  mtimeNs: 0,
  dev: 0,
  ino: 0,
  uid: 0,
  gid: 0,
  size: 0,
};
