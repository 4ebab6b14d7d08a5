/** What merging a release into a reference would do. */

import type { Catalog } from '../catalog/catalog.js';
import { parseOtu } from '../otu/canonical.js';
import { compareOtus, type OtuComparison } from '../otu/compare.js';
import { otuIdOfPath } from '../otu/ids.js';
import type { Otu } from '../otu/types.js';
import type { Repository } from '../store/repository.js';
import { entryAt } from '../store/trees.js';
import type { FileChange } from '../store/writer.js';
import { mergeTrees, type ReferenceMerge } from './merge.js';
import { type ChangedOtu, findClashes } from './upstream-clashes.js';
import type { ChangeCounts, UpstreamCommit } from './upstream-commits.js';
import { type UpdateConflict, type WordedConflict, worded } from './upstream-conflicts.js';

export interface UpdateMerge {
  /** What turns the reference into the result. */
  files: FileChange[];
  /** What it changes here, by name. */
  otus: OtuComparison[];
  summary: ChangeCounts;
  conflicts: WordedConflict[];
}

export interface UpdateSides {
  /** The release that is installed. */
  base: UpstreamCommit | null;
  /** The tree of HEAD. */
  ours: string;
  theirs: UpstreamCommit;
}

/**
 * Merges a release, by what was changed since the one that is installed.
 *
 * @param decide whose side is taken where both changed the same
 */
export function mergeRelease(
  repository: Repository,
  catalog: Catalog,
  { base, ours, theirs }: UpdateSides,
  decide?: 'ours' | 'theirs',
): UpdateMerge {
  const trees = { base: base?.tree ?? null, ours, theirs: theirs.tree };
  const merge = mergeTrees(repository, trees, { decide });
  const changed = merge.files.flatMap((file) => changedOtu(repository, ours, file));
  const otus = changed.map(({ before, after }) => compareOtus(before, after)).filter((each) => each !== null);
  const summary = { added: 0, changed: 0, removed: 0 };
  for (const { kind } of otus) summary[kind] += 1;
  otus.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1));
  const conflicts = worded([...conflictsOf(merge), ...findClashes(catalog, changed)]);
  return { files: merge.files, otus, summary, conflicts };
}

function changedOtu({ objects }: Repository, ours: string, { path, content }: FileChange): ChangedOtu[] {
  const id = otuIdOfPath(path);
  if (id === null) return [];
  const entry = entryAt(objects, ours, path);
  const before = entry?.mode.startsWith('100') ? parseOtu(objects.readBlob(entry.oid), path) : null;
  const after: Otu | null = content === null ? null : parseOtu(Buffer.from(content), path);
  return [{ id, before, after }];
}

function conflictsOf({ conflicts, other }: ReferenceMerge): UpdateConflict[] {
  const inOtus = conflicts.flatMap(({ id, name, conflicts: fields }) =>
    fields.map((field): UpdateConflict => ({ otu: { id, name }, ...field })),
  );
  const nothing = { path: '', base: null, ours: null, theirs: null };
  return [...inOtus, ...other.map(({ kind, message }) => ({ otu: null, kind, subject: message, ...nothing }))];
}
