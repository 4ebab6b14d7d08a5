/** Who acts: git's identity, a named user of the reference, or a server's account; and what their commits say of them. */
import { NotFoundError } from '../otu/errors.js';
import { authorIdentity, committerIdentity, type Identity, signatureNow } from '../store/identity.js';
import type { Signature } from '../store/object-format.js';
import type { Repository } from '../store/repository.js';
import type { ReferenceConfig, Right, Rights } from './config.js';
import { ForbiddenError } from './errors.js';
import { identityOf, localAddress, rightsOf, suggestUserId, userOfAddress } from './people.js';

/** Somebody whom a server knows and lets in. What they may do is enforced, not only said. */
export interface Account {
  id: string;
  /** For their commits; the first address that stands for nobody else in the reference is taken. */
  emails: readonly string[];
  /** The groups that they are in. */
  groups: readonly string[];
  /** May do everything. */
  administrator: boolean;
}

export interface Actor {
  /** The id of a user of the reference; of somebody else the login or address. */
  id: string;
  identity: Identity;
  /** The account that acts, where a server does. */
  account?: Account;
}

export interface ActorOptions {
  user?: string;
  account?: Account;
  /** For whom somebody else makes the edits: the author of the commits, where neither user nor account is named. */
  author?: Identity;
  onWarning?: (message: string) => void;
}

type People = Pick<ReferenceConfig, 'users' | 'groups'>;

/**
 * The one who acts: the account, user or author that was named, else the one that git's author identity stands for.
 *
 * @throws NotFoundError where the named user is none of this reference
 */
export function actorOf(
  repository: Repository | null,
  config: Pick<ReferenceConfig, 'users'>,
  { user, account, author, onWarning }: ActorOptions,
): Actor {
  if (account !== undefined) return { id: account.id, identity: accountIdentity(config, account), account };
  if (user !== undefined) {
    const known = config.users.find(({ id }) => id === user);
    if (!known) {
      throw new NotFoundError(`There is no user "${user}" in this reference`, {
        data: { user },
        suggestions: [`its users are ${config.users.map(({ id }) => id).join(', ')}`],
      });
    }
    return { id: known.id, identity: identityOf(known) };
  }
  if (author !== undefined) return { id: userOfAddress(config, author.email), identity: author };
  const { identity, guessed } = authorIdentity(repository);
  if (guessed) {
    onWarning?.(
      `git does not know who you are: commits are made as ${identity.name} <${identity.email}>; ` +
        'tell it with "git config --global user.name" and "git config --global user.email"',
    );
  }
  return { id: userOfAddress(config, identity.email), identity };
}

/** The person at this machine, as git knows them. */
export function localAccount(): Account {
  const { email } = authorIdentity(null).identity;
  return { id: suggestUserId(email), emails: [email], groups: [], administrator: true };
}

/** An identity whose commits count as the account's: its own address in the reference, else one that stands for its id. */
function accountIdentity(config: Pick<ReferenceConfig, 'users'>, { id, emails }: Account): Identity {
  const user = config.users.find((candidate) => candidate.id === id);
  const addresses = [...(user ? [identityOf(user).email] : []), ...emails];
  const email = addresses.find((address) => userOfAddress(config, address) === id) ?? localAddress(id);
  return { name: id, email };
}

/** The signatures of a commit that the actor makes now. */
export function signaturesOf(repository: Repository | null, actor: Actor): { author: Signature; committer: Signature } {
  return {
    author: signatureNow(actor.identity, 'AUTHOR'),
    committer: signatureNow(committerOf(repository, actor), 'COMMITTER'),
  };
}

function committerOf(repository: Repository | null, actor: Actor): Identity {
  // A server's own configuration says nothing of those who use it.
  if (actor.account) return actor.identity;
  const { identity, guessed } = committerIdentity(repository);
  return guessed ? actor.identity : identity;
}

/** What an actor may do. */
export function rightsOfActor(config: People, { id, account }: Pick<Actor, 'id' | 'account'>): Rights {
  if (account?.administrator) return { build: true, modify: true, modify_otu: true, remove: true };
  return rightsOf(config, id, account?.groups);
}

/**
 * Refuses an account what it has no right to. Anybody else has the files and may edit them, so a missing right is only
 * said.
 *
 * @throws ForbiddenError
 */
export function requireRight(config: People, actor: Actor, right: Right, { onWarning }: ActorOptions): void {
  if (rightsOfActor(config, actor)[right]) return;
  if (actor.account) throw new ForbiddenError('Insufficient rights', { data: { right } });
  onWarning?.(`${actor.id} does not hold the right "${right}" on this reference; a review would say so`);
}

/**
 * Nobody gives what they do not hold: refused to an account, said to anybody else.
 *
 * @throws ForbiddenError
 */
export function requireGrants(
  config: People,
  actor: Actor,
  grants: Partial<Rights>,
  { onWarning }: ActorOptions,
): void {
  for (const [right, has] of Object.entries(rightsOfActor(config, actor))) {
    if (has || !grants[right as Right]) continue;
    if (actor.account) throw new ForbiddenError('Insufficient rights', { data: { right } });
    onWarning?.(`${actor.id} gives the right "${right}" without holding it`);
  }
}
