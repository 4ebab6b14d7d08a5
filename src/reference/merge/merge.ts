/**
 * Three-way merge of the states of a reference, by their trees. A file that one side changed is taken as it is; an OTU
 * that both changed is merged field by field (otu/merge.ts). Then the whole is looked at: two sides, each right in
 * itself, may have given one name to two OTUs (clashes.ts).
 */
import { canonicalOtu, parseOtu } from '../../otu/canonical.js';
import { InvalidOtuError } from '../../otu/errors.js';
import { otuIdOfPath } from '../../otu/ids.js';
import { type MergeConflict, mergeOtus } from '../../otu/merge.js';
import type { Repository } from '../../store/repository.js';
import { diffTrees, type TreeEntry } from '../../store/trees.js';
import { type FileChange, StoredFile } from '../../store/writer.js';
import { type ClaimHolders, separateClaims } from './clashes.js';
import { OtuOutcome } from './outcome.js';

export type { ClaimHolders } from './clashes.js';

export interface MergeTrees {
  /** Ids of trees, null for one without files. */
  base: string | null;
  ours: string | null;
  theirs: string | null;
}

export interface MergeOptions {
  /** Whose state is taken wherever both sides want something else. */
  decide?: 'ours' | 'theirs';
  /** Looks at the OTUs alone, whatever else differs. */
  only?: 'otus';
  /**
   * Who holds what in ours, as a catalog that describes it knows. With it, OTUs that only ours changed need not be read:
   * there may be many more of them than of all others.
   */
  elsewhere?: ClaimHolders;
}

/** An OTU that the merge changes, or would change if there were no conflict. */
export interface MergedOtu {
  id: string;
  path: string;
  /** As it is in the result; of one that is removed, as it was. The id where the file cannot be read. */
  name: string;
  /** What happens to it, seen from ours. */
  kind: 'added' | 'removed' | 'changed';
  /** Whether both sides edited it. */
  both: boolean;
  conflicts: MergeConflict[];
}

/** A file that cannot be merged, and stays as ours has it. */
export interface UnmergedFile {
  path: string;
  /** `both_changed`: no OTU. `unreadable`: an OTU's file that is none on one side. `unsupported`: a link or a submodule. */
  kind: 'both_changed' | 'unreadable' | 'unsupported';
  message: string;
}

export interface ReferenceMerge {
  /** What turns ours into the result, by path. Whole files of theirs are read when somebody asks for their content. */
  files: FileChange[];
  /** By path. */
  otus: MergedOtu[];
  /** Those with conflicts. They are in the result as ours has them, as far as the conflicts go. */
  conflicts: MergedOtu[];
  other: UnmergedFile[];
}

type Entries = Record<'base' | 'ours' | 'theirs', TreeEntry | null>;

/**
 * Merges two states of a reference that come from one base.
 *
 * @throws CorruptObjectError, ObjectNotFoundError
 */
export function mergeTrees(repository: Repository, trees: MergeTrees, options: MergeOptions = {}): ReferenceMerge {
  const outcomes: OtuOutcome[] = [];
  const files: FileChange[] = [];
  const other: UnmergedFile[] = [];
  for (const [path, entries] of changedEntries(repository, trees, options.only ?? '')) {
    const id = otuIdOfPath(path);
    const problem = isRegular(entries) ? null : unsupported(path);
    if (problem === null && id !== null) {
      const outcome = new OtuOutcome(repository, id, path, entries);
      outcomes.push(outcome);
      if (outcome.both) other.push(...mergeContents(outcome, options.decide));
      continue;
    }
    if (same(entries.theirs, entries.base)) continue;
    const isTheirs = same(entries.ours, entries.base) || options.decide === 'theirs';
    if (problem === null && isTheirs) files.push(fileOf(repository, path, entries.theirs));
    else if (options.decide !== 'ours' || isTheirs) other.push(problem ?? bothChanged(path));
  }
  separateClaims(outcomes, options);
  for (const outcome of outcomes) {
    const { path, merged } = outcome;
    if (merged !== null) files.push({ path, content: canonicalOtu(merged) });
    else if (outcome.from === 'theirs') files.push(fileOf(repository, path, outcome.entries.theirs));
  }
  const otus = outcomes.filter((outcome) => outcome.changesOurs || outcome.conflicts.length > 0).map(mergedOtu);
  const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
  for (const list of [files, otus, other]) list.sort(byPath);
  return { files, otus, conflicts: otus.filter(({ conflicts }) => conflicts.length > 0), other };
}

/** What each side has where one of them differs from the base, and the two from each other. */
function changedEntries({ objects }: Repository, trees: MergeTrees, folder: string): Map<string, Entries> {
  const changed = new Map<string, Entries>();
  for (const { path, before, after } of diffTrees(objects, trees.base, trees.ours, folder)) {
    changed.set(path, { base: before, ours: after, theirs: before });
  }
  for (const { path, before, after } of diffTrees(objects, trees.base, trees.theirs, folder)) {
    const ours = changed.get(path);
    if (ours === undefined) changed.set(path, { base: before, ours: before, theirs: after });
    else if (same(ours.ours, after)) changed.delete(path);
    else ours.theirs = after;
  }
  return changed;
}

/** Merges what both sides changed. What is no OTU on one of them stays as ours has it, and is given back. */
function mergeContents(outcome: OtuOutcome, decide: MergeOptions['decide']): UnmergedFile[] {
  try {
    const states = outcome.read((bytes) => parseOtu(bytes, outcome.path));
    for (const otu of Object.values(states)) {
      if (otu === null || otu.id === outcome.id) continue;
      throw new InvalidOtuError({ where: outcome.path, problem: `holds the OTU ${otu.id}` });
    }
    const { otu, conflicts } = mergeOtus(states.base, states.ours, states.theirs, decide && (() => decide));
    outcome.settle(otu, states);
    outcome.conflicts.push(...conflicts);
  } catch (error) {
    if (!(error instanceof InvalidOtuError)) throw error;
    outcome.take(decide ?? 'ours');
    if (decide === undefined) return [{ path: outcome.path, kind: 'unreadable', message: error.message }];
  }
  return [];
}

function mergedOtu(outcome: OtuOutcome): MergedOtu {
  const { id, path, entries, both, conflicts } = outcome;
  const there = outcome.changesOurs ? outcome.exists : entries.theirs !== null;
  const kind = entries.ours === null ? 'added' : there ? 'changed' : 'removed';
  return { id, path, name: outcome.name, kind, both, conflicts };
}

function fileOf(repository: Repository, path: string, entry: TreeEntry | null): FileChange {
  return entry === null ? { path, content: null } : new StoredFile(repository.objects, path, entry.oid);
}

function isRegular(entries: Entries): boolean {
  return Object.values(entries).every((entry) => entry === null || entry.mode.startsWith('100'));
}

function same(a: TreeEntry | null, b: TreeEntry | null): boolean {
  return a?.oid === b?.oid && a?.mode === b?.mode;
}

function unsupported(path: string): UnmergedFile {
  return { path, kind: 'unsupported', message: `${path} is a link or a submodule on one of the sides` };
}

function bothChanged(path: string): UnmergedFile {
  return { path, kind: 'both_changed', message: `${path} was changed on both sides` };
}
