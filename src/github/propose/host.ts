/** An issue and its pull request at GitHub. */
import type { Octokit } from '@octokit/rest';
import type { GitHub } from '../access/client.js';
import { GitHubNotFoundError } from '../access/errors.js';
import { type Place, placeOf } from '../access/slug.js';

export interface OpenedPullRequest {
  number: number;
  url: string;
  state: 'created' | 'updated' | 'unchanged';
}

export interface PullRequestText {
  title: string;
  body: string;
}

export class IssueHost {
  readonly #octokit: Octokit;
  readonly #place: Place;
  readonly #issue: number;

  private constructor(octokit: Octokit, place: Place, issue: number) {
    this.#octokit = octokit;
    this.#place = place;
    this.#issue = issue;
  }

  static async open(github: GitHub, repository: string, issue: number): Promise<IssueHost> {
    return new IssueHost(await github.octokit(), placeOf(repository), issue);
  }

  /** Opens the pull request of a branch, or brings the one that is open up to date. */
  async pullRequest(branch: string, base: string, { title, body }: PullRequestText): Promise<OpenedPullRequest> {
    const octokit = this.#octokit;
    const { data: open } = await octokit.request('GET /repos/{owner}/{repo}/pulls', {
      ...this.#place,
      ...{ state: 'open', head: `${this.#place.owner}:${branch}`, base },
    });
    const [found] = open;
    if (!found) {
      const { data } = await octokit.request('POST /repos/{owner}/{repo}/pulls', {
        ...this.#place,
        ...{ title, body, head: branch, base, maintainer_can_modify: true },
      });
      return { number: data.number, url: data.html_url, state: 'created' };
    }
    const { number, html_url: url } = found;
    if (found.title === title && found.body === body) return { number, url, state: 'unchanged' };
    const changes = { pull_number: number, title, body };
    await octokit.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', { ...this.#place, ...changes });
    return { number, url, state: 'updated' };
  }

  /** Takes a label off the issue, so that it can be put on again. */
  async unlabel(name: string): Promise<void> {
    try {
      await this.#octokit.request('DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', {
        ...this.#place,
        ...{ issue_number: this.#issue, name },
      });
    } catch (error) {
      // Somebody has done it.
      if (!(error instanceof GitHubNotFoundError)) throw error;
    }
  }
}
