/** A review as a check run of the commit that was reviewed, with notes on its files. */
import type { Octokit } from '@octokit/rest';
import { brief, count } from '../../otu/words.js';
import { GitHubForbiddenError } from '../access/errors.js';
import type { Place } from '../access/slug.js';
import { type Annotation, annotationsOf } from './annotations.js';
import type { Review } from './review.js';

export const CHECK_NAME = 'refkit review';

/** So many annotations GitHub takes at once. */
const BATCH = 50;
/** So many are of use to anybody; the comment says how much there is in all. */
const MOST = 500;

export interface CheckRequest {
  head: string;
  review: Review;
  /** Markdown, of up to 65,535 characters. */
  summary: string;
  /** Whether somebody has to look before this may count as passed. */
  held: boolean;
}

type Conclusion = 'success' | 'neutral' | 'failure' | 'action_required';

export interface PostedCheck {
  url: string | null;
  conclusion: Conclusion;
}

/**
 * Makes a check run. It is complete from the start and gets more annotations after, so that none is left running.
 * null where the token may not: only apps make check runs, such as the token of a workflow.
 */
export async function postCheck(
  octokit: Octokit,
  repository: Place,
  { head, review, summary, held }: CheckRequest,
): Promise<PostedCheck | null> {
  const annotations = annotationsOf(review).flatMap(forCheck).slice(0, MOST);
  const output = { title: titleOf(review, held), summary };
  const conclusion = conclusionOf(review, held);
  let run: { id: number | bigint; html_url: string | null };
  try {
    const { data } = await octokit.request('POST /repos/{owner}/{repo}/check-runs', {
      ...repository,
      ...{ name: CHECK_NAME, head_sha: head, status: 'completed', conclusion },
      output: { ...output, annotations: annotations.slice(0, BATCH) },
    });
    run = data;
  } catch (error) {
    if (error instanceof GitHubForbiddenError) return null;
    throw error;
  }
  for (let next = BATCH; next < annotations.length; next += BATCH) {
    await octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
      ...repository,
      check_run_id: Number(run.id),
      output: { ...output, annotations: annotations.slice(next, next + BATCH) },
    });
  }
  return { url: run.html_url, conclusion };
}

function conclusionOf({ verdict }: Review, held: boolean): Conclusion {
  if (verdict === 'errors') return 'failure';
  if (held) return 'action_required';
  return verdict === 'ok' ? 'success' : 'neutral';
}

function titleOf({ counts }: Review, held: boolean): string {
  const parts = [count(counts.error, 'error'), count(counts.warning, 'warning')];
  return `${parts.join(', ')}${held ? '; somebody has to look at what made this review' : ''}`;
}

const LEVELS = { error: 'failure', warning: 'warning', notice: 'notice' } as const;

/** A path that can be one of the repository. */
const PATH = /^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))[^\p{Cc}\\]+$/u;

function forCheck({ level, file, line, title, message }: Annotation) {
  if (file === null || !PATH.test(file)) return [];
  const at = line ?? 1;
  return [
    {
      path: file,
      start_line: at,
      end_line: at,
      annotation_level: LEVELS[level],
      title: brief(title, 255),
      message: brief(message, 4_000),
    },
  ];
}
