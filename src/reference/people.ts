/** Who did it, and who may: commit authors as users of the reference, and the rights that users and groups hold. */
import { type ReferenceConfig, type ReferenceGroup, type ReferenceUser, RIGHTS, type Rights } from './config.js';

/**
 * Addresses that refkit gives the commits of a user who has none: they are of a reserved domain (RFC 2606), so no mail
 * ever reaches them.
 */
const LOCAL_ADDRESS = /^(.+)@users\.refkit\.invalid$/;

/** The address of a user's commits who has none: it stands for that id wherever nobody claims it. */
export function localAddress(userId: string): string {
  return `${userId}@users.refkit.invalid`;
}

/** GitHub's no-reply addresses: `login@users.noreply.github.com`, for newer accounts `id+login@…`. */
const GITHUB_ADDRESS = /^(?:\d+\+)?([A-Za-z0-9-]+(?:\[bot\])?)@users\.noreply\.github\.com$/i;

/**
 * The user of a commit author's address: the user whose `emails` hold it (case ignored), else the user with the login
 * of a GitHub no-reply address, else that login, else the address itself.
 */
export function userOfAddress(config: Pick<ReferenceConfig, 'users'>, address: string): string {
  const wanted = address.toLowerCase();
  const known = config.users.find(({ emails }) => emails?.some((email) => email.toLowerCase() === wanted));
  if (known) return known.id;
  const local = LOCAL_ADDRESS.exec(address)?.[1];
  if (local !== undefined) return local;
  const login = GITHUB_ADDRESS.exec(address)?.[1];
  if (login === undefined) return address;
  return config.users.find(({ github }) => github?.toLowerCase() === login.toLowerCase())?.id ?? login;
}

/** The name and address that a user's commits carry. */
export function identityOf(user: ReferenceUser): { name: string; email: string } {
  const github = user.github ? `${user.github}@users.noreply.github.com` : undefined;
  return { name: user.id, email: user.emails?.[0] ?? github ?? localAddress(user.id) };
}

/** An id for somebody who is not a user yet: the login of a GitHub address, else the first part of the address. */
export function suggestUserId(address: string): string {
  const candidate = GITHUB_ADDRESS.exec(address)?.[1] ?? address.split('@', 1)[0] ?? '';
  const cleaned = candidate
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
    .slice(0, 64);
  return cleaned || 'owner';
}

/**
 * The rights that a user holds, by themselves or through a group.
 *
 * @param groupIds groups that the user is known to be in, beside those whose `members` say so
 */
export function rightsOf(
  config: Pick<ReferenceConfig, 'users' | 'groups'>,
  userId: string,
  groupIds: readonly string[] = [],
): Rights {
  const rights: Rights = { build: false, modify: false, modify_otu: false, remove: false };
  const sources: Rights[] = membershipsOf(config, userId, groupIds);
  for (const source of sources) for (const right of RIGHTS) rights[right] ||= source[right];
  return rights;
}

/** A user's own entry in the settings, and those of the groups that they are in. */
export function membershipsOf(
  config: Pick<ReferenceConfig, 'users' | 'groups'>,
  userId: string,
  groupIds: readonly string[] = [],
): (ReferenceUser | ReferenceGroup)[] {
  return [
    ...config.users.filter(({ id }) => id === userId),
    ...config.groups.filter(({ id, members }) => groupIds.includes(id) || members?.includes(userId)),
  ];
}
