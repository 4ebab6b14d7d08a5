import { isAtLeast } from '../accounts.js';
import { commitBody } from '../bodies/commit.js';
import { simplePullBody } from '../bodies/pull.js';
import { fullRepositoryBody } from '../bodies/repository.js';
import { teamBody } from '../bodies/team.js';
import { publicUserBody, userBody } from '../bodies/user.js';
import { notFound, Refusal } from '../http.js';
import { type Call, type Endpoint, endpoint, page } from '../router.js';
import type { Schemas } from '../types.js';

function contents({ repository, github, params, query, request }: Call) {
  const { git, slug } = repository;
  const path = params.path!;
  const commit = git?.commit(query.get('ref') ?? repository.defaultBranch);
  if (!git || !commit) throw new Refusal(404, `No commit found for the ref ${query.get('ref')}`);
  const [, type, sha] = /^\d+ (\w+) (\w+)\t/.exec(git.ask('ls-tree', commit, '--', path) ?? '') ?? [];
  if (type !== 'blob' || sha === undefined) throw notFound();
  const bytes = git.bytes('cat-file', 'blob', sha);
  if (/[.+]raw\b/.test(request.headers.accept ?? '')) {
    return { raw: { type: 'application/vnd.github.raw; charset=utf-8', bytes } };
  }
  const url = `${github.apiUrl}/repos/${slug}/contents/${path}?ref=${commit}`;
  const html = `${github.serverUrl}/${slug}/blob/${commit}/${path}`;
  const body: Schemas['content-file'] = {
    type: 'file',
    encoding: 'base64',
    size: bytes.length,
    name: path.split('/').at(-1)!,
    path,
    content: bytes.toString('base64').replace(/.{60}/g, '$&\n'),
    sha,
    url,
    git_url: `${github.apiUrl}/repos/${slug}/git/blobs/${sha}`,
    html_url: html,
    download_url: html.replace('/blob/', '/raw/'),
    _links: { self: url, git: `${github.apiUrl}/repos/${slug}/git/blobs/${sha}`, html },
  };
  return { body };
}

export const repositoryEndpoints: Endpoint[] = [
  endpoint<'repos/get'>('GET /repos/{owner}/{repo}', ({ repository, token }) => ({
    status: 200,
    body: fullRepositoryBody(repository, token?.account ?? null),
  })),

  endpoint<'repos/get-content'>('GET /repos/{owner}/{repo}/contents/{path}', (call) => {
    const { body, raw } = contents(call);
    // A raw file has no JSON to be described.
    return { status: 200, body: body!, ...(raw ? { raw } : {}) };
  }),

  endpoint<'repos/list-pull-requests-associated-with-commit'>(
    'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
    (call) => {
      const { repository, params } = call;
      const { git } = repository;
      const sha = params.commit_sha!;
      const holds = (head: string) => head === sha || git?.ask('merge-base', '--is-ancestor', sha, head) === '';
      // A commit of the base belongs to no pull request that is open.
      const isInBase = (base: string) => git?.ask('merge-base', '--is-ancestor', sha, base) === '';
      const found = repository.pulls.filter(({ head, base }) => holds(head.sha) && !isInBase(base.sha));
      const { items, headers } = page(call, found);
      return { status: 200, headers, body: items.map((each) => simplePullBody(repository, each)) };
    },
  ),

  endpoint<'repos/get-commit'>('GET /repos/{owner}/{repo}/commits/{ref}', ({ repository, params }) => {
    const name = params.ref!;
    const body = commitBody(repository, repository.git?.commit(name) ?? name);
    if (!body) throw new Refusal(422, `No commit found for SHA: ${name}`);
    return { status: 200, body };
  }),

  endpoint<'repos/get-collaborator-permission-level'>(
    'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
    ({ repository, github, params }) => {
      const account = github.accounts.find(params.username!);
      if (!account) throw notFound();
      const role = repository.roleOf(account) ?? (repository.private ? null : 'read');
      // The older word for a role knows only three of them.
      const permission = isAtLeast(role, 'admin')
        ? 'admin'
        : isAtLeast(role, 'write')
          ? 'write'
          : (role && 'read') || 'none';
      const user = { ...userBody(github, account), email: null, name: null, role_name: role ?? 'none' };
      return { status: 200, body: { permission, role_name: role ?? 'none', user } };
    },
    { role: 'write' },
  ),
];

export const userEndpoints: Endpoint[] = [
  endpoint<'users/get-authenticated'>('GET /user', ({ github, token }) => {
    if (!token) throw new Refusal(401, 'Requires authentication');
    // An app, as GITHUB_TOKEN is of, acts for nobody.
    if (token.account.type === 'Bot') throw new Refusal(403, 'Resource not accessible by integration');
    return { status: 200, body: publicUserBody(github, token.account) };
  }),

  endpoint<'users/get-by-username'>('GET /users/{username}', ({ github, params }) => {
    const account = github.accounts.find(params.username!);
    if (!account) throw notFound();
    return { status: 200, body: publicUserBody(github, account) };
  }),

  endpoint<'teams/get-by-name'>('GET /orgs/{org}/teams/{team_slug}', ({ github, token, params }) => {
    const { org, team_slug } = params as { org: string; team_slug: string };
    if (!token || !github.accounts.teams.has(`${org}/${team_slug}`)) throw notFound();
    return { status: 200, body: teamBody(github, org, team_slug) };
  }),

  endpoint<'teams/get-membership-for-user-in-org'>(
    'GET /orgs/{org}/teams/{team_slug}/memberships/{username}',
    ({ github, token, params }) => {
      const team = `${params.org}/${params.team_slug}`;
      if (!token || !github.accounts.teams.get(team)?.has(params.username!)) throw notFound();
      const url = `${github.apiUrl}/orgs/${params.org}/teams/${params.team_slug}/memberships/${params.username}`;
      return { status: 200, body: { url, role: 'member', state: 'active' } };
    },
  ),

  endpoint<'rate-limit/get'>('GET /rate_limit', ({ github, token }) => {
    const core = (token ? github.limits.token : github.limits.anonymous).body();
    const search = { limit: 30, remaining: 30, reset: core.reset, used: 0 };
    return { status: 200, body: { resources: { core, search }, rate: core } };
  }),
];
