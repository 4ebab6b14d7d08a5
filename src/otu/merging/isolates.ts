import { sameSequence } from '../edits/sequence.js';
import type { Isolate } from '../types.js';
import { type Arbiter, pick, type Side } from './arbiter.js';
import { isHeir } from './default.js';
import { isolatePlace } from './paths.js';
import { sameSource, unionOf, type View, type Views } from './views.js';

export interface MergedIsolates {
  /** Those that are there in the end, by id, without their sequences. */
  present: Map<string, Pick<Isolate, 'source_type' | 'source_name'>>;
  /** Those that one side changed and the other removed: who kept it, and whose state counts. */
  disputed: Map<string, { keeper: 'ours' | 'theirs'; verdict: Side }>;
}

export function mergeIsolates({ base, ours, theirs }: Views, arbiter: Arbiter): MergedIsolates {
  const merged: MergedIsolates = { present: new Map(), disputed: new Map() };
  for (const id of unionOf(ours.isolates, theirs.isolates)) {
    const states = {
      base: base.isolates.get(id) ?? null,
      ours: ours.isolates.get(id) ?? null,
      theirs: theirs.isolates.get(id) ?? null,
    };
    let kept: Isolate | null = states.ours ?? states.theirs;
    if (states.ours && states.theirs) {
      kept = mergeSource({ base: states.base, ours: states.ours, theirs: states.theirs }, arbiter);
    } else if (states.base) {
      const keeper = states.ours ? 'ours' : 'theirs';
      const [keeping, removing] = states.ours ? [ours, theirs] : [theirs, ours];
      if (!wasChanged(states.base, kept!, base, keeping, removing)) continue;
      const { path, subject } = isolatePlace(states.base);
      const verdict = arbiter.settle({ kind: 'changed_and_removed', path, subject, places: [path], ...states });
      merged.disputed.set(id, { keeper, verdict });
      kept = pick(states, verdict);
    }
    if (kept) merged.present.set(id, { source_type: kept.source_type, source_name: kept.source_name });
  }
  return merged;
}

function mergeSource(states: { base: Isolate | null; ours: Isolate; theirs: Isolate }, arbiter: Arbiter): Isolate {
  const field = (key: 'source_type' | 'source_name') =>
    arbiter.field(states, key, () => isolatePlace(states.base ?? states.ours, key));
  return { ...states.ours, source_type: field('source_type'), source_name: field('source_name') };
}

/**
 * Whether a side did something to an isolate that the other side's removal would undo: edited it, made it the default,
 * put a sequence into it, edited one that the other side removed with it.
 */
function wasChanged(before: Isolate, kept: Isolate, base: View, keeping: View, removing: View): boolean {
  if (!sameSource(before, kept)) return true;
  if (keeping.default === kept.id && base.default !== kept.id && !isHeir(keeping, base)) return true;
  return kept.sequences.some((sequence) => {
    const old = base.sequences.get(sequence.id);
    if (old?.home !== kept.id) return true;
    return !removing.sequences.has(sequence.id) && !sameSequence(old.sequence, sequence);
  });
}
