import type { OtuComparison, SequenceComparison } from '../../otu/compare.js';
import type { ReviewFigures, Tally } from './review.js';

/** How much of everything a change adds, removes and changes; a base that is another one now counts on both sides. */
export function figuresOf(
  otus: readonly OtuComparison[],
): Pick<ReviewFigures, 'otus' | 'isolates' | 'sequences' | 'bases'> {
  const isolates = otus.flatMap((otu) => otu.isolates);
  const sequences = isolates.flatMap((isolate) => isolate.sequences);
  const bases = { added: 0, removed: 0 };
  for (const sequence of sequences) {
    const { added, removed } = basesOf(sequence);
    bases.added += added;
    bases.removed += removed;
  }
  return { otus: tally(otus), isolates: tally(isolates), sequences: tally(sequences), bases };
}

function tally(items: readonly { kind: keyof Tally }[]): Tally {
  const counts = { added: 0, removed: 0, changed: 0 };
  for (const { kind } of items) counts[kind] += 1;
  return counts;
}

function basesOf({ kind, length, bases }: SequenceComparison): { added: number; removed: number } {
  if (kind === 'added') return { added: length.after ?? 0, removed: 0 };
  if (kind === 'removed') return { added: 0, removed: length.before ?? 0 };
  if (bases === null) return { added: 0, removed: 0 };
  const { first, last_before, last_after, substitutions } = bases;
  if (substitutions !== null) return { added: substitutions, removed: substitutions };
  return { added: Math.max(0, last_after - first + 1), removed: Math.max(0, last_before - first + 1) };
}
