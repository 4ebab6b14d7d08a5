import { parseOtu } from '../../otu/canonical.js';
import { InvalidOtuError, NotFoundError } from '../../otu/errors.js';
import { otuIdOfPath } from '../../otu/ids.js';
import type { Side } from '../../otu/merge.js';
import { oneLine } from '../../otu/phrases.js';
import type { Otu } from '../../otu/types.js';
import type { IndexEntry } from '../../store/git-index.js';
import { operationInProgress } from '../../store/operation.js';
import type { Repository } from '../../store/repository.js';
import { type UnmergedPath, unmergedPaths } from '../../store/resolution.js';
import { AmbiguousOtuError, BareRepositoryError, NoMergeError } from '../errors.js';

/** The file of an OTU in conflict, and what is known of it. */
export interface UnmergedOtu extends UnmergedPath {
  id: string;
  name: string;
  /** Each side's OTU; null where there is none, or none that can be read. */
  states: Record<Side, Otu | null>;
  /** Each side's file. */
  texts: Record<Side, Buffer | null>;
}

export function unknownField(otu: UnmergedOtu, field: string, fields: string[]): NotFoundError {
  const known = fields.filter((path) => path !== '');
  return new NotFoundError(`${oneLine(otu.name)} has no conflict in ${JSON.stringify(oneLine(field, 400))}`, {
    data: { otu_id: otu.id, field, fields: known },
    suggestions: [
      known.length > 0
        ? `what is to be decided: ${known.map((path) => oneLine(path, 400)).join(', ')}`
        : 'it is to be decided as a whole: leave out --field',
    ],
  });
}

/**
 * The OTU in conflict that a text stands for: by its id, or by a name or abbreviation that it has on any side.
 *
 * @throws NoMergeError, NotFoundError, AmbiguousOtuError, BareRepositoryError
 */
export function findUnmerged(repository: Repository, text: string): UnmergedOtu {
  if (repository.workTree === null)
    throw new BareRepositoryError('A bare repository has no files to resolve conflicts in');
  const unmerged = unmergedPaths(repository, 'otus').flatMap((path) => unmergedOtu(repository, path));
  const operation = operationInProgress(repository);
  if (unmerged.length === 0 && operation === null) throw new NoMergeError();
  const byId = unmerged.filter(({ id }) => id === text);
  const names = ({ states }: UnmergedOtu) =>
    Object.values(states).flatMap((state) => (state === null ? [] : [state.name, state.abbreviation]));
  const found = byId.length > 0 ? byId : unmerged.filter((otu) => names(otu).includes(text));
  if (found.length === 1) return found[0]!;
  const list = (otus: UnmergedOtu[]) =>
    otus
      .slice(0, 10)
      .map(({ id, name }) => `${id} (${oneLine(name)})`)
      .join(', ');
  if (found.length > 1) {
    throw new AmbiguousOtuError(`"${oneLine(text)}" stands for ${found.length} OTUs in conflict: ${list(found)}`, {
      data: { otus: found.map(({ id }) => id) },
      suggestions: ['name the OTU by its id'],
    });
  }
  throw new NotFoundError(`"${oneLine(text)}" is no OTU in conflict`, {
    data: { otu: text, in_conflict: unmerged.map(({ id }) => id) },
    suggestions: [
      unmerged.length > 0
        ? `in conflict: ${list(unmerged)}${unmerged.length > 10 ? ` and ${unmerged.length - 10} more` : ''}`
        : `no OTU is: finish with "git ${operation} --continue"`,
    ],
  });
}

/** None where the file is no OTU's. */
function unmergedOtu({ objects }: Repository, unmerged: UnmergedPath): UnmergedOtu[] {
  const id = otuIdOfPath(unmerged.path);
  if (id === null) return [];
  const read = (entry: IndexEntry | null) => (entry?.mode.startsWith('100') ? objects.readBlob(entry.oid) : null);
  const texts = { base: read(unmerged.base), ours: read(unmerged.ours), theirs: read(unmerged.theirs) };
  const parse = (text: Buffer | null) => otuIn(text, unmerged.path);
  const states = { base: parse(texts.base), ours: parse(texts.ours), theirs: parse(texts.theirs) };
  const name = (states.ours ?? states.theirs ?? states.base)?.name ?? id;
  return [{ ...unmerged, id, name, states, texts }];
}

function otuIn(text: Buffer | null, path: string): Otu | null {
  if (text === null) return null;
  try {
    return parseOtu(text, path);
  } catch (error) {
    if (error instanceof InvalidOtuError) return null;
    throw error;
  }
}
