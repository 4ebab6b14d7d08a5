/** Who may see and do what in a workspace. What a right on a reference allows is enforced by the reference itself too. */
import { type Account, rightsOfActor } from '../reference/actor.js';
import type { ReferenceConfig, Right } from '../reference/config.js';
import { membershipsOf } from '../reference/people.js';

/** What may be asked for on a reference: to read it, or one of its rights. */
export type Demand = Right | 'read';

type Config = Pick<ReferenceConfig, 'public' | 'users' | 'groups'>;

/** Of an account what a reference needs to know: a document of a user has more in it. */
export function bareAccount({ id, emails, groups, administrator }: Account): Account {
  return { id, emails, groups, administrator };
}

/** A reference may be read by administrators, by everyone where it is public, and by its users and groups. */
export function mayRead(account: Account, config: Config): boolean {
  return account.administrator || config.public || membershipsOf(config, account.id, account.groups).length > 0;
}

export function may(account: Account, config: Config, demand: Demand): boolean {
  return demand === 'read' ? mayRead(account, config) : rightsOfActor(config, { id: account.id, account })[demand];
}
