import { plainAccession } from '../otu/accessions.js';
import { formatJsonPath } from '../otu/json-text.js';
import { CLAIM_KINDS, type Claim, type ClaimIndex, type ClaimKind, pathOfClaim } from './claims.js';
import { listed, otuLabel, quoted } from './labels.js';
import type { Problem, UniqueRule } from './rule.js';
import { accessionDuplicate, accessionVersionDuplicate, UNIQUE_RULES } from './rules/uniqueness.js';

/** How many of the other places a message names. */
const MOST_NAMED = 5;

/** One value that several places hold, and the place that it is reported at. */
export interface Clash {
  rule: UniqueRule;
  at: Claim;
  problem: Problem;
}

/** Every clash in an index, once each, at a place whose OTU is reported on. */
export function* clashesIn(index: ClaimIndex): Generator<Clash> {
  for (const kind of CLAIM_KINDS) {
    for (const holders of index.clashes[kind].values()) {
      if (kind === 'accession') yield* accessionClashes(holders);
      else yield* clash(UNIQUE_RULES.find((rule) => rule.kind === kind)!, holders);
    }
  }
}

/** Accessions come here when they are the same without their versions. */
function* accessionClashes(holders: Claim[]): Generator<Clash> {
  const exact = new Map<string, Claim[]>();
  for (const claim of holders) {
    const accession = plainAccession(claim.value);
    const same = exact.get(accession);
    if (same) same.push(claim);
    else exact.set(accession, [claim]);
  }
  for (const same of exact.values()) if (same.length > 1) yield* clash(accessionDuplicate, same);
  if (exact.size > 1) yield* clash(accessionVersionDuplicate, holders);
}

function* clash(rule: UniqueRule, holders: Claim[]): Generator<Clash> {
  // The one that came last is likelier the intruder, and its place in the file is known.
  const at = holders.findLast(({ claimant, position }) => claimant.reported && position) ?? holders.find(isReported);
  if (at === undefined) return;
  const others = holders.filter((claim) => claim !== at);
  const named = others.slice(0, MOST_NAMED).map((claim) => placeOf(rule.kind, claim, at));
  if (others.length > MOST_NAMED) named.push(`${others.length - MOST_NAMED} more`);
  yield {
    rule,
    at,
    problem: {
      path: pathOfClaim(rule.kind, at),
      message: `${rule.say(quoted(at.value))} ${listed(named)}`,
    },
  };
}

const isReported = ({ claimant }: Claim) => claimant.reported;

/** Where a value stands, as seen from another place: `Abaca bunchy top virus (otus/c9/c93ec9a9.json)`. */
function placeOf(kind: ClaimKind, claim: Claim, from: Claim): string {
  const form = claim.value === from.value ? '' : `, as ${quoted(claim.value)}`;
  if (claim.claimant.path === from.claimant.path) {
    return `the same OTU at ${formatJsonPath(pathOfClaim(kind, claim))}${form}`;
  }
  return `${otuLabel(claim.claimant)} (${claim.claimant.path})${form}`;
}
