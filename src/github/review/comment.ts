/** The one comment that a pull request has of its reviews: made once, then brought up to date. */
import type { Octokit } from '@octokit/rest';
import { GitHubForbiddenError, GitHubNotFoundError } from '../access/errors.js';
import type { Place } from '../access/slug.js';

/** What the comment with a review begins with. Readers don't see it. */
export const MARKER = '<!-- refkit-review -->';

export interface PostedComment {
  url: string;
  state: 'created' | 'updated' | 'unchanged';
}

interface Comment {
  id: number | bigint;
  body?: string;
  html_url: string;
  user: { login: string; type: string } | null;
}

/**
 * Makes the one comment of a marker say `text`. Where there are several of ours (two jobs at once, each of which saw
 * none), the oldest stays and the others go.
 */
export async function postComment(
  octokit: Octokit,
  repository: Place,
  issue: number,
  text: string,
  marker = MARKER,
): Promise<PostedComment> {
  const body = `${marker}\n${text}`;
  const isOwn = await ownership(octokit);
  const isOurs = (comment: Comment) => comment.body?.startsWith(marker) === true && isOwn(comment);
  let ours = await commentsOn(octokit, repository, issue, isOurs);
  let created: number | bigint | null = null;
  if (ours.length === 0) {
    const { data } = await octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...repository,
      issue_number: issue,
      body,
    });
    created = data.id;
    ours = await commentsOn(octokit, repository, issue, isOurs);
    // A list may be a moment behind.
    if (!ours.some(({ id }) => id === created)) ours.push(data);
  }
  const [kept, ...others] = ours.sort((a, b) => (a.id < b.id ? -1 : 1)) as [Comment, ...Comment[]];
  for (const { id } of others) await remove(octokit, repository, id);
  if (kept.body === body) return { url: kept.html_url, state: kept.id === created ? 'created' : 'unchanged' };
  await octokit.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
    ...repository,
    comment_id: kept.id,
    body,
  });
  return { url: kept.html_url, state: 'updated' };
}

async function commentsOn(
  octokit: Octokit,
  repository: Place,
  issue: number,
  isOurs: (comment: Comment) => boolean,
): Promise<Comment[]> {
  const all = await octokit.paginate('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    ...repository,
    ...{ issue_number: issue, per_page: 100 },
  });
  return all.filter((comment) => isOurs(comment as Comment)) as Comment[];
}

/** Anybody may write a comment with the marker, so whose it is counts. */
async function ownership(octokit: Octokit): Promise<(comment: Comment) => boolean> {
  try {
    const { data } = await octokit.request('GET /user');
    return ({ user }) => user?.login === data.login;
  } catch (error) {
    // The token of a workflow, as of any app, may not ask who it is. People's accounts are never bots.
    if (!(error instanceof GitHubForbiddenError)) throw error;
    return ({ user }) => user?.type === 'Bot';
  }
}

async function remove(octokit: Octokit, repository: Place, id: number | bigint): Promise<void> {
  try {
    await octokit.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      ...repository,
      comment_id: id,
    });
  } catch (error) {
    // Another job has done it.
    if (!(error instanceof GitHubNotFoundError)) throw error;
  }
}
