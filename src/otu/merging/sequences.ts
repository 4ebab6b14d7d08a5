import { sameSequence } from '../edits/sequence.js';
import type { Isolate, Sequence } from '../types.js';
import { type Arbiter, pick } from './arbiter.js';
import type { MergedIsolates } from './isolates.js';
import { type Place, sequencePlace } from './paths.js';
import { type Placed, unionOf, type View, type Views } from './views.js';

/** The merged sequences by id, each in an isolate that is there. Segments are still as they were, whatever the schema. */
export type MergedSequences = Map<string, Placed>;

type States = { base: Placed | null; ours: Placed | null; theirs: Placed | null };

/** Merges sequences wherever they are in the OTU: the isolate of one counts as a field of it. */
export function mergeSequences(views: Views, isolates: MergedIsolates, arbiter: Arbiter): MergedSequences {
  const { base, ours, theirs } = views;
  const merged: MergedSequences = new Map();
  for (const id of unionOf(base.sequences, ours.sequences, theirs.sequences)) {
    const states: States = {
      base: stateOf(base, base, id),
      ours: stateOf(ours, base, id),
      theirs: stateOf(theirs, base, id),
    };
    const kept = mergeSequence(states, views, isolates, arbiter);
    if (kept === null) continue;
    const home = homeFor(kept, states, views, isolates);
    if (home !== null) merged.set(id, { sequence: kept.sequence, home });
  }
  return merged;
}

/**
 * A sequence as a side has it. Where its segment went only because the side removed it from the schema, that is no edit
 * of the sequence: it counts as in the base, and goes in the end if the segment does.
 */
function stateOf(view: View, base: View, id: string): Placed | null {
  const placed = view.sequences.get(id);
  const before = base.sequences.get(id)?.sequence.segment ?? null;
  if (!placed || before === null || placed.sequence.segment !== null) return placed ?? null;
  if (!base.segments.has(before) || view.segments.has(before)) return placed;
  return { ...placed, sequence: { ...placed.sequence, segment: before } };
}

function mergeSequence(states: States, views: Views, isolates: MergedIsolates, arbiter: Arbiter): Placed | null {
  const { base, ours, theirs } = states;
  if (ours && theirs) return mergeFields({ base, ours, theirs }, views, arbiter);
  const kept = ours ?? theirs;
  const disputed = isolates.disputed.get((kept ?? base)!.home);
  if (kept === null) return disputed?.verdict === 'base' ? base : null;
  const keeper = ours ? 'ours' : 'theirs';
  if (disputed?.keeper === keeper) return pick(states, disputed.verdict);
  if (base === null) return kept;
  if (base.home === kept.home && sameSequence(base.sequence, kept.sequence)) return null;
  const { path, subject } = placeOf(kept, views[keeper]);
  const sequences = { base: base.sequence, ours: ours?.sequence ?? null, theirs: theirs?.sequence ?? null };
  const conflict = { kind: 'changed_and_removed' as const, path, subject, places: [path], ...sequences };
  return pick(states, arbiter.settle(conflict));
}

const FIELDS = ['accession', 'definition', 'host', 'segment', 'sequence'] as const;

function mergeFields(
  { base, ours, theirs }: { base: Placed | null; ours: Placed; theirs: Placed },
  views: Views,
  arbiter: Arbiter,
): Placed {
  const place = (field: keyof Sequence | 'isolate') => () => placeOf(ours, views.ours, field);
  const states = { base: base?.sequence ?? null, ours: ours.sequence, theirs: theirs.sequence };
  const home = arbiter.value({ base: base?.home, ours: ours.home, theirs: theirs.home }, () => ({
    ...place('isolate')(),
    places: [ours, theirs, ...(base ? [base] : [])].map(
      (each) => `isolates/${each.home}/sequences/${each.sequence.id}`,
    ),
  }));
  const sequence = { ...ours.sequence };
  for (const field of FIELDS) Object.assign(sequence, { [field]: arbiter.field(states, field, place(field)) });
  return { sequence, home };
}

function placeOf({ sequence, home }: Placed, view: View, field?: keyof Sequence | 'isolate'): Place {
  return sequencePlace(sequence, view.isolates.get(home)!, field);
}

/**
 * The isolate that a merged sequence goes into: another one where the one it should be in was decided to go. Where no
 * isolate that ever had it is left, a sequence that both sides have brings its own back, and one that came with the
 * isolate goes with it.
 */
function homeFor(kept: Placed, { base, ours, theirs }: States, views: Views, isolates: MergedIsolates): string | null {
  for (const placed of [kept, ours, theirs, base]) {
    if (placed && isolates.present.has(placed.home)) return placed.home;
  }
  if (base === null || kept === null) return null;
  const { source_type, source_name } = firstIsolate(kept.home, views);
  isolates.present.set(kept.home, { source_type, source_name });
  return kept.home;
}

function firstIsolate(id: string, { base, ours, theirs }: Views): Isolate {
  return (ours.isolates.get(id) ?? theirs.isolates.get(id) ?? base.isolates.get(id))!;
}
