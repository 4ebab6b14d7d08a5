import type { Account } from '../accounts.js';
import { isAtLeast } from '../accounts.js';
import type { StandInRepository } from '../repository.js';
import type { Schemas } from '../types.js';
import { links, nodeId } from './links.js';
import { userBody } from './user.js';

/** A repository as others name it, such as the head of a pull request. */
export function repositoryBody(repository: StandInRepository, reader: Account | null = null): Schemas['repository'] {
  const { github, id, slug, name, owner } = repository;
  const role = repository.roleOf(reader);
  const web = `${github.serverUrl}/${slug}`;
  return {
    id,
    node_id: nodeId('Repository', id),
    name,
    full_name: slug,
    owner: userBody(github, owner),
    private: repository.private,
    visibility: repository.private ? 'private' : 'public',
    html_url: web,
    description: null,
    fork: repository.options.forkOf !== undefined,
    ...links(`${github.apiUrl}/repos/${slug}`, {
      url: '',
      archive_url: '/{archive_format}{/ref}',
      assignees_url: '/assignees{/user}',
      blobs_url: '/git/blobs{/sha}',
      branches_url: '/branches{/branch}',
      collaborators_url: '/collaborators{/collaborator}',
      comments_url: '/comments{/number}',
      commits_url: '/commits{/sha}',
      compare_url: '/compare/{base}...{head}',
      contents_url: '/contents/{+path}',
      contributors_url: '/contributors',
      deployments_url: '/deployments',
      downloads_url: '/downloads',
      events_url: '/events',
      forks_url: '/forks',
      git_commits_url: '/git/commits{/sha}',
      git_refs_url: '/git/refs{/sha}',
      git_tags_url: '/git/tags{/sha}',
      issue_comment_url: '/issues/comments{/number}',
      issue_events_url: '/issues/events{/number}',
      issues_url: '/issues{/number}',
      keys_url: '/keys{/key_id}',
      labels_url: '/labels{/name}',
      languages_url: '/languages',
      merges_url: '/merges',
      milestones_url: '/milestones{/number}',
      notifications_url: '/notifications{?since,all,participating}',
      pulls_url: '/pulls{/number}',
      releases_url: '/releases{/id}',
      stargazers_url: '/stargazers',
      statuses_url: '/statuses/{sha}',
      subscribers_url: '/subscribers',
      subscription_url: '/subscription',
      tags_url: '/tags',
      teams_url: '/teams',
      trees_url: '/git/trees{/sha}',
      hooks_url: '/hooks',
    }),
    git_url: `git://127.0.0.1/${slug}.git`,
    ssh_url: `git@127.0.0.1:${slug}.git`,
    clone_url: `${web}.git`,
    svn_url: web,
    mirror_url: null,
    homepage: null,
    language: null,
    forks_count: 0,
    forks: 0,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    size: 0,
    default_branch: repository.defaultBranch,
    open_issues_count: repository.issues.length + repository.pulls.length,
    open_issues: repository.issues.length + repository.pulls.length,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    pushed_at: repository.created_at,
    created_at: repository.created_at,
    updated_at: repository.created_at,
    license: null,
    permissions: {
      admin: isAtLeast(role, 'admin'),
      maintain: isAtLeast(role, 'maintain'),
      push: isAtLeast(role, 'write'),
      triage: isAtLeast(role, 'triage'),
      pull: true,
    },
  };
}

/** A repository as it says itself. */
export function fullRepositoryBody(repository: StandInRepository, reader: Account | null): Schemas['full-repository'] {
  const body = repositoryBody(repository, reader);
  const parent = repository.parent ? repositoryBody(repository.parent) : undefined;
  return {
    ...body,
    has_discussions: body.has_discussions ?? false,
    pushed_at: repository.created_at,
    created_at: repository.created_at,
    updated_at: repository.created_at,
    subscribers_count: 0,
    network_count: 0,
    ...(parent ? { parent, source: parent } : {}),
  };
}
