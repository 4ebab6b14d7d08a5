/** Endpoints by their routes, and what a handler is given. */

import type { Token } from './accounts.js';
import type { SeenRequest } from './http.js';
import type { StandInRepository } from './repository.js';
import type { GitHubState } from './state.js';
import type { AnyReply, OperationId, Permission, Reply, Role } from './types.js';

export interface Call {
  github: GitHubState;
  request: SeenRequest;
  token: Token | null;
  params: Record<string, string>;
  query: URLSearchParams;
  /** The body, parsed; an empty object where there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: what a client sends is checked by the handlers
  input: any;
  /** What `{owner}/{repo}` names. Throws where the route has neither. */
  readonly repository: StandInRepository;
}

export interface Endpoint {
  method: string;
  route: string;
  pattern: RegExp;
  /** The role it takes, beyond being able to read. */
  role: Role | null;
  /** What a token must be allowed to write. */
  permission: Permission | null;
  handle(call: Call): AnyReply | Promise<AnyReply>;
}

interface Needs {
  role?: Role;
  permission?: Permission;
}

/**
 * Declares an endpoint. The type argument is the operation's name in GitHub's description, which the answers must fit.
 *
 * @param route as in that description: `GET /repos/{owner}/{repo}`
 */
export function endpoint<O extends OperationId>(
  route: string,
  handle: (call: Call) => Reply<O> | Promise<Reply<O>>,
  { role, permission }: Needs = {},
): Endpoint {
  const [method, path] = route.split(' ') as [string, string];
  // A path of a file, or the name of a ref, goes on over slashes.
  const source = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'path' || name === 'ref' ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
  );
  return {
    method,
    route,
    pattern: new RegExp(`^${source}$`),
    role: role ?? null,
    permission: permission ?? null,
    handle: handle as Endpoint['handle'],
  };
}

/** A page of a list, with the `Link` header that leads to the others. */
export function page<T>(call: Call, all: T[]): { items: T[]; headers: Record<string, string> } {
  const size = Math.min(100, Math.max(1, Number(call.query.get('per_page') ?? 30) || 30));
  const number = Math.max(1, Number(call.query.get('page') ?? 1) || 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (rel: string, to: number) => {
    const url = new URL(call.github.apiUrl + call.request.path);
    url.searchParams.set('page', String(to));
    return `<${url}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link('prev', number - 1)] : []),
    ...(number < last ? [link('next', number + 1), link('last', last)] : []),
    ...(number > 1 ? [link('first', 1)] : []),
  ];
  return {
    items: all.slice((number - 1) * size, number * size),
    headers: links.length > 0 ? { link: links.join(', ') } : {},
  };
}
