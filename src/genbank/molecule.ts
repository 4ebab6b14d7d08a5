/** What a genome is made of, as far as a record says it. */
import type { Molecule } from '../otu/types.js';

export interface MoleculeSigns {
  /** INSDC's qualifier `mol_type`: `genomic DNA`, `viral cRNA` … */
  molType: string | null;
  /** GBSeq's own `moltype`, for records without that qualifier: DNA, RNA, mRNA … */
  moltype: string;
  /** GBSeq's `strandedness`: single, double, mixed. */
  strandedness: string;
  /** The names of the taxa that the organism is in, from the largest to the smallest. */
  lineage: readonly string[];
}

/** Taxa of the ICTV all of whose members have one kind of genome. */
const OF_TAXON: Readonly<Record<'DNA' | 'RNA', Readonly<Record<string, Molecule>>>> = {
  DNA: {
    Cressdnaviricota: 'ssDNA',
    Hofneiviricota: 'ssDNA',
    Phixviricota: 'ssDNA',
    Caulimoviridae: 'dsDNA',
    Duplodnaviria: 'dsDNA',
    Nucleocytoviricota: 'dsDNA',
    Papovaviricetes: 'dsDNA',
  },
  RNA: {
    Negarnaviricota: 'ssRNA-',
    Kitrinoviricota: 'ssRNA+',
    Lenarviricota: 'ssRNA+',
    Pisoniviricetes: 'ssRNA+',
    Patatavirales: 'ssRNA+',
    Duplornaviricota: 'dsRNA',
    Partitiviridae: 'dsRNA',
  },
};

/**
 * The molecule type that a segment of this record would have; "" where that is not certain.
 *
 * NCBI writes `double` for genomes of which nobody said how many strands they have, so that it proves nothing, while
 * `single` was said by somebody. The sense of a strand stands in no field: only the organism's place in the taxonomy
 * tells.
 */
export function moleculeOf({ molType, moltype, strandedness, lineage }: MoleculeSigns): Molecule {
  // The copy, in the sense of its messengers, of a genome that has the other sense.
  if (molType === 'viral cRNA') return 'ssRNA-';
  const acid = molType === null ? moltype : /^genomic (DNA|RNA)$/.exec(molType)?.[1];
  if (acid !== 'DNA' && acid !== 'RNA') return '';
  const single = strandedness === 'single';
  const taxon = lineage.find((name) => Object.hasOwn(OF_TAXON[acid], name));
  const known = taxon === undefined ? '' : OF_TAXON[acid][taxon]!;
  if (known !== '') return single && known.startsWith('ds') ? '' : known;
  return single ? `ss${acid}` : '';
}
