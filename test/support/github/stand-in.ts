/**
 * A GitHub on this machine: the REST endpoints that refkit uses, uploads, downloads from another host, and git by real
 * git. What it knows is in memory, and what it saw can be looked at.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TokenOptions } from './accounts.js';
import { ApiServer } from './api-server.js';
import { handleDownload } from './assets-host.js';
import { type Failure, Failures } from './failures.js';
import { handleGit, isGitPath } from './git-server.js';
import { listen, plainHeaders, type SeenRequest } from './http.js';
import type { RepositoryOptions, StandInRepository } from './repository.js';
import { GitHubState } from './state.js';

export class StandInGitHub {
  readonly state = new GitHubState();
  /** All that was asked for, the oldest first, on all hosts. */
  readonly requests: SeenRequest[] = [];
  readonly #failures = new Failures();
  readonly #api = new ApiServer(this.state, this.#failures);
  readonly #servers: (() => Promise<void>)[] = [];
  /** Of the account that may do everything everywhere. */
  readonly token = this.state.accounts.addToken({ login: this.state.owner });

  /** Starts one; whoever does closes it. */
  static async start(): Promise<StandInGitHub> {
    const github = new StandInGitHub();
    const main = await listen((request, response) => github.#handle(request, response));
    const assets = await listen((request, response) => github.#handleAsset(request, response));
    github.#servers.push(main.close, assets.close);
    Object.assign(github.state, {
      serverUrl: main.url,
      apiUrl: `${main.url}/api/v3`,
      uploadsUrl: `${main.url}/api/uploads`,
      assetsUrl: assets.url,
    });
    return github;
  }

  /** What a client or a child process needs to come here, as the account that may do everything. */
  get env(): { GITHUB_API_URL: string; GITHUB_SERVER_URL: string; GH_TOKEN: string } {
    return { ...this.anonymousEnv, GH_TOKEN: this.token };
  }

  /** The same without a token. */
  get anonymousEnv(): { GITHUB_API_URL: string; GITHUB_SERVER_URL: string } {
    return { GITHUB_API_URL: this.state.apiUrl, GITHUB_SERVER_URL: this.state.serverUrl };
  }

  get serverUrl(): string {
    return this.state.serverUrl;
  }

  /** Adds a repository, `owner/name`. */
  repository(slug: string, options: RepositoryOptions = {}): StandInRepository {
    return this.state.add(slug, options);
  }

  /** Gives a repository another name; who asks for the old one is led to the new. */
  rename(repository: StandInRepository, slug: string): void {
    this.state.moved.set(repository.slug.toLowerCase(), repository);
    repository.slug = slug;
  }

  /** A token of somebody, with what it may write. */
  addToken(options: TokenOptions): string {
    return this.state.accounts.addToken(options);
  }

  /** Puts people into a team, `org/team`. */
  team(team: string, logins: string[]): void {
    for (const login of logins) this.state.accounts.account(login);
    this.state.accounts.teams.set(team, new Set(logins));
  }

  /** Arms a failure for the next requests that match. */
  fail(failure: Failure): void {
    this.#failures.arm(failure);
  }

  /** From now on nothing fails. */
  disarm(): void {
    this.#failures.disarm();
  }

  /** How many armed failures nobody has met yet. */
  get failuresLeft(): number {
    return this.#failures.left;
  }

  /** The requests to a host, or all but those to the assets' host, as `GET /repos/o/r`. */
  seen(host?: SeenRequest['host']): string[] {
    return this.requests
      .filter((each) => (host === undefined ? each.host !== 'assets' : each.host === host))
      .map(({ method, path }) => `${method} ${path}`);
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.splice(0).map((close) => close()));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url!;
    if (isGitPath(url)) {
      await handleGit(this.state, this.#exchange('git', url, request, response));
      return;
    }
    const [, prefix, path] = /^\/api\/(v3|uploads)(\/.*)$/.exec(url) ?? [];
    if (prefix === undefined || path === undefined) {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not Found</h1>');
      return;
    }
    await this.#api.handle(this.#exchange(prefix === 'v3' ? 'api' : 'uploads', path, request, response));
  }

  async #handleAsset(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await handleDownload(this.state, this.#exchange('assets', request.url!, request, response));
  }

  #exchange(host: SeenRequest['host'], path: string, request: IncomingMessage, response: ServerResponse) {
    const method = request.method!;
    const headers = plainHeaders(request);
    const seen: SeenRequest = { host, method, path, headers, body: Buffer.alloc(0), complete: true, status: null };
    this.requests.push(seen);
    return { request, response, seen, failure: this.#failures.take(method, path) };
  }
}
