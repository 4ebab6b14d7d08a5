/**
 * A repository on another machine, over git's smart HTTP (gitprotocol-http(5)): what it has, by isomorphic-git, and
 * requests to it. Every request goes out by `network/`, and says who asks only where the caller's rule allows it.
 */
import type { GitHttpRequest, GitHttpResponse, ServerRef } from 'isomorphic-git';
import { explainNetworkError, type Fetch, openNetwork } from '../../network/network.js';
import { RefkitError } from '../../otu/errors.js';
import {
  RemoteAuthenticationError,
  RemoteFailedError,
  RemoteForbiddenError,
  RemoteNotFoundError,
  RemoteUrlError,
} from './errors.js';

export interface RemoteCredentials {
  username: string;
  password: string;
}

export interface RemoteOptions {
  /** `https://HOST/PATH`, or `http` on this machine, without user and password. */
  url: string;
  /** How requests go out; by `openNetwork()` unless given. */
  fetch?: Fetch;
  /** Who asks, by the address of a request; null for nobody. Redirections elsewhere are asked about anew. */
  credentials?: (url: string) => RemoteCredentials | null;
}

export interface RemoteRef {
  /** In full: `refs/heads/main`. */
  name: string;
  oid: string;
  /** What an annotated tag names in the end, where that was asked for. */
  peeled?: string;
}

export interface Advertisement {
  refs: Map<string, string>;
  /** The branch that HEAD names there, or null. */
  head: string | null;
  capabilities: ReadonlySet<string>;
}

type Service = 'git-upload-pack' | 'git-receive-pack';

export class Remote {
  /** As it was given; for messages. */
  readonly url: string;
  #base: string;
  readonly #fetch: Fetch;
  readonly #credentials: (url: string) => RemoteCredentials | null;

  /** @throws RemoteUrlError */
  constructor({ url, fetch, credentials = () => null }: RemoteOptions & { fetch: Fetch }) {
    checkUrl(url);
    this.url = url.replace(/\/+$/, '');
    this.#base = this.url;
    this.#fetch = fetch;
    this.#credentials = credentials;
  }

  /**
   * What the repository has for those who fetch, by protocol version 2.
   *
   * @param prefixes of the names that are wanted; all where there is none
   * @param peelTags whether what annotated tags name is wanted, too
   */
  async refs(prefixes: string[] = [], peelTags = false): Promise<{ refs: RemoteRef[]; head: string | null }> {
    const { listServerRefs } = await import('isomorphic-git');
    const found = new Map<string, RemoteRef>();
    let head: string | null = null;
    // HEAD too, for the branch that it names.
    for (const prefix of prefixes.length === 0 ? [undefined] : [...new Set([...prefixes, 'HEAD'])]) {
      const listed = await this.#speak(() =>
        listServerRefs({ http: this.#http, url: this.url, prefix, symrefs: true, peelTags, protocolVersion: 2 }),
      );
      for (const { ref, oid, target, peeled } of listed) {
        if (ref === 'HEAD') head = target ?? head;
        else if (ref.startsWith('refs/')) found.set(ref, { name: ref, oid, ...(peeled ? { peeled } : {}) });
      }
    }
    return { refs: [...found.values()], head };
  }

  /** What it has, and can do, for those who push. */
  async advertisement(): Promise<Advertisement> {
    const { getRemoteInfo2 } = await import('isomorphic-git');
    const info = await this.#speak(() =>
      getRemoteInfo2({ http: this.#http, url: this.url, forPush: true, protocolVersion: 1 }),
    );
    const refs = new Map<string, string>();
    // A repository without refs says so by one of this name.
    const isRef = ({ ref }: ServerRef) => ref !== 'capabilities^{}' && !ref.endsWith('^{}');
    for (const each of (info.refs ?? []).filter(isRef)) refs.set(each.ref, each.oid);
    return { refs, head: null, capabilities: new Set(Object.keys(info.capabilities)) };
  }

  /** Sends a request of a service and gives the answer's body as it comes. */
  async request(
    service: Service,
    body: AsyncIterable<Uint8Array> | Uint8Array,
    version: 1 | 2,
  ): Promise<AsyncIterable<Uint8Array>> {
    const url = `${this.#base}/${service}`;
    const response = await this.#send(url, {
      method: 'POST',
      body: body instanceof Uint8Array ? body : (body as unknown as ReadableStream),
      headers: {
        'content-type': `application/x-${service}-request`,
        accept: `application/x-${service}-result`,
        ...(version === 2 ? { 'git-protocol': 'version=2' } : {}),
      },
      // A body that has gone can't be sent again to where a redirection leads.
      redirect: 'error',
      ...({ duplex: 'half' } as object),
    });
    return explaining(response.body as unknown as AsyncIterable<Uint8Array>, url);
  }

  /** isomorphic-git's way to requests. Bodies are whole when it gets them: it takes a cut one for the end. */
  readonly #http = {
    request: async ({ url, method = 'GET', headers = {}, body }: GitHttpRequest): Promise<GitHttpResponse> => {
      const isFirst = url.startsWith(`${this.url}/info/refs`);
      const target = this.#base + url.slice(this.url.length);
      const sent = body ? Buffer.concat(await gathered(body)) : undefined;
      const response = await this.#send(target, {
        method,
        headers,
        body: sent,
        redirect: isFirst ? 'follow' : 'error',
      });
      // Where it leads is where it goes on.
      const end = response.url.indexOf('/info/refs');
      if (isFirst && end > 0) this.#base = response.url.slice(0, end);
      const whole = Buffer.concat(await gathered(explaining(response.body as never, target)));
      if (!/^[0-9a-f]{4}/i.test(whole.toString('latin1', 0, 4))) throw notGit(this.url);
      if (!whole.subarray(-4).equals(Buffer.from('0000'))) {
        throw new RemoteFailedError(`The answer of ${new URL(target).host} ended in the middle`);
      }
      return {
        url: target,
        method,
        statusCode: response.status,
        statusMessage: response.statusText,
        headers: Object.fromEntries(response.headers),
        body: [whole] as never,
      };
    },
  };

  async #send(url: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('user-agent', 'git/refkit');
    const known = this.#credentials(url);
    if (known) {
      const text = Buffer.from(`${known.username}:${known.password}`).toString('base64');
      headers.set('authorization', `Basic ${text}`);
    }
    const response = await this.#fetch(url, { ...init, headers }).catch((error: unknown) => {
      throw explainNetworkError(error, url);
    });
    if (response.status === 200) return response;
    await response.body?.cancel();
    throw this.#explain(response.status, known !== null);
  }

  #explain(status: number, isKnown: boolean): Error {
    const data = { url: this.url, status };
    if (status === 401) {
      return new RemoteAuthenticationError(
        isKnown ? `${this.url} does not accept the token` : `${this.url} is not there, or only for those with a token`,
        { data, suggestions: ['check the address', 'set GH_TOKEN to a token that may read it, and write to push'] },
      );
    }
    if (status === 403) {
      return new RemoteForbiddenError(`${this.url} does not allow this`, {
        data,
        suggestions: ['use a token that may write to the repository (contents: write)'],
      });
    }
    if (status === 404) {
      return new RemoteNotFoundError(`There is no repository at ${this.url}, or not for this token`, {
        data,
        suggestions: ['check the address', 'set GH_TOKEN to a token that may read it where it is private'],
      });
    }
    return new RemoteFailedError(`${new URL(this.url).host} has a problem and answered with status ${status}`, {
      data,
    });
  }

  /** Runs isomorphic-git's part; what it says of the protocol means that the other side does not speak git. */
  async #speak<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof RefkitError || error instanceof DOMException) throw error;
      throw notGit(this.url, error);
    }
  }
}

/** Does something with a remote, and closes the way out where it was opened here. */
export async function withRemote<T>(options: RemoteOptions, work: (remote: Remote) => Promise<T>): Promise<T> {
  if (options.fetch) return work(new Remote({ ...options, fetch: options.fetch }));
  const network = openNetwork();
  try {
    return await work(new Remote({ ...options, fetch: network.fetch }));
  } finally {
    await network.close();
  }
}

function checkUrl(url: string): void {
  const refuse = (problem: string, suggestions: string[]) => {
    throw new RemoteUrlError(`The address of the other repository ${problem}`, { suggestions });
  };
  if (!URL.canParse(url)) refuse('is none', ['give it as https://HOST/PATH']);
  const { protocol, username, password, search, hash } = new URL(url);
  if (!/^https?:$/.test(protocol)) refuse(`begins with ${protocol}`, ['give it as https://HOST/PATH']);
  if (username || password) refuse('holds a password', ['set GH_TOKEN instead: addresses end up in logs']);
  if (search || hash) refuse('has parameters', ['give it as https://HOST/PATH']);
}

function notGit(url: string, cause?: unknown): RemoteFailedError {
  return new RemoteFailedError(`${url} does not answer as a git repository does`, {
    suggestions: ['check the address, and see whether the network asks for a log-in'],
    cause,
  });
}

async function gathered(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return pieces;
}

/** The same pieces; where they stop coming, the reason in words. */
async function* explaining(body: AsyncIterable<Uint8Array> | null, url: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of body ?? []) yield piece;
  } catch (error) {
    throw explainNetworkError(error, url);
  }
}
