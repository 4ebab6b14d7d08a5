import type { StandInPullRequest, StandInRepository } from '../repository.js';
import type { Schemas } from '../types.js';
import { labelBody } from './issue.js';
import { links, nodeId } from './links.js';
import { repositoryBody } from './repository.js';
import { userBody } from './user.js';

/** A pull request as a list has it. */
export function simplePullBody(
  repository: StandInRepository,
  pull: StandInPullRequest,
): Schemas['pull-request-simple'] &
  Pick<Schemas['pull-request'], 'state' | 'user' | 'head' | 'base' | 'requested_teams'> {
  const { github, slug } = repository;
  const api = `${github.apiUrl}/repos/${slug}`;
  const web = `${github.serverUrl}/${slug}/pull/${pull.number}`;
  const { head, base } = pull;
  const addresses = {
    url: `${api}/pulls/${pull.number}`,
    html_url: web,
    issue_url: `${api}/issues/${pull.number}`,
    comments_url: `${api}/issues/${pull.number}/comments`,
    statuses_url: `${api}/statuses/${head.sha}`,
    ...links(`${api}/pulls`, {
      commits_url: `/${pull.number}/commits`,
      review_comments_url: `/${pull.number}/comments`,
      review_comment_url: '/comments{/number}',
    }),
  };
  return {
    id: 200_000 + pull.number,
    node_id: nodeId('PullRequest', pull.number),
    ...addresses,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: userBody(github, pull.user),
    body: pull.body,
    labels: pull.labels.map((name) => ({ ...labelBody(repository, name), description: '' })),
    milestone: null,
    created_at: pull.created_at,
    updated_at: pull.created_at,
    closed_at: null,
    merged_at: null,
    merge_commit_sha: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: {
      label: `${head.repository.owner.login}:${head.ref}`,
      ref: head.ref,
      sha: head.sha,
      user: userBody(github, head.repository.owner),
      repo: repositoryBody(head.repository),
    },
    base: {
      label: `${repository.owner.login}:${base.ref}`,
      ref: base.ref,
      sha: base.sha,
      user: userBody(github, repository.owner),
      repo: repositoryBody(repository),
    },
    _links: {
      self: { href: addresses.url },
      html: { href: addresses.html_url },
      issue: { href: addresses.issue_url },
      comments: { href: addresses.comments_url },
      review_comments: { href: addresses.review_comments_url },
      review_comment: { href: addresses.review_comment_url },
      commits: { href: addresses.commits_url },
      statuses: { href: addresses.statuses_url },
    },
    author_association: 'CONTRIBUTOR',
    auto_merge: null,
    draft: pull.draft,
  };
}

/** A pull request as it says itself. */
export function pullBody(repository: StandInRepository, pull: StandInPullRequest): Schemas['pull-request'] {
  const files = filesOf(repository, pull);
  const sum = (of: 'additions' | 'deletions') => files.reduce((total, each) => total + each[of], 0);
  const merges = repository.git?.ask('merge-tree', '--write-tree', pull.base.sha, pull.head.sha);
  return {
    ...simplePullBody(repository, pull),
    merged: pull.merged,
    mergeable: repository.git === null ? null : merges !== null,
    rebaseable: null,
    mergeable_state: repository.git === null ? 'unknown' : merges === null ? 'dirty' : 'clean',
    merged_by: null,
    comments: repository.comments.filter(({ issue }) => issue === pull.number).length,
    review_comments: 0,
    maintainer_can_modify: true,
    commits: Number(repository.git?.ask('rev-list', '--count', `${pull.base.sha}..${pull.head.sha}`) ?? 1),
    additions: sum('additions'),
    deletions: sum('deletions'),
    changed_files: files.length,
  };
}

const STATES: Record<string, Schemas['diff-entry']['status']> = { A: 'added', D: 'removed', M: 'modified' };

export function filesOf(repository: StandInRepository, pull: StandInPullRequest): Schemas['diff-entry'][] {
  const { github, slug, git } = repository;
  if (git === null) return [];
  return git.changedFiles(pull.base.sha, pull.head.sha).map(({ path, status, additions, deletions }) => ({
    sha: git.ask('rev-parse', '--verify', '--quiet', `${pull.head.sha}:${path}`),
    filename: path,
    status: STATES[status] ?? 'changed',
    additions,
    deletions,
    changes: additions + deletions,
    blob_url: `${github.serverUrl}/${slug}/blob/${pull.head.sha}/${path}`,
    raw_url: `${github.serverUrl}/${slug}/raw/${pull.head.sha}/${path}`,
    contents_url: `${github.apiUrl}/repos/${slug}/contents/${path}?ref=${pull.head.sha}`,
  }));
}
