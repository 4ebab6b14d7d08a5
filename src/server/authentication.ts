/** Who asks: HTTP Basic with a user's id and an API key, and a limit to how often that may fail. */
import type { IncomingHttpHeaders } from 'node:http';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Turn } from '../files/turn.js';
import type { Accounts, UserDocument } from '../workspace/accounts.js';
import type { WorkspaceSettings } from '../workspace/settings.js';
import { TooManyFailuresError, UnauthorizedError } from './errors.js';

/** An address may fail this many times as often as one user at it, since many people can share one. */
const USERS_AT_AN_ADDRESS = 10;

export class Authentication {
  readonly #accounts: Accounts;
  readonly #byUser: RateLimiterMemory;
  readonly #byAddress: RateLimiterMemory;
  /** Whether anybody failed lately: as long as nobody did, nobody is looked up. */
  #failures = 0;

  constructor(accounts: Accounts, { count, per_seconds: duration }: WorkspaceSettings['failed_logins']) {
    this.#accounts = accounts;
    this.#byUser = new RateLimiterMemory({ points: count, duration });
    this.#byAddress = new RateLimiterMemory({ points: count * USERS_AT_AN_ADDRESS, duration });
  }

  /**
   * The account that a request comes from. Nothing in what is thrown, or how long it takes, tells whether there is a
   * user of that id.
   *
   * @param address the client's
   * @param turn the request's
   * @throws UnauthorizedError, TooManyFailuresError
   */
  async accountOf({ authorization }: IncomingHttpHeaders, address: string, turn: Turn): Promise<UserDocument> {
    const credentials = authorization === undefined ? null : parseBasic(authorization);
    if (credentials === null) throw new UnauthorizedError('Requires authorization');
    const place = `${address} ${credentials.id}`;
    if (this.#failures > 0) await this.#refuseMany(address, place);
    const account = this.#accounts.authenticate(credentials.id, credentials.key, turn);
    if (account) return account;
    this.#failures += 1;
    await Promise.allSettled([this.#byUser.consume(place), this.#byAddress.consume(address)]);
    throw new UnauthorizedError('Requires authorization');
  }

  async #refuseMany(address: string, place: string): Promise<void> {
    for (const [limiter, key] of [
      [this.#byUser, place],
      [this.#byAddress, address],
    ] as const) {
      const spent = await limiter.get(key);
      if (spent === null || spent.remainingPoints > 0) continue;
      const retry_after = Math.max(1, Math.ceil(spent.msBeforeNext / 1000));
      throw new TooManyFailuresError(`Too many failed logins; try again in ${retry_after} seconds`, {
        data: { retry_after },
      });
    }
  }
}

/** The longest header that is looked at, in characters. */
const LONGEST = 1000;

/** RFC 7617. null for what is none of it. */
function parseBasic(header: string): { id: string; key: string } | null {
  const encoded = header.length <= LONGEST ? /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(header)?.[1] : undefined;
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { id: text.slice(0, colon), key: text.slice(colon + 1) };
}
