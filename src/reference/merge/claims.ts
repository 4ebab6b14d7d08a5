import { fold } from '../../catalog/fold.js';
import type { Otu } from '../../otu/types.js';

/** What an OTU has that no other OTU of the reference may have. */
export interface ClaimedValues {
  name: string;
  abbreviation: string;
  /** Sequence ids, with the isolate that each is in. */
  sequences: Map<string, string>;
}

/** A value that two OTUs must not share. */
export interface Claim {
  kind: 'name' | 'abbreviation' | 'sequence_id';
  value: string;
  /** Equal where two values count as the same. */
  key: string;
}

export function claimsOf({ name, abbreviation, isolates }: Otu): ClaimedValues {
  const sequences = new Map<string, string>();
  for (const isolate of isolates) for (const { id } of isolate.sequences) sequences.set(id, isolate.id);
  return { name, abbreviation, sequences };
}

/**
 * The claims in a file, read without checking the rest of it: a merge looks into every OTU that changed. Null where it
 * is no OTU at all.
 */
export function claimsIn(bytes: Buffer): ClaimedValues | null {
  try {
    const { name, abbreviation = '', isolates } = JSON.parse(bytes.toString()) as Partial<Otu>;
    return claimsOf({ name: String(name), abbreviation: String(abbreviation), isolates } as Otu);
  } catch {
    return null;
  }
}

export function* eachClaim({ name, abbreviation, sequences }: ClaimedValues): Generator<Claim> {
  if (name !== '') yield { kind: 'name', value: name, key: `name ${fold(name)}` };
  if (abbreviation !== '') yield { kind: 'abbreviation', value: abbreviation, key: `abbreviation ${abbreviation}` };
  for (const id of sequences.keys()) yield { kind: 'sequence_id', value: id, key: `sequence ${id}` };
}

export function hasClaim(claims: ClaimedValues | null, { kind, value, key }: Claim): boolean {
  if (claims === null) return false;
  if (kind === 'sequence_id') return claims.sequences.has(value);
  return kind === 'name' ? `name ${fold(claims.name)}` === key : claims.abbreviation === value;
}
