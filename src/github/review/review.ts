/**
 * The review of a change to a reference: what it does, what is wrong with what it brings, whether its author may, and
 * what a merge would give. One value, from which text, Markdown, HTML and annotations are drawn.
 */
import type { ReferenceComparison } from '../../reference/comparison.js';
import type { Right } from '../../reference/config.js';
import { Proposal, type Unbuilt } from '../../reference/proposal/proposal.js';
import type { Finding, Severity } from '../../validate/finding.js';
import { bumpOf } from '../publish/version.js';
import { remarksOnFiles } from './changed-files.js';
import { figuresOf } from './figures.js';
import { findingsOf } from './findings.js';
import { mergeOf, remarksOnMerge } from './merge.js';
import { type AskTeam, rightsOfAuthor } from './rights.js';

export const REVIEW_FORMAT = 1;
export const VERDICTS = ['ok', 'warnings', 'errors'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Something to know that no rule of validation says. */
export interface Remark {
  level: Severity;
  about: 'rights' | 'settings' | 'files' | 'merge';
  /** A few words without a full stop. */
  title: string;
  /** One line. */
  message: string;
  /** The file that it is about, where it is about one. */
  file: string | null;
}

export interface ReviewFinding extends Finding {
  /** Whether the change brings it; the base has it too otherwise. */
  new: boolean;
}

export interface Tally {
  added: number;
  removed: number;
  changed: number;
}

export interface ReviewFigures {
  otus: Tally;
  isolates: Tally;
  sequences: Tally;
  bases: { added: number; removed: number };
  files: number;
  /** By how much all files grow; less than 0 where they shrink. */
  bytes: number;
  commits: number;
  /** What will wait for an index build after the merge. */
  unbuilt: Unbuilt;
  /** The part of the version that a release with this change raises, and why. */
  bump: 'major' | 'minor' | 'patch';
  bump_reasons: string[];
}

export interface ReviewRights {
  /** GitHub login; null where it was not told. */
  author: string | null;
  /** The author as a user of the reference. */
  user: string | null;
  needed: Right[];
  missing: Right[];
  /** Those that a GitHub team has, of which it could not be found out whether the author is in it. */
  unknown: Right[];
}

export interface ReviewConflict {
  otu: { id: string; name: string };
  file: string;
  /** What both sides changed, in words, and what it is on each side: short texts, null where it is absent. */
  conflicts: { subject: string; field: string; base: string | null; ours: string | null; theirs: string | null }[];
}

export interface ReviewMerge {
  /** `clean_here` where refkit merges cleanly, and GitHub's merge button does not or would make something else of it. */
  outcome: 'clean' | 'clean_here' | 'conflicts';
  conflicts: ReviewConflict[];
  /** Files that are no OTUs and cannot be merged. */
  other: { file: string; message: string }[];
  /** What a merge by lines leaves of OTUs that merge cleanly here. */
  by_lines: { otu: { id: string; name: string }; file: string; outcome: 'conflict' | 'differs' }[];
}

export interface Review {
  format: typeof REVIEW_FORMAT;
  verdict: Verdict;
  base: { name: string; commit: string };
  head: { name: string; commit: string };
  /** The commit that the change began at. */
  merge_base: string;
  /** Which parts of the verdict there are: new findings and remarks by level, and findings that the base has too. */
  counts: Record<Severity, number> & { old: number };
  rights: ReviewRights;
  remarks: Remark[];
  findings: ReviewFinding[];
  merge: ReviewMerge;
  figures: ReviewFigures;
  /** Files that the change touches besides OTUs and reference.yaml. */
  files: { path: string; kind: 'added' | 'removed' | 'changed' }[];
  changes: Pick<ReferenceComparison, 'settings' | 'otus' | 'unreadable' | 'summary'>;
}

export interface ReviewRequest {
  /** A revision: what the change is proposed to, as it is now. */
  base: string;
  /** A revision: the newest commit of the change. */
  head: string;
  /** GitHub login of whoever proposes it. */
  author?: string;
  /** Asks GitHub who is in a team. */
  askTeam?: AskTeam;
}

/**
 * Reviews a change. Nothing is read from the change that decides over it: rights are those of the base.
 *
 * @param directory the reference
 * @throws ReferenceNotFoundError, NotAReferenceError, ShallowCloneError, RevisionNotFoundError, UnrelatedHistoriesError
 */
export async function reviewChange(directory: string, request: ReviewRequest): Promise<Review> {
  const proposal = Proposal.open(directory, request);
  try {
    return await review(proposal, request);
  } finally {
    proposal.close();
  }
}

async function review(proposal: Proposal, { author, askTeam }: ReviewRequest): Promise<Review> {
  const { settings, otus, unreadable, summary } = await proposal.comparison();
  const changes = { settings, otus, unreadable, summary };
  const merge = mergeOf(proposal);
  const findings = await findingsOf(proposal);
  const { rights, remarks: onRights } = await rightsOfAuthor(proposal, { author: author ?? null, askTeam });
  const { files, bytes } = proposal.files();
  const { others, remarks: onFiles } = remarksOnFiles(files);
  const remarks = [...onRights, ...remarksOnMerge(merge), ...onFiles];
  const { bump, reasons } = bumpOf(changes);
  const counts = countsOf(findings, remarks);
  return {
    format: REVIEW_FORMAT,
    verdict: counts.error > 0 ? 'errors' : counts.warning > 0 ? 'warnings' : 'ok',
    base: { name: proposal.base.name, commit: proposal.base.commit },
    head: { name: proposal.head.name, commit: proposal.head.commit },
    merge_base: proposal.mergeBase,
    counts,
    rights,
    remarks,
    findings,
    merge,
    figures: {
      ...figuresOf(otus),
      files: files.length,
      bytes,
      commits: proposal.commitCount(),
      unbuilt: proposal.unbuilt(),
      bump,
      bump_reasons: reasons,
    },
    files: others,
    changes,
  };
}

/** How many new findings and remarks there are of each level, and how many findings that are not new. */
export function countsOf(findings: readonly ReviewFinding[], remarks: readonly Remark[]): Review['counts'] {
  const counts = { error: 0, warning: 0, notice: 0, old: 0 };
  for (const finding of findings) counts[finding.new ? finding.severity : 'old'] += 1;
  for (const { level } of remarks) counts[level] += 1;
  return counts;
}
