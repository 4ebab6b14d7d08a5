import { describe, expect, test } from 'vitest';
import {
  isNucleotideAccession,
  isProteinAccession,
  isWellShapedAccession,
  plainAccession,
  withoutVersion,
} from '../../src/otu/accessions.js';

test('an accession is the same in lower case and with white space around it, and with its version taken off', () => {
  expect(plainAccession(' nc_010317.1\n')).toBe('NC_010317.1');
  expect(withoutVersion('NC_010317.12')).toBe('NC_010317');
  expect(withoutVersion('NC_010317')).toBe('NC_010317');
});

describe('series', () => {
  test.each([
    ['A12345', true, false],
    ['AY310445.1', true, false],
    ['CP00000112', true, false],
    ['NC_010317.1', true, false],
    ['NZ_CP000001.1', true, false],
    ['AAAA01000001', true, false],
    ['ABCDE1234567', true, false],
    ['AAA12345.1', false, true],
    ['AAA1234567', false, true],
    ['YP_001718480.1', false, true],
    ['WP_000000001.1', false, true],
    ['NC_12', false, false],
    ['B017504.1', false, false],
  ])('%s: of nucleotides %s, of proteins %s', (accession, nucleotide, protein) => {
    expect(isWellShapedAccession(accession)).toBe(true);
    expect([isNucleotideAccession(accession), isProteinAccession(accession)]).toEqual([nucleotide, protein]);
  });

  test.each(['', 'TPM', 'NC-003694', 'NC_003694 ', 'nc_003694', 'NC_003694.', '../AY310445', 'AY310445.1.1'])(
    '%j is no accession at all',
    (text) => {
      expect([isWellShapedAccession(text), isNucleotideAccession(text), isProteinAccession(text)]).toEqual([
        false,
        false,
        false,
      ]);
    },
  );
});
