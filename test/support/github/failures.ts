/** Failures that a test arms: what happens to the next requests that match. */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnyReply } from './types.js';

export type How =
  /** An answer with this status and a short text, such as `status 502`. */
  | `status ${number}`
  /** The connection ends before there is an answer, and nothing was done. */
  | 'cut'
  /** What was asked for is done, and the connection ends before there is an answer. */
  | 'done, then cut'
  /** The headers and half of the body, and the connection ends. */
  | 'half'
  /** The headers and half of the body, and nothing more for as long as the client waits. */
  | 'stall'
  /** Half of the body as if it were all: `Content-Length` fits it. */
  | 'short'
  /** More than there is, as if it were all. */
  | 'long'
  /** As many bytes as there are, but others. */
  | 'garbled'
  /** Done as asked, after `delayMs`. */
  | 'slow'
  /** A page, as a proxy that wants a log-in gives it, with status 200. */
  | 'page'
  /** 403: no requests are left until `resetIn` seconds from now. */
  | 'rate limit'
  /** 403: too much at once; `Retry-After` is `retryAfter`. */
  | 'secondary limit'
  /** The connection ends in the middle of an upload; an asset in the state `starter` is left. */
  | 'upload cut';

export interface Failure {
  method?: string;
  /** Of the path, without host and prefix, with the query. */
  path?: RegExp;
  /** How many requests fail; 1 unless given. */
  times?: number;
  how: How;
  /** For `slow`, in ms. */
  delayMs?: number;
  /** For `rate limit`, in seconds. */
  resetIn?: number;
  /** For `secondary limit`, in seconds. */
  retryAfter?: number;
}

export class Failures {
  #armed: (Failure & { left: number })[] = [];

  arm(failure: Failure): void {
    this.#armed.push({ ...failure, left: failure.times ?? 1 });
  }

  /** Forgets all that nobody has met yet. */
  disarm(): void {
    this.#armed = [];
  }

  /** The failure that this request meets; it counts as met. */
  take(method: string, path: string): Failure | null {
    const found = this.#armed.find(
      (each) =>
        each.left > 0 && (each.method === undefined || each.method === method) && (each.path?.test(path) ?? true),
    );
    if (!found) return null;
    found.left -= 1;
    return found;
  }

  /** How many armed failures nobody has met yet. */
  get left(): number {
    return this.#armed.reduce((sum, { left }) => sum + left, 0);
  }
}

const RATE_LIMIT =
  "API rate limit exceeded for 192.0.2.1. (But here's the good news: Authenticated requests get a higher rate limit. " +
  'Check out the documentation for more details.)';
const SECONDARY_LIMIT =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to ' +
  'GitHub Support for help, please include the request ID 0000:0000.';

/** The refusal that a failure is, or null for one that is not an answer. */
export function refusalOf(failure: Failure): AnyReply | null {
  const body = (message: string) => ({ message, documentation_url: 'https://docs.github.com/rest' });
  if (failure.how.startsWith('status ')) {
    const status = Number(failure.how.slice('status '.length));
    if (status >= 500) return { status, raw: { type: 'text/html', bytes: Buffer.from('<h1>Unicorn!</h1>') } };
    return { status, body: { ...body(status === 401 ? 'Bad credentials' : 'Refused'), status: String(status) } };
  }
  if (failure.how === 'page') {
    return { status: 200, raw: { type: 'text/html', bytes: Buffer.from('<form>Please log in to the network</form>') } };
  }
  if (failure.how === 'rate limit') {
    const reset = Math.floor(Date.now() / 1000) + (failure.resetIn ?? 3600);
    const headers = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0', 'x-ratelimit-used': '60' };
    return { status: 403, headers: { ...headers, 'x-ratelimit-reset': String(reset) }, body: body(RATE_LIMIT) };
  }
  if (failure.how === 'secondary limit') {
    const headers = { 'retry-after': String(failure.retryAfter ?? 1) };
    return { status: 403, headers, body: body(SECONDARY_LIMIT) };
  }
  return null;
}

export const rateLimitMessage = RATE_LIMIT;

/** Sends an answer as a failure has it. */
export async function send(
  response: ServerResponse,
  { status, headers, bytes }: { status: number; headers: Record<string, string>; bytes: Buffer },
  failure: Failure | null,
): Promise<void> {
  if (failure?.how === 'slow') await sleep(failure.delayMs ?? 50, undefined, { ref: false });
  if (failure?.how === 'cut' || failure?.how === 'done, then cut' || failure?.how === 'upload cut') {
    response.destroy();
    return;
  }
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  if (failure?.how === 'half' || failure?.how === 'stall') {
    response.writeHead(status, { ...headers, 'content-length': String(bytes.length) });
    // Flushed first, or the end of the connection overtakes it.
    await new Promise<void>((resolve) => {
      response.write(half, () => resolve());
    });
    if (failure.how === 'half') response.destroy();
    return;
  }
  const other = () => {
    if (failure?.how === 'short') return half;
    if (failure?.how === 'long') return Buffer.concat([bytes, Buffer.from('and more')]);
    if (failure?.how === 'garbled') return Buffer.from(bytes.map((byte) => byte ^ 0x55));
    return bytes;
  };
  const body = other();
  const length: Record<string, string> =
    status === 304 || status === 204 ? {} : { 'content-length': String(body.length) };
  response.writeHead(status, { ...headers, ...length });
  response.end(body);
}
