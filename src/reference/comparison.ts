/** What differs between two states of a reference, in the words of the domain. */

import { parseOtu } from '../otu/canonical.js';
import { byName, compareOtus, type FieldChange, type OtuComparison } from '../otu/compare.js';
import { RefkitError } from '../otu/errors.js';
import { otuIdOfPath } from '../otu/ids.js';
import type { Otu } from '../otu/types.js';
import type { Repository } from '../store/repository.js';
import { resolveRevision } from '../store/revisions.js';
import { diffTrees, entryAt, listTree } from '../store/trees.js';
import { readWorkingFile } from '../store/working-file.js';
import { stagedTree, status } from '../store/working-tree.js';
import { CONFIG_PATH, parseConfig } from './config.js';
import { BareRepositoryError } from './errors.js';

/** The git index (the staging area), and the files on disk, where a revision could stand. */
export const STAGED = 'staged';
export const WORKTREE = 'worktree';

export interface ComparedState {
  /** As it was asked for: a revision, `staged`, `worktree`; `empty` for a reference without anything. */
  name: string;
  /** The commit (hex object id) where the state is one. */
  commit: string | null;
}

export interface ReferenceComparison {
  base: ComparedState;
  head: ComparedState;
  /** Settings in reference.yaml that differ. */
  settings: FieldChange[];
  /** By name. */
  otus: OtuComparison[];
  /** Files that could not be read as OTUs on one of the sides. */
  unreadable: { path: string; message: string }[];
  summary: { added: number; removed: number; changed: number };
}

/** A state as a place to read files from: what differs from another one, and a file's bytes. */
interface State extends ComparedState {
  tree: string | null;
  read(path: string): Buffer | null;
}

/**
 * Compares two states of a reference.
 *
 * @param base a revision, {@link STAGED}, {@link WORKTREE}, or null for a reference without anything
 * @throws RevisionNotFoundError, BareRepositoryError
 */
export async function compareStates(
  repository: Repository,
  base: string | null,
  head: string,
): Promise<ReferenceComparison> {
  const before = stateOf(repository, base);
  const after = stateOf(repository, head);
  const comparison: ReferenceComparison = {
    base: { name: before.name, commit: before.commit },
    head: { name: after.name, commit: after.commit },
    settings: [],
    otus: [],
    unreadable: [],
    summary: { added: 0, removed: 0, changed: 0 },
  };
  const paths = new Set<string>();
  for (const path of differingPaths(repository, before, after)) paths.add(path);
  for (const path of paths) {
    if (path === CONFIG_PATH) {
      comparison.settings = await compareConfigs(before.read(path), after.read(path), comparison);
      continue;
    }
    if (otuIdOfPath(path) === null) continue;
    const sides = [before, after].map((state) => readOtu(state, path, comparison));
    const [old, current] = sides as [Otu | null | undefined, Otu | null | undefined];
    if (old === undefined || current === undefined) continue;
    const otu = compareOtus(old, current);
    if (otu === null) continue;
    comparison.otus.push(otu);
    comparison.summary[otu.kind] += 1;
  }
  comparison.otus.sort(byName);
  return comparison;
}

/**
 * Paths of files that differ between two revisions, or between a revision and the working tree.
 *
 * @param base a revision
 * @param head a revision, {@link STAGED} or {@link WORKTREE}
 */
export function changedPaths(repository: Repository, base: string, head: string): Set<string> {
  return new Set(differingPaths(repository, stateOf(repository, base), stateOf(repository, head)));
}

function stateOf(repository: Repository, name: string | null): State {
  const { objects } = repository;
  if (name === null) return { name: 'empty', commit: null, tree: null, read: () => null };
  if (name === STAGED || name === WORKTREE) {
    if (repository.workTree === null) {
      throw new BareRepositoryError(`A bare repository has no ${name === STAGED ? 'staging area' : 'working tree'}`, {
        suggestions: ['name two revisions, such as "refkit diff HEAD~1 HEAD"'],
      });
    }
    if (name === WORKTREE) {
      return { name, commit: null, tree: null, read: (path) => readWorkingFile(repository, path) };
    }
    const staged = stagedTree(repository);
    const read = (path: string): Buffer | null => {
      const oid = staged.get(path);
      return oid === undefined ? null : objects.readBlob(oid);
    };
    return { name, commit: null, tree: null, read };
  }
  const commit = resolveRevision(repository, name);
  const { tree } = objects.readCommit(commit);
  const read = (path: string): Buffer | null => {
    const entry = entryAt(objects, tree, path);
    return entry === null ? null : objects.readBlob(entry.oid);
  };
  return { name, commit, tree, read };
}

function* differingPaths(repository: Repository, before: State, after: State): Generator<string> {
  const isTree = (state: State) => state.name !== STAGED && state.name !== WORKTREE;
  if (isTree(before) && isTree(after)) {
    for (const { path } of diffTrees(repository.objects, before.tree, after.tree)) yield path;
    return;
  }
  // The staging area lies between any commit and the working tree.
  const staged = stagedTree(repository);
  for (const state of [before, after]) if (isTree(state)) yield* differingFromStaged(repository, state.tree, staged);
  if (before.name === WORKTREE || after.name === WORKTREE) {
    for (const { path, unstaged, untracked } of status(repository)) if (unstaged || untracked) yield path;
  }
}

function* differingFromStaged(
  repository: Repository,
  tree: string | null,
  staged: ReadonlyMap<string, string>,
): Generator<string> {
  const seen = new Set<string>();
  if (tree !== null) {
    for (const { path, oid } of listTree(repository.objects, tree)) {
      seen.add(path);
      if (staged.get(path) !== oid) yield path;
    }
  }
  for (const path of staged.keys()) if (!seen.has(path)) yield path;
}

/** The OTU at a path: null where there is none, undefined where it cannot be read (which is noted). */
function readOtu(state: State, path: string, comparison: ReferenceComparison): Otu | null | undefined {
  try {
    const bytes = state.read(path);
    return bytes === null ? null : parseOtu(bytes, path);
  } catch (error) {
    if (!(error instanceof RefkitError)) throw error;
    comparison.unreadable.push({ path, message: `${state.name}: ${error.message}` });
    return undefined;
  }
}

async function compareConfigs(
  before: Buffer | null,
  after: Buffer | null,
  comparison: ReferenceComparison,
): Promise<FieldChange[]> {
  const configs: Record<string, unknown>[] = [];
  for (const [state, bytes] of [[comparison.base, before] as const, [comparison.head, after] as const]) {
    try {
      configs.push(bytes === null ? {} : { ...(await parseConfig(bytes)) });
    } catch (error) {
      if (!(error instanceof RefkitError)) throw error;
      comparison.unreadable.push({ path: CONFIG_PATH, message: `${state.name}: ${error.message}` });
      return [];
    }
  }
  const [old = {}, current = {}] = configs;
  const fields = new Set([...Object.keys(old), ...Object.keys(current)]);
  return [...fields]
    .filter((field) => JSON.stringify(old[field]) !== JSON.stringify(current[field]))
    .map((field) => ({ field, before: old[field] ?? null, after: current[field] ?? null }));
}
