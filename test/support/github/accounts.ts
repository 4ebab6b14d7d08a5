/** Who may do what: people, their tokens, teams, and the roles they have in repositories. */
import { Refusal } from './http.js';
import type { Permission, Role } from './types.js';

export interface Account {
  login: string;
  id: number;
  type: 'User' | 'Organization' | 'Bot';
}

export interface TokenOptions {
  login?: string;
  /** What it may write, as the `permissions` of a workflow say; everything that its owner may, unless given. */
  write?: Permission[];
  /** Whether it is an app's (as `GITHUB_TOKEN` in Actions is): only those may make check runs. True unless given. */
  app?: boolean;
}

export interface Token extends Required<Pick<TokenOptions, 'app'>> {
  text: string;
  account: Account;
  write: Permission[] | null;
}

export class Accounts {
  readonly #accounts = new Map<string, Account>();
  readonly #tokens = new Map<string, Token>();
  /** Members of teams, by `org/team`. */
  readonly teams = new Map<string, Set<string>>();

  /** The account of a login, made where there is none. */
  account(login: string, type: Account['type'] = 'User'): Account {
    const key = login.toLowerCase();
    const found = this.#accounts.get(key) ?? { login, id: 1000 + this.#accounts.size, type };
    this.#accounts.set(key, found);
    return found;
  }

  find(login: string): Account | null {
    return this.#accounts.get(login.toLowerCase()) ?? null;
  }

  addToken({ login = 'octocat', write, app = true }: TokenOptions = {}): string {
    const text = `ghs_${'secret'}${String(this.#tokens.size).padStart(30, '0')}`;
    const account = this.account(login, login.endsWith('[bot]') ? 'Bot' : 'User');
    this.#tokens.set(text, { text, account, write: write ?? null, app });
    return text;
  }

  /** Whose the token of an `Authorization` header is; null without one. Throws 401 for one that nobody has. */
  authenticate(header: string | undefined): Token | null {
    if (!header) return null;
    const [scheme = '', value = ''] = header.split(' ', 2);
    let text = value;
    if (/^basic$/i.test(scheme))
      text = Buffer.from(value, 'base64')
        .toString()
        .replace(/^[^:]*:/, '');
    const token = this.#tokens.get(text);
    if (!token) throw new Refusal(401, 'Bad credentials');
    return token;
  }
}

const RANKS: Role[] = ['read', 'triage', 'write', 'maintain', 'admin'];

export const isAtLeast = (role: Role | null, wanted: Role): boolean =>
  role !== null && RANKS.indexOf(role) >= RANKS.indexOf(wanted);
