/** Who commits: found the way git finds it (git-commit-tree(1), "COMMIT INFORMATION"). */
import { hostname, userInfo } from 'node:os';
import { InvalidInputError } from '../otu/errors.js';
import { fullConfig } from './config.js';
import { localOffset, parseGitDate } from './git-date.js';
import { cleanIdentity, type Signature } from './object-format.js';
import type { Repository } from './repository.js';

export interface Identity {
  name: string;
  email: string;
}

/** `guessed`: nobody told git a name or an address, so login and host stand in for it. */
export interface FoundIdentity {
  identity: Identity;
  guessed: boolean;
}

type Role = 'AUTHOR' | 'COMMITTER';

/** The author of a commit made now: `GIT_AUTHOR_NAME` and `_EMAIL`, then `author.*`, then `user.*`, then a guess. */
export function authorIdentity(repo: Repository | null): FoundIdentity {
  return identityOf('AUTHOR', repo);
}

/** The committer of a commit made now: as the author, with `GIT_COMMITTER_*` and `committer.*`. */
export function committerIdentity(repo: Repository | null): FoundIdentity {
  return identityOf('COMMITTER', repo);
}

/**
 * The identity at this moment, or at the one that `GIT_AUTHOR_DATE` or `GIT_COMMITTER_DATE` names.
 * Throws InvalidInputError where git would not understand that date.
 */
export function signatureNow({ name, email }: Identity, which: Role): Signature {
  const variable = `GIT_${which}_DATE`;
  const given = process.env[variable];
  if (given) {
    const moment = parseGitDate(given);
    if (moment === null) throw new InvalidInputError({ [variable]: [`git does not understand the date "${given}"`] });
    return { name, email, ...moment };
  }
  const now = new Date();
  return { name, email, timestamp: Math.floor(now.getTime() / 1000), offset: localOffset(now) };
}

function identityOf(role: Role, repo: Repository | null): FoundIdentity {
  const { env } = process;
  const config = fullConfig(
    repo && {
      gitDir: repo.gitDir,
      commonDir: repo.commonDir,
      branch: repo.head().ref?.slice('refs/heads/'.length) ?? null,
    },
  );
  const section = role.toLowerCase();
  const first = (...candidates: (string | undefined)[]): string | undefined => {
    // The first that is set counts; one with nothing left after cleaning stands for none.
    const chosen = candidates.find((candidate) => candidate !== undefined && candidate !== '');
    return chosen === undefined ? undefined : cleanIdentity(chosen) || undefined;
  };
  const name = first(env[`GIT_${role}_NAME`], config.get(`${section}.name`), config.get('user.name'));
  const email = first(env[`GIT_${role}_EMAIL`], config.get(`${section}.email`), config.get('user.email'), env.EMAIL);
  return {
    identity: {
      name: name ?? (cleanIdentity(login()) || 'unknown'),
      email: email ?? cleanIdentity(`${login()}@${hostname()}`),
    },
    guessed: name === undefined || email === undefined,
  };
}

function login(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id that the system has no entry for, as in containers.
    return process.env.USER || process.env.LOGNAME || 'unknown';
  }
}
