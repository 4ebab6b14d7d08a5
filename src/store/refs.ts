/**
 * Moving refs: compare-and-swap through the lock file that git itself uses, `<ref>.lock`, and the reflog.
 * Reading refs: ref-store.ts.
 */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder, writeNew } from '../files/disk.js';
import type { GitConfig } from './config.js';
import { InvalidRefNameError, RefLockedError, RefMovedError } from './errors.js';
import { encodeSignature, isOid, type Signature } from './object-format.js';
import { newStamp, vitality } from './process-stamp.js';
import { isPerWorktree, isRefName } from './ref-names.js';
import { pause, type RefStore } from './ref-store.js';

/** How long a lock that somebody else holds is waited for, in ms. git holds one for a few. */
const LOCK_PATIENCE = 2000;

/** What of a Repository is needed here. */
export interface RefHome {
  readonly workTree: string | null;
  readonly gitDir: string;
  readonly commonDir: string;
  readonly refs: RefStore;
  readonly config: GitConfig;
}

export interface RefUpdate {
  /** Where the ref must be now; null: it must not exist. */
  from: string | null;
  to: string;
  /** Whether the move is to survive a power cut: what `to` reaches has to be on the disk by then. */
  durable?: boolean;
  reflog: { signature: Signature; message: string };
}

/** A move that is sure to succeed: the ref is locked, and where it has to be. Ends with one of these two. */
export interface PreparedRefUpdate {
  /** Moves the ref in one step that git and others see whole or not at all. */
  commit(): void;
  /** Leaves the ref as it is. */
  release(): void;
}

/**
 * Moves a ref (a full name, or `HEAD`; symbolic ones are followed) in one step that git and others see whole or not
 * at all. Throws RefMovedError where it is not at `from`, RefLockedError where somebody keeps its lock,
 * InvalidRefNameError where git has no place for such a name.
 */
export function updateRef(repo: RefHome, ref: string, update: RefUpdate): void {
  prepareRefUpdate(repo, ref, update).commit();
}

/** The first half of `updateRef`, for those who have more to do before the ref moves. Throws as that does. */
export function prepareRefUpdate(
  repo: RefHome,
  ref: string,
  { from, to, durable = false, reflog }: RefUpdate,
): PreparedRefUpdate {
  if (!isOid(to)) throw new TypeError(`not an object id: ${to}`);
  const { ref: name } = repo.refs.follow(ref);
  if (!isRefName(name)) throw new InvalidRefNameError(`git does not allow the ref name ${JSON.stringify(name)}`);
  const file = repo.refs.file(name);
  const lock = takeLock(repo, name, file, { to, durable });
  try {
    const content = repo.refs.read(name);
    const current = content && 'oid' in content ? content.oid : null;
    if (current !== from) {
      throw new RefMovedError(`${name} is at ${current ?? 'nothing'} and not at ${from ?? 'nothing'}: it was moved`, {
        data: { ref: name, expected: from, actual: current },
        suggestions: ['look at what changed, and try again'],
      });
    }
    if (current === null) checkNeighbours(repo, name);
  } catch (error) {
    lock.release();
    throw error;
  }
  const commit = () => {
    try {
      writeReflogs(repo, name, from, to, reflog);
      lock.commit();
    } catch (error) {
      lock.release();
      throw error;
    }
  };
  return { commit, release: lock.release };
}

interface RefLock {
  /** Makes the lock file the ref. */
  commit(): void;
  release(): void;
}

/**
 * Makes `<ref>.lock`, already holding the new id. It is made under a name of our own in `refkit/` and linked: when we
 * are killed, the next one finds two names of one file, of which one says who we were, and knows the lock for dead.
 */
function takeLock(
  repo: RefHome,
  name: string,
  file: string,
  { to, durable }: { to: string; durable: boolean },
): RefLock {
  const lock = `${file}.lock`;
  const journal = join(repo.commonDir, 'refkit');
  const own = join(journal, witnessName());
  mkdirSync(journal, { recursive: true });
  writeLock(own, to, durable);
  const release = () => {
    rmSync(lock, { force: true });
    rmSync(own, { force: true });
  };
  const commit = () => {
    makeRoom(file, name);
    renameSync(lock, file);
    rmSync(own, { force: true });
    if (durable) syncFolder(dirname(file));
  };
  try {
    const end = Date.now() + LOCK_PATIENCE;
    for (;;) {
      const problem = tryLink(own, lock, () => writeLock(lock, to, durable));
      if (problem === null) return { commit, release };
      if (problem === 'ENOENT') {
        makeFolder(dirname(file), name);
      } else if (!clearStale(journal, lock)) {
        if (Date.now() > end) throw locked(name, lock);
        pause(5 + Math.random() * 15);
      }
    }
  } catch (error) {
    rmSync(own, { force: true });
    throw error;
  }
}

/** Tries to take the lock: null, or why not: EEXIST (somebody has it), ENOENT (there is no folder for it yet). */
function tryLink(own: string, lock: string, write: () => void): 'EEXIST' | 'ENOENT' | null {
  try {
    linkSync(own, lock);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOENT') return code;
    if (code === 'ENOTDIR') return 'ENOENT';
  }
  // A file system without hard links. A lock that is left behind here can't be told from a live one.
  try {
    write();
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOENT') return code;
    throw error;
  }
}

/** Removes a lock that a process of ours left when it was killed; whether it did. */
function clearStale(journal: string, lock: string): boolean {
  const held = statSync(lock, { bigint: true, throwIfNoEntry: false });
  if (!held) return true;
  for (const entry of readdirSync(journal)) {
    if (!isLeftover(entry)) continue;
    const witness = join(journal, entry);
    const stat = statSync(witness, { bigint: true, throwIfNoEntry: false });
    if (!stat) continue;
    if (stat.ino !== held.ino || stat.dev !== held.dev) {
      // Left by one that was killed just before or after it had a lock: nothing else has this file.
      if (stat.nlink === 1n) rmSync(witness, { force: true });
      continue;
    }
    // Of several processes that see this only one can rename the witness, and only that one removes the lock.
    const claimed = join(journal, witnessName());
    try {
      renameSync(witness, claimed);
    } catch {
      return true;
    }
    rmSync(lock, { force: true });
    rmSync(claimed, { force: true });
    return true;
  }
  return false;
}

/** A file name that says which process made the file, on which machine, and is used once. */
function witnessName(): string {
  const { pid, started, token } = newStamp();
  return `ref-${place()}-${pid}-${started ?? 'x'}-${token}`;
}

/** Whether a file in `refkit/` is a witness whose process has certainly ended. */
function isLeftover(file: string): boolean {
  const match = /^ref-([0-9a-f]+)-(\d+)-([^-]+)-[0-9a-f]+$/.exec(file);
  if (!match || match[1] !== place()) return false;
  const started = match[3] === 'x' ? null : match[3]!;
  return vitality({ ...newStamp(), pid: Number(match[2]), started }) === 'dead';
}

/** Where process numbers mean what they mean here. */
function place(): string {
  const { host, world } = newStamp();
  return createHash('sha1').update(`${host}\0${world}`).digest('hex').slice(0, 12);
}

function locked(name: string, lock: string): RefLockedError {
  const stat = statSync(lock, { throwIfNoEntry: false });
  const age = stat ? Math.round((Date.now() - stat.mtimeMs) / 1000) : 0;
  return new RefLockedError(`${name} is locked by another program, since ${age} seconds (${lock})`, {
    data: { ref: name, file: lock, age },
    suggestions: ['wait for the other program. If none is running, remove that file and try again'],
  });
}

/**
 * Writes a new file. By default it does not wait for the disk: a ref that survived a power cut when its loose objects,
 * which are not waited for either, did not, would be worse than the old ref.
 */
function writeLock(file: string, to: string, durable: boolean): void {
  writeNew(file, Buffer.from(`${to}\n`), { mode: 0o644, durable });
}

/** Makes the folder a ref goes into. Throws InvalidRefNameError where a ref stands in its way. */
function makeFolder(folder: string, name: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOTDIR') throw error;
    throw inTheWay(name);
  }
}

/** Removes empty folders that stand where a ref's file goes: refs that were there once leave them. */
function makeRoom(file: string, name: string): void {
  if (!statSync(file, { throwIfNoEntry: false })?.isDirectory()) return;
  const removeEmpty = (folder: string): void => {
    for (const entry of readdirSync(folder)) removeEmpty(join(folder, entry));
    rmdirSync(folder);
  };
  try {
    removeEmpty(file);
  } catch {
    throw inTheWay(name);
  }
}

/** Throws InvalidRefNameError where a packed ref is a folder of this one's name, or the other way round. */
function checkNeighbours(repo: RefHome, name: string): void {
  for (const other of repo.refs.packed().keys()) {
    if (other.startsWith(`${name}/`) || name.startsWith(`${other}/`)) throw inTheWay(name, other);
  }
}

function inTheWay(name: string, other?: string): InvalidRefNameError {
  return new InvalidRefNameError(`${name} cannot be made: ${other ?? 'another ref'} is in the way`, {
    data: { ref: name, other: other ?? null },
    suggestions: ['choose another name, or delete the other ref with git'],
  });
}

/** Appends to the ref's reflog, and to HEAD's where HEAD names the ref, where git would (`core.logAllRefUpdates`). */
function writeReflogs(
  repo: RefHome,
  name: string,
  from: string | null,
  to: string,
  { signature, message }: RefUpdate['reflog'],
): void {
  const reason = message.replace(/\s+/g, ' ').trim();
  const line = `${from ?? '0'.repeat(40)} ${to} ${encodeSignature(signature)}\t${reason}\n`;
  const names = name === 'HEAD' ? ['HEAD'] : [name];
  const head = repo.refs.read('HEAD');
  if (head && 'target' in head && head.target === name) names.push('HEAD');
  for (const logged of names) {
    const file = join(isPerWorktree(logged) ? repo.gitDir : repo.commonDir, 'logs', ...logged.split('/'));
    if (!existsSync(file) && !isLogged(repo, logged)) continue;
    try {
      mkdirSync(dirname(file), { recursive: true });
      appendFileSync(file, line);
    } catch (error) {
      // The log of a deleted branch stands in the way: the move itself matters more.
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EISDIR' && code !== 'ENOTDIR' && code !== 'EEXIST') throw error;
    }
  }
}

function isLogged(repo: RefHome, name: string): boolean {
  const setting = repo.config.get('core.logallrefupdates');
  if (setting?.toLowerCase() === 'always') return true;
  if (!repo.config.boolean('core.logallrefupdates', repo.workTree !== null)) return false;
  return name === 'HEAD' || /^refs\/(?:heads|remotes|notes)\//.test(name);
}
