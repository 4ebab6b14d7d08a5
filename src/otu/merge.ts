/**
 * Three-way merge of an OTU: what two sides made of one base, in one. Isolates and sequences are matched by id,
 * segments by name, and each field is merged alone, so that edits of different things never collide. What does collide
 * is named in the words of the domain, and left to a person.
 *
 * The result is a valid OTU wherever all three are: one default isolate, unique ids, segments that the schema has.
 */
import { Arbiter, type Decide, type MergeConflict, pick, type Side } from './merging/arbiter.js';
import { AccessionClashes } from './merging/clashes.js';
import { mergeDefault } from './merging/default.js';
import { mergeIsolates } from './merging/isolates.js';
import { mergeOrder } from './merging/order.js';
import { mergeSegments } from './merging/segments.js';
import { mergeSequences } from './merging/sequences.js';
import { isMergeable, sameOtu, viewsOf } from './merging/views.js';
import { oneLine } from './phrases.js';
import type { Isolate, Otu } from './types.js';

export type { ConflictKind, Decide, MergeConflict, Side } from './merging/arbiter.js';

export interface OtuMerge {
  /** null where it is removed. Where a conflict is undecided, it is as ours has it. */
  otu: Otu | null;
  /** Those that `decide` left undecided. */
  conflicts: MergeConflict[];
}

/**
 * Merges two states of an OTU that come from one base; null where it does not exist. A side that is as the base gives
 * way to the other, whatever that is. Where the result is what a side has, it is that very object.
 *
 * @param decide is asked about each conflict, and says which side's state counts, or null
 */
export function mergeOtus(base: Otu | null, ours: Otu | null, theirs: Otu | null, decide?: Decide): OtuMerge {
  if (sameOtu(ours, theirs) || sameOtu(base, theirs)) return { otu: ours, conflicts: [] };
  if (sameOtu(base, ours)) return { otu: theirs, conflicts: [] };
  const arbiter = new Arbiter(decide);
  if (ours === null || theirs === null) return wholeConflict('changed_and_removed', { base, ours, theirs }, arbiter);
  if (![base, ours, theirs].every((otu) => otu === null || isMergeable(otu))) {
    return wholeConflict('ambiguous', { base, ours, theirs }, arbiter);
  }
  const merged = mergeParts(base, ours, theirs, arbiter);
  const otu = [ours, theirs].find((side) => sameOtu(side, merged)) ?? merged;
  return { otu, conflicts: arbiter.conflicts };
}

function wholeConflict(
  kind: 'changed_and_removed' | 'ambiguous',
  states: Record<Side, Otu | null>,
  arbiter: Arbiter,
): OtuMerge {
  const { name } = (states.base ?? states.ours ?? states.theirs)!;
  const side = arbiter.settle({ kind, path: '', subject: oneLine(name), places: [''], ...states });
  return { otu: pick(states, side), conflicts: arbiter.conflicts };
}

function mergeParts(base: Otu | null, ours: Otu, theirs: Otu, arbiter: Arbiter): Otu {
  const views = viewsOf(base, ours, theirs);
  const field = <K extends 'id' | 'name' | 'abbreviation' | 'taxid'>(key: K): Otu[K] =>
    arbiter.field({ base, ours, theirs }, key, () => ({ path: key, subject: key }));
  const fields = { id: field('id'), name: field('name'), abbreviation: field('abbreviation'), taxid: field('taxid') };
  const isolates = mergeIsolates(views, arbiter);
  const sequences = mergeSequences(views, isolates, arbiter);
  new AccessionClashes(views, sequences, arbiter).settle();
  const segments = mergeSegments(views, sequences, arbiter);

  const order = mergeOrder(
    views.base.otu.isolates.map(({ id }) => id),
    ours.isolates.map(({ id }) => id),
    theirs.isolates.map(({ id }) => id),
    isolates.present,
  );
  const chosen = mergeDefault(views, order, arbiter);
  const homes = new Map<string, Map<string, true>>(order.map((id) => [id, new Map()]));
  for (const [id, { home }] of sequences) homes.get(home)!.set(id, true);
  const sequenceIds = (id: string, isolate: Isolate | undefined) =>
    isolate?.id === id ? isolate.sequences.map((sequence) => sequence.id) : [];
  return {
    ...fields,
    schema: mergeOrder(
      views.base.otu.schema.map(({ name }) => name),
      ours.schema.map(({ name }) => name),
      theirs.schema.map(({ name }) => name),
      segments,
    ).map((name) => segments.get(name)!),
    isolates: order.map((id) => ({
      id,
      ...isolates.present.get(id)!,
      default: id === chosen,
      sequences: mergeOrder(
        sequenceIds(id, views.base.isolates.get(id)),
        sequenceIds(id, views.ours.isolates.get(id)),
        sequenceIds(id, views.theirs.isolates.get(id)),
        homes.get(id)!,
      ).map((sequence) => sequences.get(sequence)!.sequence),
    })),
  };
}
