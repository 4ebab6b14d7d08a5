/** Which machines are GitHub: github.com, or the ones that the environment names. */
import { GitHubSettingsError } from './errors.js';

export interface Hosts {
  /** Of the API, without a slash at the end. */
  apiUrl: string;
  /** Of git and the pages that people read. */
  serverUrl: string;
  /** Origins that a token may be sent to: the API's and its host for uploads. */
  trusted: ReadonlySet<string>;
  /** Whether GitHub is a program on this machine. */
  isLocal: boolean;
}

/**
 * Reads `GITHUB_API_URL` and `GITHUB_SERVER_URL`; each follows from the other where it is missing.
 *
 * @throws GitHubSettingsError for an address that is none, or that would carry a token over the network in the clear
 */
export function hostsOf(env: NodeJS.ProcessEnv): Hosts {
  const api = addressIn(env, 'GITHUB_API_URL');
  const server = addressIn(env, 'GITHUB_SERVER_URL');
  const apiUrl = api ?? (server ? apiOf(server) : 'https://api.github.com');
  const serverUrl = server ?? serverOf(apiUrl);
  const { protocol, host, origin, hostname } = new URL(apiUrl);
  const uploads = host.startsWith('api.') ? `${protocol}//uploads.${host.slice('api.'.length)}` : origin;
  return { apiUrl, serverUrl, trusted: new Set([origin, uploads]), isLocal: isLoopback(hostname) };
}

/** Whether it is safe to speak with an address without encryption: it is on this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function addressIn(env: NodeJS.ProcessEnv, name: string): string | null {
  const text = env[name]?.trim();
  if (!text) return null;
  const refuse = (problem: string) =>
    new GitHubSettingsError(`${name} ${problem}`, {
      data: { variable: name },
      suggestions: [`set ${name} to an address that begins with https://, or unset it for github.com`],
    });
  if (!URL.canParse(text)) throw refuse('is not an address');
  const { protocol, origin, hostname, pathname, username, password, search } = new URL(text);
  if (username || password || search) throw refuse('must not hold credentials or parameters');
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) throw refuse('does not use https');
  return origin + pathname.replace(/\/+$/, '');
}

function apiOf(server: string): string {
  const { protocol, host, hostname, origin } = new URL(server);
  const hosted = hostname === 'github.com' || hostname.endsWith('.ghe.com');
  return hosted ? `${protocol}//api.${host}` : `${origin}/api/v3`;
}

function serverOf(api: string): string {
  const { protocol, host, origin } = new URL(api);
  return host.startsWith('api.') ? `${protocol}//${host.slice('api.'.length)}` : origin;
}
