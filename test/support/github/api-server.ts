/** The API and the host for uploads: from a request to the answer that GitHub would give. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isAtLeast, type Token } from './accounts.js';
import { uploadEndpoints } from './endpoints/assets.js';
import { endpoints } from './endpoints/index.js';
import { type Failure, type Failures, refusalOf, send } from './failures.js';
import { notFound, Refusal, readBody, rendered, type SeenRequest } from './http.js';
import type { StandInRepository } from './repository.js';
import type { Call, Endpoint } from './router.js';
import type { GitHubState } from './state.js';
import type { AnyReply } from './types.js';

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  seen: SeenRequest;
  failure: Failure | null;
}

export class ApiServer {
  constructor(
    readonly github: GitHubState,
    readonly failures: Failures,
  ) {}

  async handle({ request, response, seen, failure }: Exchange): Promise<void> {
    if (failure?.how === 'upload cut') await this.#cutUpload(request, seen);
    else Object.assign(seen, await readBody(request));
    const refusal = failure && refusalOf(failure);
    if (failure?.how === 'cut') {
      response.destroy();
      return;
    }
    const reply = refusal ?? (await this.#answer(seen));
    const { headers, bytes } = rendered(reply);
    seen.status = failure?.how === 'done, then cut' || failure?.how === 'upload cut' ? null : reply.status;
    await send(response, { status: reply.status, headers: { ...COMMON, ...headers }, bytes }, failure);
  }

  /** Takes half of what is to come, so that what was uploaded is not whole. */
  async #cutUpload(request: IncomingMessage, seen: SeenRequest): Promise<void> {
    const pieces: Buffer[] = [];
    const enough = Number(seen.headers['content-length'] ?? 0) / 2;
    for await (const piece of request) {
      pieces.push(piece as Buffer);
      if (pieces.reduce((sum, each) => sum + each.length, 0) >= enough) break;
    }
    Object.assign(seen, { body: Buffer.concat(pieces), complete: false });
  }

  async #answer(seen: SeenRequest): Promise<AnyReply> {
    let token: Token | null = null;
    try {
      token = this.github.accounts.authenticate(seen.headers.authorization);
      return this.#limited(seen, token, await this.#dispatch(seen, token));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return this.#limited(seen, token, error.reply);
    }
  }

  /** Adds what is left of the rate limit and the tag, and makes a 304 of what the client has. */
  #limited(seen: SeenRequest, token: Token | null, reply: AnyReply): AnyReply {
    const limit = token ? this.github.limits.token : this.github.limits.anonymous;
    const own = reply.headers ?? {};
    if (seen.path === '/rate_limit') return { ...reply, headers: { ...limit.headers(), ...own } };
    const tagged = reply.status === 200 && (seen.method === 'GET' || seen.method === 'HEAD');
    const etag = tagged ? tagOf(reply) : null;
    const unchanged = etag !== null && seen.headers['if-none-match'] === etag;
    // What has not changed is free for those who say who they are.
    if (!(unchanged && token)) limit.count();
    const headers = { ...limit.headers(), ...(etag === null ? {} : { etag }), ...own };
    return unchanged ? { status: 304, headers } : { ...reply, headers };
  }

  async #dispatch(seen: SeenRequest, token: Token | null): Promise<AnyReply> {
    const { pathname, searchParams } = new URL(seen.path, 'http://github.test');
    if (pathname !== '/rate_limit') (token ? this.github.limits.token : this.github.limits.anonymous).check();
    const table = seen.host === 'uploads' ? uploadEndpoints : endpoints;
    const found = table
      .filter(({ method }) => method === seen.method)
      .map((each) => ({ each, match: each.pattern.exec(pathname) }))
      .find(({ match }) => match !== null);
    if (!found) throw notFound();
    const params = decoded(found.match!.groups ?? {});
    const moved = params.repo === undefined ? null : this.#moved(`${params.owner}/${params.repo}`, seen);
    if (moved) return moved;
    const repository = params.repo === undefined ? null : this.#repository(`${params.owner}/${params.repo}`, token);
    checkRights(found.each, repository, token);
    const call: Call = {
      github: this.github,
      request: seen,
      token,
      params,
      query: searchParams,
      input: inputOf(seen),
      get repository() {
        if (repository === null) throw notFound();
        return repository;
      },
    };
    return found.each.handle(call);
  }

  /** Where a renamed repository has gone. */
  #moved(slug: string, seen: SeenRequest): AnyReply | null {
    const now = this.github.moved.get(slug.toLowerCase());
    if (!now) return null;
    const base = seen.host === 'uploads' ? this.github.uploadsUrl : this.github.apiUrl;
    const location = base + seen.path.replace(/^\/repos\/[^/]+\/[^/?]+/, `/repos/${now.slug}`);
    const status = seen.method === 'GET' || seen.method === 'HEAD' ? 301 : 307;
    return { status, headers: { location }, body: { message: 'Moved Permanently', url: location } };
  }

  /** A private repository is not there for those who may not read it. */
  #repository(slug: string, token: Token | null): StandInRepository {
    const found = this.github.find(slug);
    if (!found || (found.private && found.roleOf(token?.account ?? null) === null)) throw notFound();
    return found;
  }
}

const COMMON = { 'x-github-media-type': 'github.v3; format=json', server: 'github.com' };

function checkRights(
  { method, role, permission }: Endpoint,
  repository: StandInRepository | null,
  token: Token | null,
) {
  if (method === 'GET' && role === null) return;
  if (token === null) throw new Refusal(401, 'Requires authentication');
  if (role !== null && !isAtLeast(repository?.roleOf(token.account) ?? null, role)) {
    throw new Refusal(403, 'Must have push access to repository');
  }
  if (permission !== null && token.write !== null && !token.write.includes(permission)) {
    const headers = { 'x-accepted-github-permissions': `${permission}=write` };
    throw new Refusal(403, 'Resource not accessible by integration', { headers });
  }
}

function decoded(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text)]));
}

function inputOf({ host, body }: SeenRequest): unknown {
  if (host === 'uploads' || body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Refusal(400, 'Problems parsing JSON');
  }
}

/** Weak, as GitHub's are. */
function tagOf(reply: AnyReply): string {
  const { bytes, headers } = rendered(reply);
  return `W/"${createHash('sha256')
    .update(bytes)
    .update(headers.link ?? '')
    .digest('hex')}"`;
}
