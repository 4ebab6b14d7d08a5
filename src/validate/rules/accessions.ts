import { isNucleotideAccession, isWellShapedAccession, plainAccession } from '../../otu/accessions.js';
import type { Sequence } from '../../otu/types.js';
import { isolateLabel, quoted } from '../labels.js';
import type { OtuRule } from '../rule.js';
import { eachSequence, mapSequences, sequencePath } from './walk.js';

const DOCUMENTS =
  "[accession number prefixes](https://www.ncbi.nlm.nih.gov/genbank/acc_prefix/) of NCBI, their [longer forms](https://ncbiinsights.ncbi.nlm.nih.gov/2018/09/19/genbank-expanded-accession-formats/) and, for RefSeq, table 1 of [O'Leary et al. 2016](https://doi.org/10.1093/nar/gkv1189)";

/** What a malformed accession becomes where that is certain: space and case are taken care of. Else itself. */
function repaired(sequence: Sequence): Sequence {
  const { accession } = sequence;
  const better = plainAccession(accession);
  return accession === better || !isWellShapedAccession(better) ? sequence : { ...sequence, accession: better };
}

export const accessionFormat: OtuRule = {
  id: 'accession-format',
  scope: 'otu',
  severity: 'warning',
  title: 'Malformed accession',
  description: `An accession is upper-case letters and digits, in RefSeq with an underscore between them, perhaps with a version behind a point: \`AY310445\`, \`NC_010317.1\`. See the ${DOCUMENTS}. Often found: spaces at the end, lower case, \`NC-003694\`, a name instead of an accession.`,
  impact: 'The record cannot be looked up, and the same accession elsewhere is not recognized.',
  recommended_action: 'Look up the record and correct the accession.',
  fixes: 'Takes white space away and writes letters in upper case, where an accession comes of it.',
  check(otu, report) {
    eachSequence(otu, (sequence, isolate, i, s) => {
      const { accession, id } = sequence;
      if (isWellShapedAccession(accession)) return;
      const said = accession.trim() === '' ? 'no accession' : `the malformed accession ${quoted(accession)}`;
      report({
        path: sequencePath(i, s, 'accession'),
        message: `In ${isolateLabel(isolate)}, the sequence ${id} has ${said}`,
        fixable: repaired(sequence) !== sequence,
      });
    });
  },
  fix: (otu) => mapSequences(otu, repaired),
};

export const accessionSeries: OtuRule = {
  id: 'accession-series',
  scope: 'otu',
  severity: 'notice',
  title: 'Accession of no known series',
  description: `The letters and digits are in place, but nucleotide records have no series with so many of each: one letter goes with five digits, two with six or eight, \`NC_\` with six or nine. See the ${DOCUMENTS}. A letter may have been lost: \`B017504.1\`.`,
  impact: 'The record likely cannot be looked up.',
  recommended_action: 'Look up the record and correct the accession.',
  fixes: null,
  check(otu, report) {
    eachSequence(otu, ({ accession, id }, isolate, i, s) => {
      if (!isWellShapedAccession(accession) || isNucleotideAccession(accession)) return;
      report({
        path: sequencePath(i, s, 'accession'),
        message: `In ${isolateLabel(isolate)}, the sequence ${id} has the accession ${quoted(accession)}, which is of no series that NCBI describes`,
      });
    });
  },
};
