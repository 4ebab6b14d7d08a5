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
      const users = newUsers(name, base, keeping, removing);
      if (sameSegment(states.base, kept!) && users.length === 0) continue;
      const { path, subject } = segmentPlace(name);
      const places = [path, ...users];
      kept = pick(states, arbiter.settle({ kind: 'changed_and_removed', path, subject, places, ...states }));
    }
    if (kept) merged.set(name, kept);
  }
  unsetRemoved(sequences, merged, [base, ours, theirs]);
  return merged;
}

/** The paths of segments of sequences that a side added, or edited so that they name a segment the other side removed. */
function newUsers(name: string, base: View, keeping: View, removing: View): string[] {
  const paths: string[] = [];
  for (const [id, { sequence, home }] of keeping.sequences) {
    if (sequence.segment !== name) continue;
    const old = base.sequences.get(id)?.sequence;
    const isUser = old?.segment !== name || (!removing.sequences.has(id) && !sameSequence(old, sequence));
    if (isUser) paths.push(sequencePlace(sequence, keeping.isolates.get(home)!, 'segment').path);
  }
  return paths;
}

/** Unsets segments that the merged schema has not. One that no side ever declared stays: that is not for a merge. */
function unsetRemoved(sequences: MergedSequences, merged: Map<string, Segment>, views: View[]): void {
  for (const placed of sequences.values()) {
    const { segment } = placed.sequence;
    if (segment === null || merged.has(segment) || !views.some((view) => view.segments.has(segment))) continue;
    placed.sequence = { ...placed.sequence, segment: null };
  }
}
