/** OTUs for references on GitHub, as files. */
import { canonicalOtu } from '../../../src/otu/canonical.js';
import { otuPath } from '../../../src/otu/ids.js';
import type { Otu } from '../../../src/otu/types.js';
import { syntheticOtus } from '../../support/synthetic.js';

export const fileOf = (otu: Otu): Record<string, string> => ({ [otuPath(otu.id)]: canonicalOtu(otu) });

/** Invented OTUs about which validation has nothing to say. */
export function cleanOtus(count: number): Otu[] {
  return [...syntheticOtus({ count, seed: 3 })].map(inSeries);
}

/** With accessions of a series that there is. */
function inSeries(otu: Otu, place: number): Otu {
  const isolates = otu.isolates.map((isolate, i) => ({
    ...isolate,
    sequences: isolate.sequences.map((each, s) => ({
      ...each,
      accession: `NC_${100_000 + place * 1000 + i * 10 + s}`,
    })),
  }));
  return { ...otu, isolates };
}

/** A name that would be a workflow command, markup, a mention and a reference, if anybody took it for one. */
export const HOSTILE = '::error::owned\n::stop-commands::x <img src=x> @everyone fixes #1 `x` $(touch x)';
