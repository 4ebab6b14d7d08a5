/** Posts a review to its pull request: one comment, and a check run. */
import type { Octokit } from '@octokit/rest';
import { oneLine } from '../../otu/phrases.js';
import type { GitHub } from '../access/client.js';
import { type Place, placeOf } from '../access/slug.js';
import { type PostedCheck, postCheck } from './check-run.js';
import { type PostedComment, postComment } from './comment.js';
import { ReviewMismatchError } from './errors.js';
import type { Review } from './review.js';
import { findPullRequest, type PullRequest } from './target.js';

export interface PostRequest {
  /** `owner/repo` */
  repository: string;
  /** The commit that was reviewed, as the caller knows it. */
  head: string;
  /** The pull request, where the caller knows it. Never what a file says. */
  number?: number;
  review: Review;
  /** Whether the review comes from a job that ran with the pull request's own files. */
  fromElsewhere: boolean;
  /** Draws the review as Markdown, with notes before it. */
  draw(notes: string[]): string;
}

export interface Posted {
  pull_request: number;
  url: string;
  comment: PostedComment;
  /** null where the token may make none. */
  check: PostedCheck | null;
}

/**
 * @throws InvalidSlugError, NoPullRequestError, ReviewMismatchError where the review is of something else; then nothing is posted
 */
export async function postReview(github: GitHub, request: PostRequest): Promise<Posted> {
  const { head, number, review, fromElsewhere, draw } = request;
  const repository = placeOf(github.parseSlug(request.repository));
  requireCommit(review, head);
  const octokit = await github.octokit();
  const pull = await findPullRequest(octokit, repository, { head, number });
  requireAuthor(review, pull);
  const notes: string[] = [];
  const held = fromElsewhere && (await mayHaveChangedItself(octokit, repository, pull.number));
  if (held) {
    notes.push(
      'This pull request changes .github/, so it may have changed how this review was made: look at that first.',
    );
  }
  const text = draw(notes);
  const comment = await postComment(octokit, repository, pull.number, text);
  const check = await postCheck(octokit, repository, { head, review, summary: text, held });
  return { pull_request: pull.number, url: pull.url, comment, check };
}

function requireCommit({ head }: Review, commit: string): void {
  if (head.commit === commit) return;
  throw new ReviewMismatchError(`This review is of the commit ${head.commit}, and not of ${commit}`, {
    data: { reviewed: head.commit, head: commit },
    suggestions: ['review the commit that the pull request ends with'],
  });
}

/** Rights are those of somebody: of whom, GitHub knows. */
function requireAuthor({ rights: { author } }: Review, pull: PullRequest): void {
  if (author === null || author.toLowerCase() === pull.author?.toLowerCase()) return;
  const message = `This review is of a change by ${oneLine(author)}, and pull request #${pull.number} is by ${pull.author}`;
  throw new ReviewMismatchError(message, {
    data: { pull_request: pull.number },
    suggestions: ['review it with --author, as GitHub names who opened the pull request'],
  });
}

/** GitHub lists this many files of a pull request. */
const MOST_LISTED = 3000;

/** Whether a pull request touches what decides how it is reviewed. One with too many files to tell does. */
async function mayHaveChangedItself(octokit: Octokit, repository: Place, pull_number: number): Promise<boolean> {
  let listed = 0;
  const pages = octokit.paginate.iterator('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
    ...repository,
    ...{ pull_number, per_page: 100 },
  });
  for await (const { data } of pages) {
    listed += data.length;
    const names = data.flatMap(({ filename, previous_filename }) => [filename, previous_filename ?? '']);
    if (names.some((name) => /^\.github\//i.test(name))) return true;
  }
  return listed >= MOST_LISTED;
}
