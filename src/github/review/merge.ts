import { oneLine } from '../../otu/phrases.js';
import { count } from '../../otu/words.js';
import type { Proposal } from '../../reference/proposal/proposal.js';
import type { Remark, ReviewMerge } from './review.js';

/** As much of a value as is shown where two sides differ about it. */
const MOST_OF_A_VALUE = 200;

/** What a merge of a change with its base would give. */
export function mergeOf(proposal: Proposal): ReviewMerge {
  const { conflicts, other } = proposal.merge;
  const byLines = proposal.textMerges();
  const clean = conflicts.length === 0 && other.length === 0;
  return {
    outcome: clean ? (byLines.length === 0 ? 'clean' : 'clean_here') : 'conflicts',
    conflicts: conflicts.map(({ id, name, path, conflicts }) => ({
      otu: { id, name },
      file: path,
      conflicts: conflicts.map(({ subject, path, base, ours, theirs }) => ({
        subject,
        field: path,
        base: valueText(base),
        ours: valueText(ours),
        theirs: valueText(theirs),
      })),
    })),
    other: other.map(({ path, message }) => ({ file: path, message })),
    by_lines: byLines.map(({ otu: { id, name, path }, outcome }) => ({ otu: { id, name }, file: path, outcome })),
  };
}

export function remarksOnMerge({ outcome, conflicts, other, by_lines }: ReviewMerge): Remark[] {
  const remarks: Remark[] = conflicts.map(({ otu, file, conflicts }) => ({
    level: 'error',
    about: 'merge',
    title: 'Conflict with the base',
    message: `${oneLine(otu.name) || otu.id}: both sides changed ${listed(conflicts.map(({ subject }) => subject))}`,
    file,
  }));
  for (const { file, message } of other) {
    remarks.push({
      level: 'error',
      about: 'merge',
      title: 'Cannot be merged',
      message: oneLine(message, 500),
      file,
    });
  }
  if (outcome === 'clean_here') {
    const conflicting = by_lines.filter(({ outcome }) => outcome === 'conflict').length;
    const what =
      conflicting > 0
        ? `GitHub's merge button finds conflicts in ${count(conflicting, 'OTU')} that refkit merges cleanly`
        : `GitHub's merge button would leave ${count(by_lines.length, 'OTU')} otherwise than refkit does`;
    remarks.push({
      level: 'warning',
      about: 'merge',
      title: 'Merge it by refkit',
      message: `${what}: run "refkit setup" once in a clone, then "git merge" there, and push`,
      file: null,
    });
  }
  return remarks;
}

/** How many subjects a message names. */
const MOST_NAMED = 5;

function listed(subjects: readonly string[]): string {
  const named = subjects.slice(0, MOST_NAMED).map((subject) => oneLine(subject));
  if (subjects.length > MOST_NAMED) named.push(`${subjects.length - MOST_NAMED} more`);
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}

function valueText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value), MOST_OF_A_VALUE);
}
