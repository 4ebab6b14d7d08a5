import { sameSequence } from '../edits/sequence.js';
import type { Segment } from '../types.js';
import { type Arbiter, pick } from './arbiter.js';
import { segmentPlace, sequencePlace } from './paths.js';
import type { MergedSequences } from './sequences.js';
import { sameSegment, unionOf, type View, type Views } from './views.js';

/** The merged schema, by name. Sequences of segments that go with it are left without one. */
export function mergeSegments(
  { base, ours, theirs }: Views,
  sequences: MergedSequences,
  arbiter: Arbiter,
): Map<string, Segment> {
  const merged = new Map<string, Segment>();
  for (const name of unionOf(ours.segments, theirs.segments)) {
    const states = {
      base: base.segments.get(name) ?? null,
      ours: ours.segments.get(name) ?? null,
      theirs: theirs.segments.get(name) ?? null,
    };
    let kept: Segment | null = states.ours ?? states.theirs;
    if (states.ours && states.theirs) {
      const both = { base: states.base, ours: states.ours, theirs: states.theirs };
      kept = {
        name,
        molecule: arbiter.field(both, 'molecule', () => segmentPlace(name, 'molecule')),
        required: arbiter.field(both, 'required', () => segmentPlace(name, 'required')),
      };
    } else if (states.base) {
      const [keeping, removing] = states.ours ? [ours, theirs] : [theirs, ours];
      if (sameSegment(states.base, kept!) && !hasNewUser(name, base, keeping, removing)) continue;
      const { path, subject } = segmentPlace(name);
      const places = [path, ...usersOf(name, keeping)];
      kept = pick(states, arbiter.settle({ kind: 'changed_and_removed', path, subject, places, ...states }));
    }
    if (kept) merged.set(name, kept);
  }
  unsetRemoved(sequences, merged, [base, ours, theirs]);
  return merged;
}

/** Whether a side added a sequence, or edited one, so that it names a segment which the other side removed. */
function hasNewUser(name: string, base: View, keeping: View, removing: View): boolean {
  return [...keeping.sequences].some(([id, { sequence }]) => {
    if (sequence.segment !== name) return false;
    const old = base.sequences.get(id)?.sequence;
    return old?.segment !== name || (!removing.sequences.has(id) && !sameSequence(old, sequence));
  });
}

/** Where a side's sequences name a segment. */
function usersOf(name: string, view: View): string[] {
  return [...view.sequences.values()]
    .filter(({ sequence }) => sequence.segment === name)
    .map(({ sequence, home }) => sequencePlace(sequence, view.isolates.get(home)!, 'segment').path);
}

/** Unsets segments that the merged schema has not. One that no side ever declared stays: that is not for a merge. */
function unsetRemoved(sequences: MergedSequences, merged: Map<string, Segment>, views: View[]): void {
  for (const placed of sequences.values()) {
    const { segment } = placed.sequence;
    if (segment === null || merged.has(segment) || !views.some((view) => view.segments.has(segment))) continue;
    placed.sequence = { ...placed.sequence, segment: null };
  }
}
