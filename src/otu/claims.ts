import type { Otu, Sequence } from './types.js';

/** What an edited OTU newly needs for itself alone in the reference. */
export interface Claims {
  name?: string;
  abbreviation?: string;
  accessions: string[];
  sequenceIds: string[];
}

/** The names, accessions and sequence ids that `after` has and `before` (null where it is new) had not. "" is free. */
export function newClaims(before: Otu | null, after: Otu): Claims {
  const claims: Claims = {
    accessions: valuesOf(after, 'accession', before),
    sequenceIds: valuesOf(after, 'id', before),
  };
  if (after.name !== before?.name) claims.name = after.name;
  if (after.abbreviation !== '' && after.abbreviation !== before?.abbreviation) {
    claims.abbreviation = after.abbreviation;
  }
  return claims;
}

function valuesOf(otu: Otu, key: 'id' | 'accession', except: Otu | null): string[] {
  const values = new Set<string>();
  for (const sequence of sequencesOf(otu)) if (sequence[key] !== '') values.add(sequence[key]);
  if (except) for (const sequence of sequencesOf(except)) values.delete(sequence[key]);
  return [...values];
}

function* sequencesOf(otu: Otu): Generator<Sequence> {
  for (const isolate of otu.isolates) yield* isolate.sequences;
}
