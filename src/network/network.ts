/**
 * The one way out to other machines: requests by undici, through the proxy that the environment names, for the rooms
 * that speak with GitHub, NCBI and git servers.
 */
import type { EnvHttpProxyAgent } from 'undici';
import { ProxyError, UnreachableError } from './errors.js';

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

export interface NetworkOptions {
  /** Where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are looked up, in upper or lower case. */
  env?: NodeJS.ProcessEnv;
  /** How long a host may say nothing before it counts as unreachable, in ms. */
  timeoutMs?: number;
}

export interface Network {
  /**
   * As the global `fetch`: a redirect to another origin goes without the `Authorization` header.
   *
   * @throws UnreachableError where there is no answer; ProxyError; what a signal throws
   */
  fetch: Fetch;
  /** Ends connections that are kept open. */
  close(): Promise<void>;
}

const TIMEOUT_MS = 30_000;

/** Opens the way out; nothing is loaded or connected before the first request. */
export function openNetwork({ env = process.env, timeoutMs = TIMEOUT_MS }: NetworkOptions = {}): Network {
  let agent: EnvHttpProxyAgent | undefined;
  return {
    async fetch(url, init) {
      const { EnvHttpProxyAgent, fetch } = await import('undici');
      // Empty rather than undefined, or undici looks into the environment of the process.
      agent ??= new EnvHttpProxyAgent({
        httpProxy: proxyIn(env, 'http_proxy'),
        httpsProxy: proxyIn(env, 'https_proxy'),
        noProxy: env.no_proxy ?? env.NO_PROXY ?? '',
        connect: { timeout: timeoutMs },
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      try {
        // undici's types and those of the global fetch describe the same classes.
        return (await fetch(url, { ...init, dispatcher: agent } as never)) as unknown as Response;
      } catch (error) {
        throw explainNetworkError(error, url);
      }
    },
    async close() {
      await agent?.destroy();
    },
  };
}

/** The address of a proxy, or '' without one. @throws ProxyError for what is no address */
function proxyIn(env: NodeJS.ProcessEnv, name: 'http_proxy' | 'https_proxy'): string {
  const text = env[name] ?? env[name.toUpperCase()] ?? '';
  const isAddress = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  if (text === '' || isAddress) return text;
  // What it is set to is not said: a password may stand in it.
  throw new ProxyError(`${name.toUpperCase()} is not the address of a proxy`, {
    data: { variable: name.toUpperCase() },
    suggestions: ['set it to an address such as http://proxy.example.org:3128, or unset it'],
  });
}

/**
 * What a failed request means to a person; an error that is not of the network is given back as it is.
 *
 * @param url where the request went; only its host is said
 */
export function explainNetworkError(error: unknown, url: string | URL): unknown {
  const signs = causes(error);
  const code = signs.map((sign) => sign.code).find((text) => typeof text === 'string') ?? '';
  if (!(code in REASONS || OF_THE_NETWORK.test(code))) return error;
  const { host } = new URL(url);
  return new UnreachableError(`Could not reach ${host}: ${REASONS[code] ?? signs.at(-1)!.message}`, {
    cause: error,
    data: { host, reason: code },
    suggestions: ['check the network, and HTTPS_PROXY where one is needed, and try again'],
  });
}

/** Codes of undici, of TLS and of Node's HTTP parser. Those of the system are named one by one: files have such too. */
const OF_THE_NETWORK = /^(UND_ERR_|CERT_|ERR_TLS|ERR_SSL|HPE_|[A-Z_]*CERT[A-Z_]*$)/;

const REASONS: Record<string, string> = {
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNREFUSED: 'it refuses connections',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ENETDOWN: 'the network is down',
  ENETRESET: 'the network was reset',
  ECONNABORTED: 'the connection was cut',
  EADDRNOTAVAIL: 'there is no address to reach it from',
  EPROTO: 'it does not speak TLS as it should',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  UND_ERR_HEADERS_TIMEOUT: 'it does not answer',
  UND_ERR_BODY_TIMEOUT: 'it stopped in the middle of its answer',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the connection was cut in the middle of its answer',
};

/** An error and what caused it, the outermost first. */
function causes(error: unknown): NodeJS.ErrnoException[] {
  const found: NodeJS.ErrnoException[] = [];
  for (let at = error; at instanceof Error && found.length < 10; at = at.cause) found.push(at);
  return found;
}
