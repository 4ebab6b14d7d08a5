import type { StandInComment, StandInIssue, StandInPullRequest, StandInRepository } from '../repository.js';
import type { Schemas } from '../types.js';
import { links, nodeId } from './links.js';
import { userBody } from './user.js';

export function labelBody(repository: StandInRepository, name: string): Schemas['label'] {
  const id = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 1_000_000, 7);
  const url = `${repository.github.apiUrl}/repos/${repository.slug}/labels/${encodeURIComponent(name)}`;
  return { id, node_id: nodeId('Label', id), url, name, description: null, color: 'ededed', default: false };
}

export function issueBody(repository: StandInRepository, issue: StandInIssue | StandInPullRequest): Schemas['issue'] {
  const { github, slug } = repository;
  const isPull = 'head' in issue;
  const web = `${github.serverUrl}/${slug}/${isPull ? 'pull' : 'issues'}/${issue.number}`;
  return {
    id: 100_000 + issue.number,
    node_id: nodeId('Issue', issue.number),
    ...links(`${github.apiUrl}/repos/${slug}/issues/${issue.number}`, {
      url: '',
      labels_url: '/labels{/name}',
      comments_url: '/comments',
      events_url: '/events',
    }),
    repository_url: `${github.apiUrl}/repos/${slug}`,
    html_url: web,
    number: issue.number,
    state: issue.state,
    title: issue.title,
    body: issue.body,
    user: userBody(github, issue.user),
    labels: issue.labels.map((name) => labelBody(repository, name)),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    comments: repository.comments.filter((each) => each.issue === issue.number).length,
    closed_at: null,
    created_at: issue.created_at,
    updated_at: issue.created_at,
    author_association: 'CONTRIBUTOR',
    ...(isPull
      ? {
          pull_request: {
            url: `${github.apiUrl}/repos/${slug}/pulls/${issue.number}`,
            html_url: web,
            diff_url: `${web}.diff`,
            patch_url: `${web}.patch`,
          },
        }
      : {}),
  };
}

export function commentBody(repository: StandInRepository, comment: StandInComment): Schemas['issue-comment'] {
  const { github, slug } = repository;
  const kind = repository.pulls.some(({ number }) => number === comment.issue) ? 'pull' : 'issues';
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    url: `${github.apiUrl}/repos/${slug}/issues/comments/${comment.id}`,
    html_url: `${github.serverUrl}/${slug}/${kind}/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${github.apiUrl}/repos/${slug}/issues/${comment.issue}`,
    body: comment.body,
    user: userBody(github, comment.user),
    created_at: comment.created_at,
    updated_at: comment.updated_at,
    author_association: 'CONTRIBUTOR',
  };
}
