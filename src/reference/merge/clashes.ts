/**
 * What only the combination of two sides has: a name, an abbreviation or a sequence id that one side gave to one OTU, and
 * the other side to another.
 */
import { oneLine } from '../../otu/phrases.js';
import { type Claim, eachClaim, hasClaim } from './claims.js';
import type { OtuOutcome } from './outcome.js';

/** Knows who holds a value, or one that counts as the same, in the OTUs of ours. A catalog does. */
export interface ClaimHolders {
  holders(kind: Claim['kind'], value: string): Iterable<{ path: string }>;
}

export interface SeparateOptions {
  decide?: 'ours' | 'theirs';
  elsewhere?: ClaimHolders;
}

interface Clash {
  claim: Claim;
  /** The OTU that has it on our side, and the one that has it on theirs only. */
  ours: OtuOutcome;
  theirs: OtuOutcome;
}

/**
 * Takes each clash apart: one of the two OTUs goes back to what the other side has of it. Theirs does where nobody
 * decided, and then it is a conflict of that OTU.
 */
export function separateClaims(outcomes: OtuOutcome[], { decide, elsewhere }: SeparateOptions): void {
  const backed = new Set<OtuOutcome>();
  // What goes back may need a name that somebody took meanwhile. Each goes back once, so this ends.
  for (let before = -1; backed.size > before; ) {
    before = backed.size;
    for (const { claim, ours, theirs } of findClashes(outcomes, elsewhere)) {
      if (decide === undefined) theirs.conflicts.push(conflictOf(claim, ours, theirs));
      const order = decide === 'theirs' ? ([ours, theirs] as const) : ([theirs, ours] as const);
      const loser = order.find((outcome) => !backed.has(outcome));
      loser?.take(loser === ours ? 'theirs' : 'ours');
      if (loser) backed.add(loser);
    }
  }
}

function findClashes(outcomes: OtuOutcome[], elsewhere: ClaimHolders | undefined): Clash[] {
  const clashes: Clash[] = [];
  const holders = new Map<string, OtuOutcome>();
  const isLeftToOthers = (outcome: OtuOutcome) => elsewhere !== undefined && !outcome.both && outcome.from === 'ours';
  const byPath = new Map(elsewhere && outcomes.map((outcome) => [outcome.path, outcome]));
  for (const outcome of outcomes) {
    if (isLeftToOthers(outcome)) continue;
    const { claims } = outcome;
    if (claims === null) continue;
    for (const claim of eachClaim(claims)) {
      const first = holders.get(claim.key);
      if (first === undefined) holders.set(claim.key, outcome);
      else if (first !== outcome) clashes.push(...clashOf(claim, first, outcome));
      for (const { path } of elsewhere?.holders(claim.kind, claim.value) ?? []) {
        const other = byPath.get(path);
        if (other && other !== outcome && isLeftToOthers(other)) clashes.push(...clashOf(claim, other, outcome));
      }
    }
  }
  return clashes;
}

/** None where one of the sides has the two by itself: that is for validation to tell. */
function clashOf(claim: Claim, a: OtuOutcome, b: OtuOutcome): Clash[] {
  const has = (outcome: OtuOutcome, side: 'ours' | 'theirs') => hasClaim(outcome.claimsOn(side), claim);
  for (const side of ['ours', 'theirs'] as const) if (has(a, side) && has(b, side)) return [];
  return has(b, 'ours') ? [{ claim, ours: b, theirs: a }] : [{ claim, ours: a, theirs: b }];
}

function conflictOf({ kind, value }: Claim, ours: OtuOutcome, theirs: OtuOutcome): OtuOutcome['conflicts'][number] {
  const isolate = theirs.claims?.sequences.get(value);
  const path = kind === 'sequence_id' ? `isolates/${isolate}/sequences/${value}` : kind;
  const named = ({ id, name }: OtuOutcome) => `${oneLine(name)} (${id})`;
  const what = kind === 'sequence_id' ? `sequence id ${value}` : `${kind} ${oneLine(value)}`;
  return {
    kind: 'clash',
    path,
    subject: `${what} of ${named(theirs)}, which ${named(ours)} has too`,
    places: [path],
    base: null,
    ours: { otu: { id: ours.id, name: ours.name } },
    theirs: { otu: { id: theirs.id, name: theirs.name } },
  };
}
