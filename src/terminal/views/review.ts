/**
 * A review of a change, in words that text, Markdown and HTML draw in their own ways. Pure functions of the review
 * (src/github/review/review.ts); texts are raw: whoever draws them escapes them.
 */
import type { FieldChange, OtuComparison } from '../../otu/compare.js';
import { line } from '../escape.js';
import { brief, count, fileSize, grouped } from '../words.js';
import { type ShownComparison, summaryText } from './comparison.js';

export type Level = 'error' | 'warning' | 'notice';
export const LEVELS: readonly Level[] = ['error', 'warning', 'notice'];

interface Tally {
  added: number;
  removed: number;
  changed: number;
}

/** The parts of a review that somebody looks at. */
export interface ShownReview {
  verdict: 'ok' | 'warnings' | 'errors';
  base: { name: string; commit: string };
  head: { name: string; commit: string };
  counts: Record<Level, number> & { old: number };
  rights: { author: string | null; user: string | null; needed: string[]; missing: string[]; unknown: string[] };
  remarks: { level: Level; title: string; message: string; file: string | null }[];
  findings: {
    rule: string;
    severity: Level;
    title: string;
    message: string;
    recommended_action: string;
    file: string;
    line: number | null;
    new: boolean;
  }[];
  merge: {
    outcome: 'clean' | 'clean_here' | 'conflicts';
    conflicts: {
      otu: { id: string; name: string };
      conflicts: { subject: string; base: string | null; ours: string | null; theirs: string | null }[];
    }[];
    other: { file: string; message: string }[];
    by_lines: { otu: { id: string; name: string }; outcome: 'conflict' | 'differs' }[];
  };
  figures: {
    otus: Tally;
    isolates: Tally;
    sequences: Tally;
    bases: { added: number; removed: number };
    files: number;
    bytes: number;
    commits: number;
    unbuilt: { index: string | null; otus: number | null; changes: number | null };
    bump: string;
    bump_reasons: string[];
  };
  files: { path: string; kind: keyof Tally }[];
  changes: {
    settings: FieldChange[];
    otus: OtuComparison[];
    unreadable: { path: string; message: string }[];
    summary: Tally;
  };
}

/** A problem, a finding or a remark, in one form. */
export interface ShownProblem {
  level: Level;
  title: string;
  message: string;
  /** What to do about it; "" where the message says so. */
  action: string;
  file: string | null;
  line: number | null;
  isNew: boolean;
}

/** What is wrong, errors first; what the base has too comes last of its level. */
export function problemsOf({ remarks, findings }: ShownReview): ShownProblem[] {
  const all: ShownProblem[] = [
    ...remarks.map((remark) => ({ ...remark, action: '', line: null, isNew: true })),
    ...findings.map(({ severity, title, message, recommended_action, file, line, new: isNew }) => ({
      ...{ level: severity, title, message, action: recommended_action, file, line, isNew },
    })),
  ];
  return LEVELS.flatMap((level) => {
    const ofLevel = all.filter((problem) => problem.level === level);
    return [...ofLevel.filter(({ isNew }) => isNew), ...ofLevel.filter(({ isNew }) => !isNew)];
  });
}

/** `2 errors and 1 warning`; `nothing to object to`. */
export function verdictText({ counts }: ShownReview): string {
  const parts = LEVELS.filter((level) => counts[level] > 0).map((level) => count(counts[level], level));
  if (parts.length === 0) return 'nothing to object to';
  return parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** What is compared, for the functions that draw comparisons. */
export function comparisonOf({ base, head, changes }: ShownReview): ShownComparison {
  return { base, head, ...changes };
}

/** `main (1234567) ← feature (89abcde)`. */
export function directionText({ base, head }: ShownReview): string {
  return `${revisionText(base)} ← ${revisionText(head)}`;
}

function revisionText({ name, commit }: { name: string; commit: string }): string {
  return commit.startsWith(name) ? commit.slice(0, 8) : `${brief(name, 80)} (${commit.slice(0, 8)})`;
}

/** What the change is, in rows of a name and a value. */
export function factsOf(review: ShownReview): [name: string, value: string][] {
  const { figures, rights, merge } = review;
  const { unbuilt } = figures;
  const grown = `${figures.bytes < 0 ? 'smaller' : 'larger'} by ${fileSize(Math.abs(figures.bytes))}`;
  return [
    ['change', summaryText(comparisonOf(review))],
    ['isolates', tallyText(figures.isolates)],
    ['sequences', tallyText(figures.sequences)],
    ['bases', `+${grouped(figures.bases.added)} −${grouped(figures.bases.removed)}`],
    ['size', `${count(figures.commits, 'commit')}, ${count(figures.files, 'file')}, ${grown}`],
    ['author', authorText(rights)],
    ['merge', mergeText(merge)],
    ['unbuilt after it', unbuiltText(unbuilt)],
    ['next release', `${figures.bump}: ${figures.bump_reasons.join(', ')}`],
  ];
}

function tallyText({ added, removed, changed }: Tally): string {
  const parts = [
    added > 0 ? `+${grouped(added)}` : '',
    removed > 0 ? `−${grouped(removed)}` : '',
    changed > 0 ? `~${grouped(changed)}` : '',
  ];
  return parts.filter(Boolean).join(' ') || 'none';
}

function unbuiltText({ index, otus, changes }: ShownReview['figures']['unbuilt']): string {
  if (index === null || otus === null) return 'everything: there is no index yet';
  return `${count(otus, 'OTU')}${changes === null ? '' : ` with ${count(changes, 'change')}`} since ${index}`;
}

function authorText({ author, user, needed, missing, unknown }: ShownReview['rights']): string {
  const needs = needed.length === 0 ? 'no right is needed' : `needs ${needed.join(' and ')}`;
  if (author === null) return `not told; ${needs}`;
  const who = user === null ? `${author}, no user of this reference` : `${author}, the user ${user}`;
  if (needed.length === 0) return `${who}; ${needs}`;
  if (missing.length > 0) return `${who}; ${needs}, and lacks ${missing.join(' and ')}`;
  return `${who}; ${needs}${unknown.length > 0 ? ', which is not known to be held' : ', which is held'}`;
}

function mergeText({ outcome, conflicts, other, by_lines }: ShownReview['merge']): string {
  if (outcome === 'clean') return 'clean';
  if (outcome === 'clean_here') {
    return `clean by refkit; GitHub's merge button would not give the same for ${count(by_lines.length, 'OTU')}`;
  }
  const parts = [
    conflicts.length > 0 ? count(conflicts.length, 'OTU') : '',
    other.length > 0 ? count(other.length, 'other file') : '',
  ];
  return `conflicts in ${parts.filter(Boolean).join(' and ')}`;
}

/** What both sides made of one thing. */
export function conflictText({
  base,
  ours,
  theirs,
}: {
  base: string | null;
  ours: string | null;
  theirs: string | null;
}) {
  const value = (text: string | null) => (text === null ? 'none' : `“${text}”`);
  return `was ${value(base)}; the base has ${value(ours)}, the change ${value(theirs)}`;
}

export interface ShownPosting {
  pull_request: number;
  comment: { url: string; state: 'created' | 'updated' | 'unchanged' };
  check: { conclusion: string } | null;
}

/** What became of a review on GitHub, in a line. */
export function postedText({ pull_request, comment, check }: ShownPosting): string {
  const said = {
    created: 'Commented',
    updated: 'Brought the comment up to date',
    unchanged: 'The comment stays as it is',
  };
  const checked = check === null ? 'no check run, which only apps may make' : `check run: ${check.conclusion}`;
  return line(`${said[comment.state]} on pull request #${pull_request} (${comment.url}); ${checked}`);
}
