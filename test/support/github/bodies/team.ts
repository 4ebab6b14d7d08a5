import type { GitHubState } from '../state.js';
import type { Schemas } from '../types.js';
import { nodeId } from './links.js';

const AT = '2024-01-01T00:00:00Z';

/** A team of an organization, by `org` and `slug`. */
export function teamBody(github: GitHubState, org: string, slug: string): Schemas['team-full'] {
  const account = github.accounts.account(org, 'Organization');
  const url = `${github.apiUrl}/orgs/${org}`;
  const size = github.accounts.teams.get(`${org}/${slug}`)?.size ?? 0;
  return {
    id: 1,
    node_id: nodeId('Team', 1),
    url: `${url}/teams/${slug}`,
    html_url: `${github.serverUrl}/orgs/${org}/teams/${slug}`,
    name: slug,
    slug,
    description: null,
    privacy: 'closed',
    permission: 'pull',
    members_url: `${url}/teams/${slug}/members{/member}`,
    repositories_url: `${url}/teams/${slug}/repos`,
    members_count: size,
    repos_count: 0,
    created_at: AT,
    updated_at: AT,
    organization: {
      login: org,
      id: account.id,
      node_id: nodeId('Organization', account.id),
      url,
      repos_url: `${url}/repos`,
      events_url: `${url}/events`,
      hooks_url: `${url}/hooks`,
      issues_url: `${url}/issues`,
      members_url: `${url}/members{/member}`,
      public_members_url: `${url}/public_members{/member}`,
      avatar_url: '',
      description: null,
      has_organization_projects: true,
      has_repository_projects: true,
      public_repos: 0,
      public_gists: 0,
      followers: 0,
      following: 0,
      html_url: `${github.serverUrl}/${org}`,
      type: 'Organization',
      created_at: AT,
      updated_at: AT,
      archived_at: null,
    },
    type: 'organization',
  };
}
