import { expect, test } from 'vitest';
import { moleculeOf } from '../../src/genbank/molecule.js';

const viruses = (...taxa: string[]) => ['Viruses', ...taxa, 'Inventedvirus'];

test.each([
  ['a strand of DNA', 'genomic DNA', 'DNA', 'single', viruses(), 'ssDNA'],
  ['a strand of RNA whose sense nobody says', 'genomic RNA', 'RNA', 'single', viruses(), 'ssRNA'],
  ['the copy of a negative strand', 'viral cRNA', 'cRNA', 'single', viruses(), 'ssRNA-'],
  ['DNA that is called double for want of better', 'genomic DNA', 'DNA', 'double', viruses(), ''],
  ['RNA that is called double for want of better', 'genomic RNA', 'RNA', 'double', viruses(), ''],
  [
    'a phylum of single strands, whatever is said',
    'genomic DNA',
    'DNA',
    'double',
    viruses('Cressdnaviricota'),
    'ssDNA',
  ],
  ['a family of double strands', 'genomic DNA', 'DNA', 'double', viruses('Pararnavirae', 'Caulimoviridae'), 'dsDNA'],
  ['a phylum of negative strands', 'genomic RNA', 'RNA', 'single', viruses('Negarnaviricota'), 'ssRNA-'],
  ['a phylum of positive strands', 'genomic RNA', 'RNA', 'single', viruses('Kitrinoviricota'), 'ssRNA+'],
  ['a phylum of double strands', 'genomic RNA', 'RNA', 'double', viruses('Duplornaviricota'), 'dsRNA'],
  ['double strands that are said to be single', 'genomic RNA', 'RNA', 'single', viruses('Duplornaviricota'), ''],
  ['a virus of DNA whose RNA was read', 'genomic RNA', 'RNA', 'single', viruses('Cressdnaviricota'), 'ssRNA'],
  ['a messenger', 'mRNA', 'mRNA', 'single', viruses('Kitrinoviricota'), ''],
  ['what was made in a laboratory', 'other DNA', 'DNA', 'single', viruses(), ''],
  ['no qualifier', null, 'DNA', 'single', viruses(), 'ssDNA'],
  ['no qualifier, and no genome', null, 'mRNA', 'single', viruses(), ''],
  ['both kinds of strands', 'genomic DNA', 'DNA', 'mixed', viruses(), ''],
  ['a taxon that JavaScript knows', 'genomic DNA', 'DNA', 'single', ['constructor', '__proto__'], 'ssDNA'],
])('%s', (_, molType, moltype, strandedness, lineage, molecule) => {
  expect(moleculeOf({ molType, moltype, strandedness, lineage })).toBe(molecule);
});
