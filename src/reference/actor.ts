/** Who acts: git's identity or a named user of the reference, and what their commits say of them. */
import { NotFoundError } from '../otu/errors.js';
import { authorIdentity, committerIdentity, type Identity, signatureNow } from '../store/identity.js';
import type { Signature } from '../store/object-format.js';
import type { Repository } from '../store/repository.js';
import type { ReferenceConfig, Right } from './config.js';
import { identityOf, rightsOf, userOfAddress } from './people.js';

export interface Actor {
  /** The id of a user of the reference; of somebody else the login or address. */
  id: string;
  identity: Identity;
  /** Whether the actor was named, rather than taken from git. */
  named: boolean;
}

interface ActorOptions {
  user?: string;
  onWarning?: (message: string) => void;
}

/**
 * The one who acts: the user that was named, else the one that git's author identity stands for.
 *
 * @throws NotFoundError where the named user is none of this reference
 */
export function actorOf(
  repository: Repository | null,
  config: Pick<ReferenceConfig, 'users'>,
  { user, onWarning }: ActorOptions,
): Actor {
  if (user !== undefined) {
    const known = config.users.find(({ id }) => id === user);
    if (!known) {
      throw new NotFoundError(`There is no user "${user}" in this reference`, {
        data: { user },
        suggestions: [`its users are ${config.users.map(({ id }) => id).join(', ')}`],
      });
    }
    return { id: known.id, identity: identityOf(known), named: true };
  }
  const { identity, guessed } = authorIdentity(repository);
  if (guessed) {
    onWarning?.(
      `git does not know who you are: commits are made as ${identity.name} <${identity.email}>; ` +
        'tell it with "git config --global user.name" and "git config --global user.email"',
    );
  }
  return { id: userOfAddress(config, identity.email), identity, named: false };
}

/** The signatures of a commit that the actor makes now. */
export function signaturesOf(repository: Repository | null, actor: Actor): { author: Signature; committer: Signature } {
  const { identity, guessed } = committerIdentity(repository);
  return {
    author: signatureNow(actor.identity, 'AUTHOR'),
    committer: signatureNow(guessed ? actor.identity : identity, 'COMMITTER'),
  };
}

/** Whoever has the files may edit them, so a missing right is only said here. */
export function warnWithoutRight(
  config: Pick<ReferenceConfig, 'users' | 'groups'>,
  actor: Actor,
  right: Right,
  { onWarning }: ActorOptions,
): void {
  if (!rightsOf(config, actor.id)[right]) {
    onWarning?.(`${actor.id} does not hold the right "${right}" on this reference; a review would say so`);
  }
}
