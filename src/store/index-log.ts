/**
 * A short list of refkit's last commits in this working tree, with the git index that each one left. It serves one
 * purpose: `git commit` reads the index before it locks it, so one that began before an edit of ours and locks after it
 * may write the older index back. Its own commit fails then, since the branch has moved, but in the index our edit
 * looks taken back, and the next `git commit` would take it back in fact. So:
 *
 * - while a git was seen at work moments ago, an edit keeps `index.lock` for a while after the new index is in place:
 *   whoever read the old one finds the lock taken, and gives up (git-at-work.ts);
 * - when the index is not the one we left, entries that are at what a file was before one of our last commits, while
 *   HEAD and the file on disk are at what it is now, are brought up to date.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileStat } from './file-stat.js';
import { outwaitGit } from './git-at-work.js';
import { GitIndex, type IndexChange } from './git-index.js';
import { stageIndex } from './index-update.js';
import { LockFile } from './lock-file.js';
import { objectIdHex } from './object-format.js';
import type { Repository } from './repository.js';
import { stagedChanges } from './staged-changes.js';
import { diffTrees } from './trees.js';
import { diskPath, lstatIfThere, moveOver, openWorkingFile, type Staging } from './working-file.js';

/** So many of the last commits are looked at. */
const KEPT = 200;
/** The list is cut when it has grown to this many bytes. */
const LONG = 64 * 1024;
/** For so long after its commit an entry may be found stale. */
const STALE_MS = 10 * 60_000;
/** A git that wrote the index less than so long ago may be at work again. */
const BUSY_MS = 1000;

interface Line {
  /** When we committed, in ms since 1970. */
  at: number;
  /** Of the index that we left. */
  checksum: string;
  commit: string;
  /** When another program was last seen to have written the index, in ms since 1970. */
  othersAt: number;
}

export class IndexLog {
  readonly #file: string;
  #text: string;

  constructor(private readonly repo: Repository) {
    this.#file = join(repo.gitDir, 'refkit', 'index-log');
    this.#text = readText(this.#file);
  }

  /** Whether another program wrote the index moments before this one was replaced, and so may be at work again. */
  isBusy(index: GitIndex): boolean {
    return Date.now() - this.#othersAt(index) < BUSY_MS;
  }

  /** Notes a commit, the index that was there before it, and the checksum of the one it left. */
  note(staging: Staging, commit: string, before: GitIndex, checksum: string): void {
    const line = format({ at: Date.now(), checksum, commit, othersAt: this.#othersAt(before) });
    // A kill may have cut the last line off.
    const added = this.#text === '' || this.#text.endsWith('\n') ? line : `\n${line}`;
    this.#text += added;
    if (this.#text.length < LONG) {
      appendFileSync(this.#file, added);
    } else {
      this.#text = this.#lines().map(format).join('');
      moveOver(staging.write(Buffer.from(this.#text)), this.#file);
    }
  }

  /** Brings stale entries of the index up to date; whether there were any. Takes `index.lock` only if so. */
  heal(staging: Staging, stampFile: string, waitSeconds: number): boolean {
    const file = join(this.repo.gitDir, 'index');
    const seen = this.#text === '' ? null : GitIndex.read(file);
    if (!seen || this.#staleEntries(seen).size === 0) return false;
    const lock = LockFile.acquire(file, stampFile, waitSeconds);
    try {
      const index = GitIndex.read(file);
      return index !== null && this.healLocked(staging, index);
    } finally {
      lock.release();
    }
  }

  /** As `heal`, for who holds `index.lock` already, and has read this index since. */
  healLocked(staging: Staging, index: GitIndex): boolean {
    const changes = this.#staleEntries(index);
    if (changes.size === 0) return false;
    const healed = stageIndex(this.repo, staging, index, changes);
    healed.place();
    // Whoever wrote this may have a sibling that read it.
    outwaitGit(this.repo, index);
    this.note(staging, this.repo.head().oid!, index, healed.checksum);
    return true;
  }

  /** The last commits, oldest first. */
  #lines(): Line[] {
    return this.#text
      .split('\n')
      .slice(-KEPT - 1)
      .flatMap(parseLine);
  }

  #last(): Line | undefined {
    const end = this.#text.lastIndexOf('\n', this.#text.length - 2);
    return parseLine(this.#text.slice(end + 1).trimEnd())[0];
  }

  #isForeign(index: GitIndex): boolean {
    return !index.hasChecksum || this.#last()?.checksum !== index.checksum;
  }

  #othersAt(index: GitIndex): number {
    const written = Number(index.writtenAt / 1_000_000n);
    return Math.max(this.#last()?.othersAt ?? 0, this.#isForeign(index) ? written : 0);
  }

  #staleEntries(index: GitIndex): Map<string, IndexChange> {
    const { objects, workTree } = this.repo;
    const stale = new Map<string, IndexChange>();
    const head = this.#isForeign(index) ? this.repo.head().oid : null;
    if (head === null) return stale;
    let earlier: Map<string, Set<string | null>> | undefined;
    for (const { path, before, after } of stagedChanges(objects, objects.readCommit(head).tree, index)) {
      if (after && (after.stage > 0 || after.intentToAdd || after.skipWorktree)) continue;
      // A person who staged something else has it on disk as well, as a rule; this is quicker than asking the list.
      const file = diskPath(workTree!, path);
      const stats = lstatIfThere(file);
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
    for (const { at, commit } of this.#lines()) {
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

function format({ at, checksum, commit, othersAt }: Line): string {
  return `${at} ${checksum} ${commit} ${othersAt}\n`;
}

/** A line that was cut off is passed over. */
function parseLine(text: string): Line[] {
  const match = /^(\d+) ([0-9a-f]{40}) ([0-9a-f]{40}) (\d+)$/.exec(text);
  return match ? [{ at: Number(match[1]), checksum: match[2]!, commit: match[3]!, othersAt: Number(match[4]) }] : [];
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
