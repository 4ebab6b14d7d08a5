/** Octokit, with its plugins for retries and limits, on refkit's way out. Loaded by client.ts when it is needed. */
import type { Octokit } from '@octokit/rest';
import { explainNetworkError } from '../../network/network.js';
import { RefkitError } from '../../otu/errors.js';
import { explainRefusal } from './answers.js';
import type { GitHub } from './client.js';
import { UnexpectedAnswerError } from './errors.js';

/** The longest wait for a limit, in seconds, and how often one request may wait. */
const LONGEST_WAIT = 60;
const MOST_WAITS = 2;

/** Statuses that come again however often one asks; limits are the throttling plugin's. */
const FINAL = [400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 429, 451];

/** Failures of the network that are as good as an answer: asking again at once helps nobody. */
const LASTING = /^(ENOTFOUND|ECONNREFUSED|CERT_|ERR_TLS|[A-Z_]*CERT[A-Z_]*$)/;

/** A group of the throttling plugin that lets everything pass at once. */
const UNPACED = {
  key: () => ({
    schedule: (_options: unknown, work: (...args: unknown[]) => unknown, ...args: unknown[]) =>
      Promise.resolve().then(() => work(...args)),
  }),
};

export async function makeOctokit(github: GitHub): Promise<Octokit> {
  const [{ Octokit: Base }, { retry }, { throttling }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ]);
  const { apiUrl, isLocal } = github.hosts;
  const wait = (seconds: number, _options: unknown, _octokit: unknown, count: number) => {
    if (seconds >= LONGEST_WAIT || count >= MOST_WAITS) return false;
    github.warn(`GitHub asks to wait ${seconds} seconds`);
    return true;
  };
  const octokit = new (Base.plugin(onceOnly, retry, throttling))({
    baseUrl: apiUrl,
    userAgent: 'refkit',
    // What it says on its own is not for people who use refkit.
    log: { debug() {}, info() {}, warn() {}, error() {} },
    request: { fetch: bufferedFetch(github), signal: github.signal },
    retry: { retryAfterBaseValue: github.secondMs, doNotRetry: FINAL },
    throttle: {
      retryAfterBaseValue: github.secondMs,
      fallbackSecondaryRateRetryAfter: LONGEST_WAIT,
      onRateLimit: wait,
      onSecondaryRateLimit: wait,
      // Pauses between writes are for the GitHub that is everybody's.
      ...(isLocal ? ({ global: UNPACED, write: UNPACED, notifications: UNPACED, search: UNPACED } as object) : {}),
    },
  });
  octokit.hook.wrap('request', async (request, options) => {
    try {
      return await untilStopped(github.signal, Promise.resolve(request(options)));
    } catch (error) {
      throw explained(github, error);
    }
  });
  return octokit as unknown as Octokit;
}

/** Keeps requests from being made twice that would then be done twice, and those from coming again that are hopeless. */
function onceOnly(octokit: Pick<Octokit, 'hook'>): void {
  octokit.hook.before('request', (options) => {
    // One object is shared by all requests that have no settings of their own: what is noted in it would stay for all.
    options.request = { ...options.request };
    if (options.method === 'POST') options.request.retries ??= 0;
  });
  octokit.hook.error('request', (error, options) => {
    const { cause } = error as { cause?: unknown };
    const reason = cause instanceof RefkitError ? String(cause.data.reason ?? '') : '';
    const isStopped = (options.request.signal as AbortSignal | undefined)?.aborted ?? false;
    if (isStopped || LASTING.test(reason) || cause instanceof UnexpectedAnswerError) options.request.retries = 0;
    throw error;
  });
}

/**
 * A fetch that has the whole body when it answers, so that one that is cut in the middle fails as one that never came:
 * Octokit takes what it has read for the answer.
 */
function bufferedFetch(github: GitHub) {
  return async (url: string, init: RequestInit = {}): Promise<Response> => {
    const response = await github.fetch(url, init);
    const { status, headers } = response;
    let bytes: ArrayBuffer;
    try {
      bytes = await response.arrayBuffer();
    } catch (error) {
      throw explainNetworkError(error, url);
    }
    if (bytes.byteLength > 0 && status >= 200 && status < 300)
      checkAnswer(url, new Headers(init.headers), headers, bytes);
    const body = status === 204 || status === 205 || status === 304 ? null : bytes;
    return new Response(body, { status, headers: [...headers] });
  };
}

/** @throws UnexpectedAnswerError for an answer that is not the JSON that was asked for */
function checkAnswer(url: string, asked: Headers, headers: Headers, bytes: ArrayBuffer): void {
  if (!/[/+]json\b/.test(asked.get('accept') ?? '')) return;
  const type = headers.get('content-type') ?? '';
  const { host } = new URL(url);
  const refuse = (what: string) =>
    new UnexpectedAnswerError(`${host} does not answer as GitHub does: ${what}`, {
      data: { host },
      suggestions: [
        'see whether the network asks for a log-in, or a proxy is in the way',
        'see whether GITHUB_API_URL, where it is set, is the address of an API (https://HOST/api/v3)',
      ],
    });
  if (!/[/+]json\b/.test(type)) throw refuse(`with ${type.split(';')[0] || 'something'} in place of JSON`);
  try {
    JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw refuse('its JSON is not whole');
  }
}

/** The same, but for a stop: waits of the plugins do not know of it. */
function untilStopped<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

interface RequestFailure extends Error {
  status?: number;
  request?: { url: string };
  response?: { headers: Record<string, string | undefined>; data: unknown };
}

/** What a failed request means; an answer 304 stays what it is. */
function explained(github: GitHub, error: unknown): unknown {
  if (github.signal?.aborted) return github.signal.reason;
  const { status, request, response, cause } = error as RequestFailure;
  if (cause instanceof RefkitError) return cause;
  if (status === undefined || status < 400 || !response || !request) return error;
  const header = (name: string) => response.headers[name] ?? null;
  const path = request.url.replace(github.hosts.apiUrl, '').replace(/\?.*$/s, '');
  return explainRefusal({ status, header, body: response.data, path, hasToken: github.hasToken });
}
