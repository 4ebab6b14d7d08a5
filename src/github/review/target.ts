/** Which pull request a review is posted to: found by the commit that was reviewed, and by nothing that the review says. */
import type { Octokit } from '@octokit/rest';
import { GitHubNotFoundError, GitHubRefusedError } from '../access/errors.js';
import type { Place } from '../access/slug.js';
import { NoPullRequestError } from './errors.js';

export interface PullRequest {
  number: number;
  /** GitHub login; null for an account that is gone. */
  author: string | null;
  /** The newest commit. */
  head: string;
  url: string;
}

interface Found {
  number: number;
  state: string;
  html_url: string;
  user: { login: string } | null;
  head: { sha: string };
}

/**
 * The open pull request whose newest commit is `head`.
 *
 * @param number which one, where the caller knows it; that its newest commit is `head` is checked all the same
 * @throws NoPullRequestError where there is none, or several
 */
export async function findPullRequest(
  octokit: Octokit,
  repository: Place,
  { head, number }: { head: string; number?: number },
): Promise<PullRequest> {
  if (number !== undefined) {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
      ...repository,
      pull_number: number,
    });
    if (isIt(data, head)) return pullOf(data);
    throw new NoPullRequestError(
      data.state === 'open'
        ? `The newest commit of pull request #${number} is ${data.head.sha}, and not ${head}`
        : `Pull request #${number} is ${data.state}`,
      {
        data: { pull_request: number, head, newest: data.head.sha },
        suggestions: ['review the newest commit: it was pushed to since'],
      },
    );
  }
  const found = await withHead(octokit, repository, head);
  if (found.length === 1) return pullOf(found[0]!);
  const slug = `${repository.owner}/${repository.repo}`;
  if (found.length === 0) {
    throw new NoPullRequestError(`No open pull request of ${slug} has ${head} as its newest commit`, {
      data: { repository: slug, head },
      suggestions: ['it was closed, or pushed to since: then the review of the newer commit is the one to post'],
    });
  }
  const numbers = found.map((pull) => pull.number);
  throw new NoPullRequestError(
    `${found.length} open pull requests of ${slug} have ${head} as their newest commit: ${numbers.map((each) => `#${each}`).join(', ')}`,
    { data: { repository: slug, head, pull_requests: numbers }, suggestions: ['say which one with --pull-request N'] },
  );
}

async function withHead(octokit: Octokit, repository: Place, head: string): Promise<Found[]> {
  const ofCommit = await octokit
    .paginate('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
      ...repository,
      commit_sha: head,
      per_page: 100,
    })
    // A commit of a fork may be unknown here by its own name.
    .catch((error: unknown) => {
      if (error instanceof GitHubNotFoundError || error instanceof GitHubRefusedError) return [];
      throw error;
    });
  const found = ofCommit.filter((pull) => isIt(pull, head));
  if (found.length > 0) return found;
  // GitHub does not always list pull requests of forks by their commits.
  const open = await octokit.paginate('GET /repos/{owner}/{repo}/pulls', {
    ...repository,
    ...{ state: 'open', sort: 'updated', direction: 'desc', per_page: 100 },
  });
  return open.filter((pull) => isIt(pull, head));
}

function isIt(pull: Found, head: string): boolean {
  return pull.state === 'open' && pull.head.sha === head;
}

function pullOf({ number, user, head, html_url }: Found): PullRequest {
  return { number, author: user?.login ?? null, head: head.sha, url: html_url };
}
