import { isolateLabel, sequenceLabel } from '../labels.js';
import type { OtuRule } from '../rule.js';
import { eachSequence, sequencePath } from './walk.js';

/** The four issues of Virtool's OTU documents. An OTU that has none of them is called verified. */

const UNVERIFIED = {
  scope: 'otu',
  severity: 'error',
  impact: 'The OTU is not verified, and no index can be built while there is such an OTU.',
  fixes: null,
} as const;

export const emptyOtu: OtuRule = {
  ...UNVERIFIED,
  id: 'empty-otu',
  title: 'OTU without isolates',
  description: 'An OTU needs an isolate to stand for it in an index. The issue `empty_otu`.',
  recommended_action: 'Add an isolate, or remove the OTU.',
  check(_otu, report, { issues }) {
    if (issues?.empty_otu) report({ path: ['isolates'], message: 'The OTU has no isolates' });
  },
};

export const emptyIsolate: OtuRule = {
  ...UNVERIFIED,
  id: 'empty-isolate',
  title: 'Isolate without sequences',
  description: 'An isolate is there for its sequences. The issue `empty_isolate`.',
  recommended_action: 'Add the sequences of the isolate, or remove it.',
  check(otu, report, { issues }) {
    if (!issues?.empty_isolate) return;
    otu.isolates.forEach((isolate, at) => {
      if (isolate.sequences.length > 0) return;
      report({ path: ['isolates', at, 'sequences'], message: `${isolateLabel(isolate)} has no sequences` });
    });
  },
};

export const emptySequence: OtuRule = {
  ...UNVERIFIED,
  id: 'empty-sequence',
  title: 'Sequence without bases',
  description: 'A sequence has at least one base. The issue `empty_sequence`.',
  recommended_action: 'Add the bases, or remove the sequence.',
  check(otu, report, { issues }) {
    if (!issues?.empty_sequence) return;
    eachSequence(otu, (sequence, isolate, i, s) => {
      if (sequence.sequence !== '') return;
      const path = sequencePath(i, s, 'sequence');
      report({ path, message: `In ${isolateLabel(isolate)}, ${sequenceLabel(sequence)} has no bases` });
    });
  },
};

export const isolateInconsistency: OtuRule = {
  ...UNVERIFIED,
  id: 'isolate-inconsistency',
  title: 'Isolates with different numbers of sequences',
  description:
    'Each isolate of an OTU has a whole genome, so all have the same number of sequences. The issue `isolate_inconsistency`.',
  recommended_action: 'Add the sequences that are missing, or remove what is there twice.',
  check(otu, report, { issues }) {
    if (!issues?.isolate_inconsistency) return;
    const usual = mostCommon(otu.isolates.map(({ sequences }) => sequences.length));
    const odd = otu.isolates.findIndex(({ sequences }) => sequences.length !== usual);
    const count = otu.isolates[odd]!.sequences.length;
    report({
      path: ['isolates', odd, 'sequences'],
      message: `Isolates have different numbers of sequences: ${isolateLabel(otu.isolates[odd]!)} has ${count}, where ${usual} is usual`,
    });
  },
};

/** The number that comes most often; of several such the one that comes first. */
function mostCommon(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}
