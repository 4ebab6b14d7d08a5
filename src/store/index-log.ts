/**
 * A short list of refkit's last commits in this working tree, with the git index that each one left. It serves one
 * purpose: `git commit` reads the index before it locks it, so one that began before an edit of ours and locks after it
 * may write the older index back. Its own commit fails then, since the branch has moved, but in the index our edit
 * looks taken back, and the next `git commit` would take it back in fact. So:
 *
 * - while a git was seen at work moments ago, an edit keeps `index.lock` for some ms after the new index is in place:
 *   whoever read the old one finds the lock taken, and gives up;
 * - when the index is not the one we left, entries that are at what a file was before one of our last commits, while
 *   HEAD and the file on disk are at what it is now, are brought up to date.
 */
import { appendFileSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileStat } from './file-stat.js';
import { GitIndex, type IndexChange } from './git-index.js';
import { stageIndex } from './index-update.js';
import { LockFile } from './lock-file.js';
import { isOid, objectIdHex } from './object-format.js';
import { pause } from './ref-store.js';
import type { Repository } from './repository.js';
import { stagedChanges } from './staged-changes.js';
import { diffTrees } from './trees.js';
import { diskPath, moveOver, openWorkingFile, type Staging } from './working-file.js';

/** So many of the last commits are looked at. */
const KEPT = 200;
/** The list is cut when it has grown to this many bytes. */
const LONG = 64 * 1024;
/** For so long after its commit an entry may be found stale. */
const STALE_MS = 10 * 60_000;
/** A git that wrote the index less than so long ago may be at work again. */
const BUSY_MS = 2000;

interface Line {
  /** ms since 1970. */
  at: number;
  /** Of the index that we left. */
  checksum: string;
  commit: string;
  /** Whether another program had written the index shortly before. */
  busy: boolean;
}

export class IndexLog {
  readonly #file: string;
  #lines: Line[];
  #bytes: number;
  /** Whether a kill cut the last line off. */
  #cutOff: boolean;

  constructor(private readonly repo: Repository) {
    this.#file = join(repo.gitDir, 'refkit', 'index-log');
    const text = readText(this.#file);
    this.#bytes = text.length;
    this.#cutOff = text !== '' && !text.endsWith('\n');
    this.#lines = text.split('\n').flatMap(parseLine).slice(-KEPT);
  }

  /** Whether a real git may be about to write this index back as it was before. */
  isBusy(index: GitIndex): boolean {
    const now = Date.now();
    if (this.#lines.some(({ at, busy }) => busy && now - at < BUSY_MS)) return true;
    return this.#isForeign(index) && now - Number(index.writtenAt / 1_000_000n) < BUSY_MS;
  }

  /** How long, in ms, a git may take from reading this index to locking it. */
  static holdFor(index: GitIndex): number {
    return 4 + index.size / 2000;
  }

  /** Notes a commit, the index it left, and whether a git was at work. Failing to is no failure of the commit. */
  note(staging: Staging, checksum: string, commit: string, busy: boolean): void {
    const line = { at: Date.now(), checksum, commit, busy };
    this.#lines = [...this.#lines, line].slice(-KEPT);
    const text = (this.#cutOff ? '\n' : '') + format(line);
    this.#cutOff = false;
    this.#bytes += text.length;
    if (this.#bytes < LONG) {
      appendFileSync(this.#file, text);
    } else {
      const whole = this.#lines.map(format).join('');
      moveOver(staging.write(Buffer.from(whole)), this.#file);
      this.#bytes = whole.length;
    }
  }

  /** Brings stale entries of the index up to date. Only for whoever holds the repository's lock. */
  heal(staging: Staging, stampFile: string, waitSeconds: number): void {
    const { repo } = this;
    const file = join(repo.gitDir, 'index');
    if (this.#lines.length === 0) return;
    const seen = GitIndex.read(file);
    if (!seen || !this.#isForeign(seen) || this.#staleEntries(seen).size === 0) return;
    const lock = LockFile.acquire(file, stampFile, waitSeconds);
    try {
      const index = GitIndex.read(file);
      const changes = index ? this.#staleEntries(index) : new Map();
      if (!index || changes.size === 0) return;
      stageIndex(repo, staging, index, changes).place();
      // The git that wrote this may have a sibling that read it.
      pause(IndexLog.holdFor(index));
    } finally {
      lock.release();
    }
  }

  #isForeign(index: GitIndex): boolean {
    return !index.hasChecksum || this.#lines.at(-1)?.checksum !== index.checksum;
  }

  #staleEntries(index: GitIndex): Map<string, IndexChange> {
    const { objects, workTree } = this.repo;
    const stale = new Map<string, IndexChange>();
    const head = this.repo.head().oid;
    if (head === null) return stale;
    let earlier: Map<string, Set<string | null>> | undefined;
    for (const { path, before, after } of stagedChanges(objects, objects.readCommit(head).tree, index)) {
      if (after && (after.stage > 0 || after.intentToAdd || after.skipWorktree)) continue;
      // A person who staged something else has it on disk as well, as a rule; this is quicker than asking the list.
      const file = diskPath(workTree!, path);
      const stats = lstatSync(file, { bigint: true, throwIfNoEntry: false });
      const opened = stats ? openWorkingFile(file) : null;
      if (before ? !opened || objectIdHex('blob', opened.content) !== before.oid : stats) continue;
      earlier ??= this.#earlierVersions(index);
      if (!earlier.get(path)?.has(after?.oid ?? null)) continue;
      stale.set(path, before && { mode: before.mode, oid: before.oid, stat: fileStat(opened!.stats) });
    }
    return stale;
  }

  /** What the last commits replaced, by path; null for nothing. */
  #earlierVersions(index: GitIndex): Map<string, Set<string | null>> {
    const { objects } = this.repo;
    const versions = new Map<string, Set<string | null>>();
    const since = Number(index.writtenAt / 1_000_000n) - STALE_MS;
    for (const { at, commit } of this.#lines) {
      if (at < since || !objects.has(commit)) continue;
      const { tree, parents } = objects.readCommit(commit);
      const old = parents[0] === undefined ? null : objects.readCommit(parents[0]).tree;
      for (const { path, before } of diffTrees(objects, old, tree)) {
        const known = versions.get(path) ?? new Set();
        versions.set(path, known.add(before?.oid ?? null));
      }
    }
    return versions;
  }
}

function format({ at, checksum, commit, busy }: Line): string {
  return `${at} ${checksum} ${commit} ${busy ? 'busy' : 'quiet'}\n`;
}

/** A line cut off by a kill is passed over. */
function parseLine(text: string): Line[] {
  const [at, checksum, commit, busy] = text.split(' ');
  if (!isOid(checksum ?? '') || !isOid(commit ?? '') || (busy !== 'busy' && busy !== 'quiet')) return [];
  return [{ at: Number(at), checksum: checksum!, commit: commit!, busy: busy === 'busy' }];
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
