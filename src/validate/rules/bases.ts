import type { Otu, Sequence } from '../../otu/types.js';
import { isolateLabel, sequenceLabel } from '../labels.js';
import type { OtuRule, ReportProblem } from '../rule.js';
import { eachSequence, mapSequences, sequencePath } from './walk.js';

const NOT_IUPAC = /[^ACGTURYKMSWBDHVN]/i;
const LOWER_CASE = /[a-z]/;

/** A problem for each sequence that has a letter of some kind; says where the first one is and how many there are. */
function eachLetter(otu: Otu, letter: RegExp, report: ReportProblem, say: (found: string) => string): void {
  const all = new RegExp(letter, `${letter.flags}g`);
  eachSequence(otu, (sequence, isolate, i, s) => {
    const bases = sequence.sequence;
    const first = bases.search(letter);
    if (first < 0) return;
    const count = bases.match(all)!.length;
    const place = `${JSON.stringify(String.fromCodePoint(bases.codePointAt(first)!))} at base ${first + 1}`;
    const more = count > 1 ? `, and ${count - 1} more` : '';
    report({
      path: sequencePath(i, s, 'sequence'),
      message: `In ${isolateLabel(isolate)}, ${sequenceLabel(sequence)} has ${say(place + more)}`,
    });
  });
}

export const alphabet: OtuRule = {
  id: 'alphabet',
  scope: 'otu',
  severity: 'error',
  title: 'Character that is no nucleotide code',
  description:
    'Sequences hold the IUPAC nucleotide codes A C G T U R Y K M S W B D H V N ([NC-IUB 1984](https://iubmb.qmul.ac.uk/misc/naseq.html)) and nothing else: no gaps, no spaces, no FASTA header.',
  impact: 'Programs that build or read an index stop at the character, or drop it and shift all positions behind it.',
  recommended_action: 'Fetch the sequence again.',
  fixes: null,
  check(otu, report, { oddBases }) {
    if (oddBases) eachLetter(otu, NOT_IUPAC, report, (found) => `a character that is no nucleotide code: ${found}`);
  },
};

export const basesLowerCase: OtuRule = {
  id: 'bases-lower-case',
  scope: 'otu',
  severity: 'warning',
  title: 'Bases in lower case',
  description:
    'Bases are stored in upper case. Lower case is read as repeat masking by some programs, and means nothing to others.',
  impact: 'A mapper may leave the bases out of its seeds; comparisons of sequences see a difference that is none.',
  recommended_action: 'Write the bases in upper case.',
  fixes: 'Writes the bases in upper case.',
  check(otu, report, { oddBases }) {
    if (oddBases) eachLetter(otu, LOWER_CASE, report, (found) => `bases in lower case: ${found}`);
  },
  fix: (otu, { oddBases }) => (oddBases ? mapSequences(otu, inUpperCase) : otu),
};

function inUpperCase(sequence: Sequence): Sequence {
  if (!LOWER_CASE.test(sequence.sequence)) return sequence;
  // ASCII letters alone: what is no base stays as it is, for a person to see.
  return { ...sequence, sequence: sequence.sequence.replace(/[a-z]+/g, (bases) => bases.toUpperCase()) };
}
