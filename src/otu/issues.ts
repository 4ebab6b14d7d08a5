import type { Otu, Sequence } from './types.js';

/** Why an OTU is not verified, so that no index may be built with it. */
export interface OtuIssues {
  /** It has no isolates. */
  empty_otu: boolean;
  /** The ids of isolates without sequences. */
  empty_isolate: false | string[];
  /** The sequences without bases. */
  empty_sequence: false | Sequence[];
  /** Its isolates have different numbers of sequences. */
  isolate_inconsistency: boolean;
}

/** The OTU's issues; null where there are none, which is what "verified" means. */
export function otuIssues(otu: Otu): OtuIssues | null {
  const emptyIsolates: string[] = [];
  const emptySequences: Sequence[] = [];
  let inconsistent = false;
  for (const { id, sequences } of otu.isolates) {
    if (sequences.length === 0) emptyIsolates.push(id);
    if (sequences.length !== otu.isolates[0]!.sequences.length) inconsistent = true;
    for (const sequence of sequences) if (sequence.sequence === '') emptySequences.push(sequence);
  }
  const empty = otu.isolates.length === 0;
  if (!empty && !inconsistent && emptyIsolates.length === 0 && emptySequences.length === 0) return null;
  return {
    empty_otu: empty,
    empty_isolate: emptyIsolates.length > 0 && emptyIsolates,
    empty_sequence: emptySequences.length > 0 && emptySequences,
    isolate_inconsistency: inconsistent,
  };
}
