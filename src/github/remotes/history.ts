/** Whether a remote is a reference itself: then it has a history beside its releases. */
import type { HistorySource } from '../../reference/upstream/history.js';
import type { GitHub } from '../access/client.js';
import { GitHubNotFoundError } from '../access/errors.js';
import { placeOf } from '../access/slug.js';

/** Where the history of a release is; undefined where its tag holds no reference. */
export async function historyOf(github: GitHub, slug: string, tag: string): Promise<HistorySource | undefined> {
  const octokit = await github.octokit();
  try {
    await octokit.rest.repos.getContent({ ...placeOf(slug), path: 'reference.yaml', ref: `refs/tags/${tag}` });
  } catch (error) {
    if (error instanceof GitHubNotFoundError) return undefined;
    throw error;
  }
  return { slug, tag, ...github.gitRemote(slug) };
}
