import type { Otu } from '../../otu/types.js';
import { isolateLabel, sequenceLabel } from '../labels.js';
import type { OtuRule } from '../rule.js';
import { eachSequence, sequencePath } from './walk.js';

/** A sequence may be this many times as long as the median of its fellows, or as short. */
const FAR = 1.25;
/** With fewer fellows nobody knows which of them is odd. */
const FEWEST_FELLOWS = 2;

interface Place {
  i: number;
  s: number;
  length: number;
}

/** Sequences that ought to be of about one length: those of one segment, or the only ones of their isolates. */
function fellows(otu: Otu): Iterable<Place[]> {
  const bySegment = new Map<string | null, Place[]>();
  eachSequence(otu, ({ segment, sequence }, isolate, i, s) => {
    const key = segment || null;
    if ((key === null && isolate.sequences.length > 1) || sequence === '') return;
    const place = { i, s, length: sequence.length };
    const places = bySegment.get(key);
    if (places) places.push(place);
    else bySegment.set(key, [place]);
  });
  return bySegment.values();
}

export const lengthOutlier: OtuRule = {
  id: 'length-outlier',
  scope: 'otu',
  severity: 'warning',
  title: 'Length far from that of the other isolates',
  description: `Compares the length of each sequence with the median of the same segment in the OTU's other isolates, of which there have to be at least ${FEWEST_FELLOWS}. Sequences of no segment are compared where each is the only one of its isolate. Reported is what is less than ${1 / FAR} times or more than ${FAR} times as long.`,
  impact: 'The sequence is likely partial, of another segment or of another virus.',
  recommended_action: 'Look at the GenBank record: is it complete, and is it this segment of this virus?',
  fixes: null,
  check(otu, report) {
    if (otu.isolates.length <= FEWEST_FELLOWS) return;
    for (const places of fellows(otu)) {
      if (places.length <= FEWEST_FELLOWS) continue;
      const sorted = places.map(({ length }) => length).sort((a, b) => a - b);
      if (sorted.at(-1)! <= sorted[0]! * FAR) continue;
      for (const { i, s, length } of places) {
        const median = medianWithout(sorted, length);
        if (length <= median * FAR && median <= length * FAR) continue;
        const isolate = otu.isolates[i]!;
        const times = length > median ? length / median : median / length;
        const said = `${times.toFixed(1)} times as ${length > median ? 'long' : 'short'} as`;
        report({
          path: sequencePath(i, s, 'sequence'),
          message: `In ${isolateLabel(isolate)}, ${sequenceLabel(isolate.sequences[s]!)} has ${length} bases, ${said} the median of the other isolates (${median})`,
        });
      }
    }
  },
};

/** The median of sorted numbers when one of them is left out; of two in the middle, the lower. */
function medianWithout(sorted: readonly number[], left: number): number {
  const middle = (sorted.length - 2) >> 1;
  // Leaving out a number at or before the middle moves what comes behind it one place forward.
  return left <= sorted[middle]! ? sorted[middle + 1]! : sorted[middle]!;
}
