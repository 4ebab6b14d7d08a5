/**
 * A change that is proposed to a reference, such as a pull request: what it does, what a merge of it would give, and the
 * files that a validation of that has to look at. Reads git and nothing else: whatever the files hold, it can be opened.
 */
import { ShallowCloneError } from '../../catalog/errors.js';
import { otuIdOfPath } from '../../otu/ids.js';
import { mergeLines } from '../../otu/text-merge.js';
import { commitsOutside } from '../../store/commit-range.js';
import { mergeBase } from '../../store/merge-base.js';
import type { Repository } from '../../store/repository.js';
import { resolveRevision } from '../../store/revisions.js';
import { diffTrees, entryAt } from '../../store/trees.js';
import { type ComparedState, compareStates, type ReferenceComparison } from '../comparison.js';
import { CONFIG_PATH } from '../config.js';
import { UnrelatedHistoriesError } from '../errors.js';
import { locateReference } from '../locate.js';
import { type MergedOtu, mergeTrees, type ReferenceMerge } from '../merge/merge.js';
import { pathsHolding, type WantedClaim } from './claim-search.js';
import { type Unbuilt, unbuiltAfter } from './unbuilt.js';

export type { MergedOtu, ReferenceMerge } from '../merge/merge.js';
export type { WantedClaim } from './claim-search.js';
export type { Unbuilt } from './unbuilt.js';

/** The files of a change are looked at for several reasons (bytes). */
const KEPT_BLOBS = 64 << 20;

export interface ProposedFile {
  path: string;
  kind: 'added' | 'removed' | 'changed';
}

/** A file on both sides of the merge, null where it is not there. */
export interface FileVersions {
  path: string;
  before: Buffer | null;
  after: Buffer | null;
  /** Whether what will be there is a symbolic link. */
  symlink: boolean;
}

/** An OTU that was edited on both sides, as a merge by lines would leave it. */
export interface TextMerge {
  otu: MergedOtu;
  outcome: 'conflict' | 'differs';
}

export class Proposal {
  /** Where it is to be merged, and what is to be merged: the names as they were given, and the commits. */
  readonly base: ComparedState & { commit: string };
  readonly head: ComparedState & { commit: string };
  /** The commit that the change began at. */
  readonly mergeBase: string;
  readonly #repository: Repository;
  readonly #trees: { base: string; ours: string; theirs: string };
  #merge: ReferenceMerge | undefined;
  #after: Map<string, Buffer | null> | undefined;

  private constructor(repository: Repository, base: string, head: string) {
    this.#repository = repository;
    const { objects } = repository;
    this.base = { name: base, commit: resolveRevision(repository, base) };
    this.head = { name: head, commit: resolveRevision(repository, head) };
    const common = mergeBase(repository, this.base.commit, this.head.commit);
    if (common === null) {
      throw new UnrelatedHistoriesError(`${base} and ${head} have no commit in common`, {
        data: { base: this.base.commit, head: this.head.commit },
        suggestions: ['name a branch that was made from the other one'],
      });
    }
    this.mergeBase = common;
    objects.keepBlobs(KEPT_BLOBS);
    const treeOf = (commit: string) => objects.readCommit(commit).tree;
    this.#trees = { base: treeOf(common), ours: treeOf(this.base.commit), theirs: treeOf(this.head.commit) };
  }

  /**
   * @param base a revision: what the change is proposed to, as it is now
   * @param head a revision: the newest commit of the change
   * @throws ReferenceNotFoundError, NotAReferenceError, ShallowCloneError, RevisionNotFoundError, UnrelatedHistoriesError
   */
  static open(directory: string, { base, head }: { base: string; head: string }): Proposal {
    const repository = locateReference(directory);
    if (repository.isShallow()) throw new ShallowCloneError(repository.workTree ?? repository.gitDir);
    return new Proposal(repository, base, head);
  }

  close(): void {
    this.#repository.objects.close();
  }

  /** What the change does, from where it began. */
  async comparison(): Promise<ReferenceComparison> {
    const comparison = await compareStates(this.#repository, this.mergeBase, this.head.commit);
    return { ...comparison, head: this.head };
  }

  /** Every file that the change touches, and by how many bytes all of them grow. */
  files(): { files: ProposedFile[]; bytes: number } {
    const { objects } = this.#repository;
    const files: ProposedFile[] = [];
    let bytes = 0;
    for (const { path, before, after } of diffTrees(objects, this.#trees.base, this.#trees.theirs)) {
      files.push({ path, kind: before === null ? 'added' : after === null ? 'removed' : 'changed' });
      const sizeOf = (side: typeof after) => (side && isFile(side.mode) ? objects.readBlob(side.oid).length : 0);
      bytes += sizeOf(after) - sizeOf(before);
    }
    return { files, bytes };
  }

  /** How many commits the change is made of. */
  commitCount(): number {
    return commitsOutside(this.#repository.objects, [this.head.commit], [this.base.commit])!.length;
  }

  /** How much will wait for an index build when the change is merged. */
  unbuilt(): Unbuilt {
    const commits = [this.base.commit, this.head.commit];
    return unbuiltAfter(this.#repository, commits, this.#trees.ours, this.afterMerge());
  }

  /** What a merge with the base, as it is now, gives. */
  get merge(): ReferenceMerge {
    this.#merge ??= this.#isAhead() ? this.#fastForward() : mergeTrees(this.#repository, this.#trees);
    return this.#merge;
  }

  /**
   * The files in which the merged state differs from the base, as they will be. Where a merge has conflicts, the file is
   * taken as the change has it.
   */
  afterMerge(): ReadonlyMap<string, Buffer | null> {
    if (this.#after) return this.#after;
    const { files, conflicts, other } = this.merge;
    const after = new Map<string, Buffer | null>();
    for (const { path, content } of files) after.set(path, content === null ? null : Buffer.from(content));
    for (const { path } of [...conflicts, ...other]) after.set(path, this.#read(this.#trees.theirs, path));
    this.#after = after;
    return after;
  }

  /** The OTU files and reference.yaml in which the merged state differs from the base. */
  versions(): FileVersions[] {
    const { objects } = this.#repository;
    return [...this.afterMerge()]
      .filter(([path]) => path.startsWith('otus/') || path === CONFIG_PATH)
      .map(([path, after]) => ({
        path,
        before: this.#read(this.#trees.ours, path),
        after,
        symlink: after !== null && entryAt(objects, this.#trees.theirs, path)?.mode === '120000',
      }));
  }

  /** A file of the base, as it is now. */
  baseFile(path: string): Buffer | null {
    return this.#read(this.#trees.ours, path);
  }

  /** Paths of OTU files of the base, other than those that the change touches, that may hold one of the values. */
  holding(claims: readonly WantedClaim[]): string[] {
    return pathsHolding(this.#repository, this.#trees.ours, claims, new Set(this.afterMerge().keys()));
  }

  /**
   * OTUs that merge cleanly here, and not, or to something else, where files are merged by lines: by git without the
   * merge driver, and by GitHub's merge button.
   */
  textMerges(): TextMerge[] {
    const found: TextMerge[] = [];
    for (const otu of this.merge.otus) {
      if (!otu.both || otu.conflicts.length > 0) continue;
      const [base, ours, theirs] = [this.#trees.base, this.#trees.ours, this.#trees.theirs].map((tree) =>
        this.#read(tree, otu.path)?.toString(),
      );
      const merged = this.afterMerge().get(otu.path)?.toString() ?? ours;
      // One side took the file away or both put one there: by lines that is a conflict, unless they agree.
      const known = base !== undefined && ours !== undefined && theirs !== undefined;
      const byLines = ours === theirs ? ours : known ? mergeLines(base, ours, theirs) : null;
      if (byLines === null) found.push({ otu, outcome: 'conflict' });
      else if (byLines !== merged) found.push({ otu, outcome: 'differs' });
    }
    return found;
  }

  /** Whether nothing happened to the base since the change began. */
  #isAhead(): boolean {
    return this.#trees.base === this.#trees.ours;
  }

  /** What a merge gives where only one side did something: that side, and nothing need be read for it. */
  #fastForward(): ReferenceMerge {
    const { objects } = this.#repository;
    const files: ReferenceMerge['files'] = [];
    for (const { path, after } of diffTrees(objects, this.#trees.ours, this.#trees.theirs)) {
      const isThere = after !== null && isFile(after.mode);
      files.push({ path, content: isThere ? objects.readBlob(after.oid) : null });
    }
    return { files, otus: [], conflicts: [], other: [] };
  }

  #read(tree: string, path: string): Buffer | null {
    const { objects } = this.#repository;
    const entry = entryAt(objects, tree, path);
    return entry !== null && isFile(entry.mode) ? objects.readBlob(entry.oid) : null;
  }
}

/** Whether an OTU file's path is meant. */
export function isOtuFile(path: string): boolean {
  return otuIdOfPath(path) !== null;
}

/** A file or a link, and no submodule. */
function isFile(mode: string): boolean {
  return mode.startsWith('10') || mode === '120000';
}
