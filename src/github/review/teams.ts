import type { GitHub } from '../access/client.js';
import { GitHubForbiddenError, GitHubNotFoundError } from '../access/errors.js';
import type { AskTeam } from './rights.js';

/** Asks GitHub who is in a team, once for each. Nothing is loaded before the first question; without a token none is asked. */
export function teamsOn(open: () => GitHub): AskTeam {
  const answers = new Map<string, Promise<boolean | null>>();
  return (team, login) => {
    const key = `${team} ${login}`.toLowerCase();
    const answer = answers.get(key) ?? ask(open(), team, login);
    answers.set(key, answer);
    return answer;
  };
}

async function ask(github: GitHub, team: string, login: string): Promise<boolean | null> {
  const [org, team_slug, ...rest] = team.split('/');
  if (!github.hasToken || !org || !team_slug || rest.length > 0) return null;
  const octokit = await github.octokit();
  const membership = await seen(
    octokit.request('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', { org, team_slug, username: login }),
  );
  if (membership !== null) return membership.data.state === 'active';
  // Not a member, or a team that the token may not see: only who sees the team can tell.
  const known = await seen(octokit.request('GET /orgs/{org}/teams/{team_slug}', { org, team_slug }));
  return known === null ? null : false;
}

async function seen<T>(request: Promise<T>): Promise<T | null> {
  try {
    return await request;
  } catch (error) {
    // GitHub does not say what a token may not see.
    if (error instanceof GitHubForbiddenError || error instanceof GitHubNotFoundError) return null;
    throw error;
  }
}
