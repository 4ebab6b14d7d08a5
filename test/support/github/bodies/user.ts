import type { Account } from '../accounts.js';
import type { GitHubState } from '../state.js';
import type { Schemas } from '../types.js';
import { links, nodeId } from './links.js';

export function userBody(github: GitHubState, { login, id, type }: Account): Schemas['simple-user'] {
  return {
    login,
    id,
    node_id: nodeId('User', id),
    avatar_url: `${github.serverUrl}/avatars/${id}`,
    gravatar_id: '',
    html_url: `${github.serverUrl}/${login}`,
    ...links(`${github.apiUrl}/users/${login}`, {
      url: '',
      followers_url: '/followers',
      following_url: '/following{/other_user}',
      gists_url: '/gists{/gist_id}',
      starred_url: '/starred{/owner}{/repo}',
      subscriptions_url: '/subscriptions',
      organizations_url: '/orgs',
      repos_url: '/repos',
      events_url: '/events{/privacy}',
      received_events_url: '/received_events',
    }),
    type,
    site_admin: false,
  };
}

export function publicUserBody(github: GitHubState, account: Account): Schemas['public-user'] {
  return {
    ...userBody(github, account),
    name: account.login,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2024-01-01T00:00:00Z',
    updated_at: '2024-01-01T00:00:00Z',
  };
}
