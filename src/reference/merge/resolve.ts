/**
 * Deciding conflicts that a git merge, rebase or cherry-pick left in OTU files. What is to be decided stands between
 * markers in the file, or is the file; what a person changed elsewhere in it stays.
 */
import type { Side } from '../../otu/merge.js';
import { oneLine } from '../../otu/phrases.js';
import type { Repository } from '../../store/repository.js';
import { type Resolution, resolvePath } from '../../store/resolution.js';
import { uncommitted } from '../../store/work-in-progress.js';
import { readWorkingFile, writeWorkingFile } from '../../store/working-file.js';
import { locateReference } from '../locate.js';
import { canonicalBytes, decideBlocks, type OpenConflict, openConflicts, withMarkers } from './resolve-text.js';
import { findUnmerged, type UnmergedOtu, unknownField } from './unmerged-otu.js';

export type { OpenConflict } from './resolve-text.js';

export interface ResolveRequest {
  /** The OTU's id, or the name or abbreviation that it has on any side. */
  otu: string;
  /** Whose state is taken; without it nothing is decided, and only listed. */
  side?: Side;
  /** Which conflict, by its path; all of them without it. */
  field?: string;
}

export interface ResolveResult {
  otu: { id: string; name: string };
  path: string;
  decided: { path: string; subject: string; side: Side }[];
  /** What is still to be decided. */
  left: OpenConflict[];
  /** Whether the file was staged, so that git knows of no conflict in it any more. */
  resolved: boolean;
}

/**
 * Decides conflicts in one OTU's file. When none is left, the file is in canonical form and staged.
 *
 * @throws NoMergeError, BareRepositoryError, NotFoundError, AmbiguousOtuError, ConflictError, InvalidOtuError
 * @throws UncommittedChangesError where something that a person wrote would be lost
 * @throws FileChangedError, LockedError, GitLockedError, CannotWriteError
 */
export async function resolveConflicts(
  directory: string,
  request: ResolveRequest,
  waitSeconds = 10,
): Promise<ResolveResult> {
  const repository = locateReference(directory);
  const otu = findUnmerged(repository, request.otu);
  const { ours, theirs } = otu;
  const decision = ours && theirs ? inText(repository, otu, request) : inWhole(repository, otu, request);
  if ('file' in decision) await resolvePath(repository, decision.file, waitSeconds);
  else if (decision.text) writeWorkingFile(repository, otu.path, decision.text.content, decision.text);
  const { decided, left } = decision;
  return { otu: { id: otu.id, name: otu.name }, path: otu.path, decided, left, resolved: 'file' in decision };
}

type Decision = Pick<ResolveResult, 'decided' | 'left'> &
  ({ file: Resolution } | { text: { content: string; expected: Buffer } | null });

/** Both sides have the file, and what they don't agree on is marked in it. */
function inText(repository: Repository, otu: UnmergedOtu, { side, field }: ResolveRequest): Decision {
  const working = readWorkingFile(repository, otu.path);
  if (working === null) throw uncommitted([{ path: otu.path, state: 'removed, though it is in conflict' }]);
  const text = withMarkers(otu, working);
  if (side === undefined) return { decided: [], left: openConflicts(otu, text), text: null };
  const { content, decided } = decideBlocks(otu, text, side, field);
  const left = openConflicts(otu, content);
  if (left.length > 0) return { decided, left, text: { content, expected: working } };
  const bytes = canonicalBytes(otu, content);
  return { decided, left, file: { path: otu.path, content: bytes, mode: otu.ours!.mode, expected: working } };
}

/** One side removed the file, and it is there as the other has it. */
function inWhole(repository: Repository, otu: UnmergedOtu, { side, field }: ResolveRequest): Decision {
  const subject = oneLine(otu.name);
  if (field !== undefined && field !== '') throw unknownField(otu, field, ['']);
  const { base, ours, theirs } = otu.states;
  if (side === undefined) return { decided: [], left: [{ path: '', subject, base, ours, theirs }], text: null };
  const working = readWorkingFile(repository, otu.path);
  const kept = otu.texts.ours ?? otu.texts.theirs ?? otu.texts.base;
  const isKept = otu.texts[side] !== null && otu.texts[side] === kept;
  // Whoever changed the file since wants to keep that: taking something else would lose it.
  if (working !== null && !isKept && !(kept && working.equals(kept))) {
    throw uncommitted([{ path: otu.path, state: 'changed by hand' }]);
  }
  const content = isKept ? (working ?? kept) : otu.texts[side];
  const { mode } = (otu[side] ?? otu.ours ?? otu.theirs ?? otu.base)!;
  const bytes = content && canonicalBytes(otu, content.toString());
  return {
    decided: [{ path: '', subject, side }],
    left: [],
    file: { path: otu.path, content: bytes, mode, expected: working },
  };
}
