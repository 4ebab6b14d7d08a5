import { InvalidSlugError } from './errors.js';

const OWNER = /^[a-z\d](?:[a-z\d_-]{0,98}[a-z\d])?$/i;
const NAME = /^[\w.-]{1,100}$/;

/** A repository as GitHub's API takes it. */
export interface Place {
  owner: string;
  repo: string;
}

/** Where the repository of a slug is. */
export function placeOf(slug: string): Place {
  const [owner, repo] = slug.split('/') as [string, string];
  return { owner, repo };
}

/**
 * `owner/name` from what a person writes: that itself, or an address of the repository
 * (`https://github.com/owner/name.git`, `git@github.com:owner/name.git`).
 *
 * @param serverUrl the GitHub that addresses must be of
 * @throws InvalidSlugError
 */
export function parseSlug(text: string, serverUrl = 'https://github.com'): string {
  const given = text.trim();
  const { host, hostname } = new URL(serverUrl);
  const address =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/]+)\/(.+)$/i.exec(given) ?? /^[\w.-]+@([\w.-]+):(.+)$/.exec(given);
  if (address && ![host, hostname, `www.${host}`].includes(address[1]!.toLowerCase())) {
    throw new InvalidSlugError(`${given} is not an address of ${host}`, {
      data: { slug: given },
      suggestions: ['give OWNER/REPO', 'set GITHUB_SERVER_URL for a GitHub Enterprise server'],
    });
  }
  const path = address ? address[2]!.replace(/\/+$/, '') : given;
  const [owner = '', name = '', ...rest] = path.replace(/\.git$/i, '').split('/');
  const isName = NAME.test(name) && !/^\.+$/.test(name) && !/\.git$/i.test(name);
  if (!OWNER.test(owner) || !isName || rest.length > 0) {
    throw new InvalidSlugError(`${JSON.stringify(given)} is not the name of a repository on GitHub`, {
      data: { slug: given },
      suggestions: ['give it as OWNER/REPO, such as virtool/ref-plant-viruses'],
    });
  }
  return `${owner}/${name}`;
}
