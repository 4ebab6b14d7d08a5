import type { Isolate, Otu, Sequence } from '../../otu/types.js';

/** Takes a sequence, its isolate, and their places in their lists. */
export type SequenceVisit = (sequence: Sequence, isolate: Isolate, i: number, s: number) => void;

/** Every sequence of an OTU, in the order of the file. */
export function eachSequence(otu: Otu, visit: SequenceVisit): void {
  for (let i = 0; i < otu.isolates.length; i += 1) {
    const isolate = otu.isolates[i]!;
    for (let s = 0; s < isolate.sequences.length; s += 1) visit(isolate.sequences[s]!, isolate, i, s);
  }
}

/** The path of a sequence's field. */
export function sequencePath(i: number, s: number, field: keyof Sequence): (string | number)[] {
  return ['isolates', i, 'sequences', s, field];
}

/** An OTU with its sequences changed; the very same object where none is. */
export function mapSequences(otu: Otu, change: (sequence: Sequence) => Sequence): Otu {
  let changed = false;
  const isolates = otu.isolates.map((isolate) => ({
    ...isolate,
    sequences: isolate.sequences.map((sequence) => {
      const after = change(sequence);
      changed ||= after !== sequence;
      return after;
    }),
  }));
  return changed ? { ...otu, isolates } : otu;
}
