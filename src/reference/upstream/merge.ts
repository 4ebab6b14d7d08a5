/** What merging a release into a reference would do. */
import type { Catalog } from '../../catalog/catalog.js';
import { parseOtu } from '../../otu/canonical.js';
import { byName, compareOtus, type OtuComparison } from '../../otu/compare.js';
import { otuIdOfPath } from '../../otu/ids.js';
import type { Otu } from '../../otu/types.js';
import type { Repository } from '../../store/repository.js';
import { entryAt } from '../../store/trees.js';
import type { FileChange } from '../../store/writer.js';
import { mergeTrees, type ReferenceMerge } from '../merge/merge.js';
import type { ChangeCounts, UpstreamCommit } from './commits.js';
import { ID_CLASH, type UpdateConflict, type WordedConflict, worded } from './conflicts.js';

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
 * @param catalog that describes HEAD
 * @param decide whose side is taken where both changed the same
 */
export function mergeRelease(
  repository: Repository,
  catalog: Catalog,
  { base, ours, theirs }: UpdateSides,
  decide?: 'ours' | 'theirs',
): UpdateMerge {
  const trees = { base: base?.tree ?? null, ours, theirs: theirs.tree };
  const merge = mergeTrees(repository, trees, { decide, elsewhere: catalog });
  const changed = merge.files.flatMap((file) => changedOtu(repository, ours, file));
  const otus = changed.map(({ before, after }) => compareOtus(before, after)).filter((each) => each !== null);
  const summary = { added: 0, changed: 0, removed: 0 };
  for (const { kind } of otus) summary[kind] += 1;
  otus.sort(byName);
  const conflicts = worded([...conflictsOf(merge), ...idClashes(catalog, changed)]);
  return { files: merge.files, otus, summary, conflicts };
}

/** An OTU that an update changes; null where it is not there. */
interface ChangedOtu {
  before: Otu | null;
  after: Otu | null;
}

function changedOtu({ objects }: Repository, ours: string, { path, content }: FileChange): ChangedOtu[] {
  if (otuIdOfPath(path) === null) return [];
  const entry = entryAt(objects, ours, path);
  const before = entry?.mode.startsWith('100') ? parseOtu(objects.readBlob(entry.oid), path) : null;
  return [{ before, after: content === null ? null : parseOtu(Buffer.from(content), path) }];
}

function conflictsOf({ conflicts, other }: ReferenceMerge): UpdateConflict[] {
  const inOtus = conflicts.flatMap(({ id, name, conflicts: fields }) =>
    fields.map(({ kind, path, subject, base, ours, theirs }): UpdateConflict => {
      return { otu: { id, name }, kind, path, subject, base, ours, theirs };
    }),
  );
  return [...inOtus, ...other.map(({ kind, message }) => ({ ...NOTHING, otu: null, kind, subject: message }))];
}

const NOTHING = { path: '', base: null, ours: null, theirs: null };

/** OTUs of the release whose ids are those of others here but for the case of letters: their files may be the same. */
function idClashes(catalog: Catalog, changed: readonly ChangedOtu[]): UpdateConflict[] {
  return changed.flatMap(({ before, after }) => {
    if (before !== null || after === null) return [];
    const { id, name } = after;
    const others = catalog.holders('otu_id', id).filter(({ otu }) => otu.id !== id);
    return others.map(({ otu }): UpdateConflict => {
      const subject = `id ${id}, which ${otu.name} (${otu.id}) has too but for the case of letters`;
      return { ...NOTHING, otu: { id, name }, kind: ID_CLASH, subject };
    });
  });
}
