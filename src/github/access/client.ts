/**
 * The way to GitHub: one place that knows where it is, who asks, and what its refusals mean. The token is added to
 * requests here and nowhere else, so that neither Octokit nor an error ever holds it.
 */
import type { Octokit } from '@octokit/rest';
import { type Fetch, openNetwork } from '../../network/network.js';
import { explainRefusal } from './answers.js';
import { GitHubError } from './errors.js';
import { type Hosts, hostsOf } from './hosts.js';
import { makeOctokit } from './octokit.js';
import { parseSlug } from './slug.js';

export interface GitHubOptions {
  /** Where `GH_TOKEN`, `GITHUB_TOKEN`, `GITHUB_API_URL`, `GITHUB_SERVER_URL` and the proxies are looked up. */
  env?: NodeJS.ProcessEnv;
  /** Told what goes on without an error: a wait, a release that was passed over. */
  onWarning?: (message: string) => void;
  /** Ends what is under way; requests then throw its reason. */
  signal?: AbortSignal;
  /** How long a second of waiting takes, in ms. Less for a GitHub on this machine, and as tests want it. */
  secondMs?: number;
  /** How long GitHub may say nothing before it counts as unreachable, in ms. */
  timeoutMs?: number;
}

export interface Credentials {
  username: string;
  password: string;
}

const SECOND_MS = 1000;
const LOCAL_SECOND_MS = 10;

export class GitHub {
  readonly hosts: Hosts;
  readonly hasToken: boolean;
  readonly signal: AbortSignal | undefined;
  readonly warn: (message: string) => void;
  readonly secondMs: number;
  readonly #token: string | null;
  readonly #network: ReturnType<typeof openNetwork>;
  #octokit: Promise<Octokit> | undefined;

  private constructor({ env = process.env, onWarning, signal, secondMs, timeoutMs }: GitHubOptions) {
    this.hosts = hostsOf(env);
    this.#token = env.GH_TOKEN?.trim() || env.GITHUB_TOKEN?.trim() || null;
    this.hasToken = this.#token !== null;
    this.signal = signal;
    this.warn = onWarning ?? (() => {});
    this.secondMs = secondMs ?? (this.hosts.isLocal ? LOCAL_SECOND_MS : SECOND_MS);
    this.#network = openNetwork({ env, timeoutMs });
  }

  /**
   * Gets ready; nothing is loaded or asked yet.
   *
   * @throws GitHubSettingsError for an address in the environment that can't be used
   */
  static open(options: GitHubOptions = {}): GitHub {
    return new GitHub(options);
  }

  /**
   * GitHub's API, loaded when it is first asked for. What it throws is one of the errors of this room, or
   * UnreachableError; an answer 304 throws as Octokit does (`isNotModified`). Requests that change nothing when they are
   * made twice are tried again after a 5xx or a cut connection.
   */
  octokit(): Promise<Octokit> {
    this.#octokit ??= makeOctokit(this);
    return this.#octokit;
  }

  /**
   * As the global `fetch`, for downloads and uploads: with the token, where the address is one of the API's. Throws
   * UnreachableError; a status that is no success is the caller's (`checked`).
   */
  readonly fetch: Fetch = (url, init = {}) => {
    const headers = new Headers(init.headers);
    headers.delete('authorization');
    headers.set('user-agent', 'refkit');
    if (this.#token !== null && this.hosts.trusted.has(new URL(url).origin)) {
      headers.set('authorization', `Bearer ${this.#token}`);
    }
    return this.#network.fetch(url, { signal: this.signal, ...init, headers });
  };

  /** The answer again where it is a success or a redirection. @throws GitHubError */
  async checked(response: Response, path: string): Promise<Response> {
    if (response.status < 400) return response;
    throw await this.explain(response, path);
  }

  /** The error that an answer is. */
  async explain(response: Response, path: string): Promise<GitHubError> {
    const text = await response.text().catch(() => '');
    const header = (name: string) => response.headers.get(name);
    return explainRefusal({ status: response.status, header, body: parsed(text), path, hasToken: this.hasToken });
  }

  /** Git's way to requests: through the same proxy, and without a token but in `gitCredentials`. */
  readonly gitFetch: Fetch = (url, init = {}) => this.#network.fetch(url, { signal: this.signal, ...init });

  /** Who asks, for git; null without a token, or where an address is not the git server's. */
  readonly gitCredentials = (url: string): Credentials | null => {
    const isServer = new URL(url).origin === new URL(this.hosts.serverUrl).origin;
    return this.#token !== null && isServer ? { username: 'x-access-token', password: this.#token } : null;
  };

  /** The page of a repository. */
  webUrl(slug: string): string {
    return `${this.hosts.serverUrl}/${slug}`;
  }

  /** Where git finds a repository. */
  gitUrl(slug: string): string {
    return `${this.webUrl(slug)}.git`;
  }

  /** What git needs to go there, as whoever the token is of. */
  gitRemote(slug: string) {
    return { url: this.gitUrl(slug), fetch: this.gitFetch, credentials: this.gitCredentials };
  }

  /** `owner/name` from what a person writes. @throws InvalidSlugError */
  parseSlug(text: string): string {
    return parseSlug(text, this.hosts.serverUrl);
  }

  /** Ends connections that are kept open. */
  async close(): Promise<void> {
    await this.#network.close();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether an error says that what was asked for is what the caller has. */
export function isNotModified(error: unknown): boolean {
  return error instanceof Error && !(error instanceof GitHubError) && (error as { status?: unknown }).status === 304;
}
