import { plainAccession, withoutVersion } from '../otu/accessions.js';
import type { JsonPosition } from '../otu/json-text.js';
import type { Otu } from '../otu/types.js';

/** What a value is of which no two may be in a reference. */
export const CLAIM_KINDS = ['otu_id', 'name', 'abbreviation', 'accession', 'sequence_id'] as const;
export type ClaimKind = (typeof CLAIM_KINDS)[number];

/** Something in a file that is not among those validated, such as a row of the catalog. */
export interface Holder {
  /** The OTU's file. */
  path: string;
  otu: { id: string; name: string };
  /** The value as it stands in the file. */
  value: string;
}

/**
 * Knows who holds what in the files that a caller does not pass to `validate`, so that checking a few changed files
 * need not read a hundred thousand others. A catalog can answer it.
 */
export interface ClaimsElsewhere {
  /**
   * Whoever holds a value, or something that counts as the same: `comparable(kind, held)` equals `key`. It may give
   * others too, and holders in files that are passed to `validate`: both are passed over.
   */
  holders(kind: ClaimKind, key: string): Iterable<Holder>;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ASCII = /^[\u0000-\u007f]*$/;

/**
 * What two values have in common that count as one. OTU ids become file names, which some systems tell apart by case
 * and some do not; names are the same in whatever case; accessions are compared without their version. White space at
 * the ends never makes a difference: nobody sees it.
 */
export function comparable(kind: ClaimKind, value: string): string {
  switch (kind) {
    case 'otu_id':
      return value.toLowerCase();
    case 'name':
      // The same letter may be written as one character or as two (Unicode, Annex 15).
      return (ASCII.test(value) ? value : value.normalize('NFC')).trim().toLowerCase();
    case 'abbreviation':
      return value.trim();
    case 'accession':
      return withoutVersion(plainAccession(value));
    default:
      return value;
  }
}

/** An OTU as claims remember it. */
export interface Claimant {
  id: string;
  name: string;
  path: string;
  /** Whether findings about it are wanted. */
  reported: boolean;
}

/** One claim of one OTU. `isolate` and `sequence` are places in its lists, -1 where the value is the OTU's own. */
export interface Claim {
  claimant: Claimant;
  value: string;
  isolate: number;
  sequence: number;
  /** Where it stands in its file, as far as somebody asked. */
  position?: JsonPosition;
}

/** Gives everything that an OTU claims, in the order in which it stands in its file. "" is free to all. */
export function eachClaim(otu: Otu, claimant: Claimant, visit: (kind: ClaimKind, claim: Claim) => void): void {
  visit('otu_id', { claimant, value: otu.id, isolate: -1, sequence: -1 });
  visit('name', { claimant, value: otu.name, isolate: -1, sequence: -1 });
  if (otu.abbreviation.trim() !== '') {
    visit('abbreviation', { claimant, value: otu.abbreviation, isolate: -1, sequence: -1 });
  }
  for (let i = 0; i < otu.isolates.length; i += 1) {
    const { sequences } = otu.isolates[i]!;
    for (let s = 0; s < sequences.length; s += 1) {
      const { id, accession } = sequences[s]!;
      visit('sequence_id', { claimant, value: id, isolate: i, sequence: s });
      if (accession.trim() !== '') visit('accession', { claimant, value: accession, isolate: i, sequence: s });
    }
  }
}

const FIELDS: Record<ClaimKind, string> = {
  otu_id: 'id',
  name: 'name',
  abbreviation: 'abbreviation',
  accession: 'accession',
  sequence_id: 'id',
};

/** Where a claim stands in its file. */
export function pathOfClaim(kind: ClaimKind, { isolate, sequence }: Claim): (string | number)[] {
  return isolate < 0 ? [FIELDS[kind]] : ['isolates', isolate, 'sequences', sequence, FIELDS[kind]];
}

/** A map for each kind of claim. */
function mapOfKinds<T>(): Record<ClaimKind, Map<string, T>> {
  const kinds = CLAIM_KINDS.map((kind) => [kind, new Map<string, T>()]);
  return Object.fromEntries(kinds) as Record<ClaimKind, Map<string, T>>;
}

/**
 * Who claims what, over all files. A value costs one entry of a map, so that a reference of 100,000 OTUs fits into
 * memory.
 */
export class ClaimIndex {
  readonly #first = mapOfKinds<Claim>();
  /** All holders of each value that has several, the first one first. */
  readonly clashes = mapOfKinds<Claim[]>();

  /** Remembers a claim, and gives the holders of its value where there are several now. */
  add(kind: ClaimKind, claim: Claim): Claim[] | null {
    const key = comparable(kind, claim.value);
    const first = this.#first[kind].get(key);
    if (first === undefined) {
      this.#first[kind].set(key, claim);
      return null;
    }
    let holders = this.clashes[kind].get(key);
    if (holders === undefined) {
      holders = [first];
      this.clashes[kind].set(key, holders);
    }
    holders.push(claim);
    return holders;
  }

  /** Adds a holder that is in none of the files, to a value that one of them claims. */
  addHolder(kind: ClaimKind, mine: Claim, theirs: Claim): void {
    const key = comparable(kind, mine.value);
    const holders = this.clashes[kind].get(key) ?? [mine];
    const known = holders.some(
      ({ claimant, value }) => claimant.path === theirs.claimant.path && value === theirs.value,
    );
    if (!known) holders.push(theirs);
    this.clashes[kind].set(key, holders);
  }

  /** Whether a value is claimed, exactly as it is written. */
  has(kind: ClaimKind, value: string): boolean {
    const key = comparable(kind, value);
    const holders = this.clashes[kind].get(key) ?? [this.#first[kind].get(key)];
    return holders.some((claim) => claim?.value === value);
  }
}
