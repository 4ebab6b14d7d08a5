/**
 * Asking NCBI for records, by the E-utilities (https://www.ncbi.nlm.nih.gov/books/NBK25499/): as often as they allow, and
 * again where that may help. What is asked goes in the body of a request: a key must not stand in an address, where
 * proxies would write it down.
 */
import pThrottle from 'p-throttle';
import { UnreachableError } from '../network/errors.js';
import { explainNetworkError, type Fetch } from '../network/network.js';
import { GenBankSettingsError, GenBankUnreachableError } from './errors.js';
import { MalformedAnswer, type ParsedRecord, parseGbSet } from './gbseq.js';

/** The most records that are asked for in one request, as NCBI wishes it. */
export const MOST_IDS = 200;

export interface EutilsOptions {
  fetch: Fetch;
  /** Where `NCBI_API_KEY`, `NCBI_EMAIL` and `NCBI_EUTILS_URL` are looked up. */
  env: NodeJS.ProcessEnv;
  /** How long after a failure it is asked again, in ms; each time it fails, twice as long. */
  pauseMs?: number;
  /** After how long a failure is not followed by another try any more, in ms. */
  patienceMs?: number;
  /** How long it may wait before each time that it is asked, in ms; as long as it takes unless given. */
  lineMs?: number;
  /** How long one answer may take in all, in ms. */
  answerMs?: number;
  /** The most bytes that an answer may have. */
  mostBytes?: number;
}

export type Answer =
  | { kind: 'records'; records: ParsedRecord[] }
  /** One of the ids is unknown, or none of them is known; it does not say which. */
  | { kind: 'refused' }
  /** More than is taken at once. */
  | { kind: 'too_large' };

const DEFAULTS = {
  pauseMs: 1000,
  patienceMs: 60_000,
  lineMs: Number.POSITIVE_INFINITY,
  answerMs: 120_000,
  mostBytes: 32 * 1024 * 1024,
};
const HOME = 'https://eutils.ncbi.nlm.nih.gov/entrez/eutils/';
const TRIES = 4;
/** Requests a second, without and with a key: "Usage guidelines", https://www.ncbi.nlm.nih.gov/books/NBK25497/. */
const RATE = { anonymous: 3, withKey: 10 };
/** How many answers may be on their way at once, however slow they are. */
const AT_ONCE = 3;

/** A failure that may be over the next time; `waitMs` where the server said when. */
class Passing extends Error {
  constructor(
    message: string,
    readonly waitMs: number | null = null,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

export class Eutils {
  readonly #options: Required<EutilsOptions>;
  readonly #address: URL;
  readonly #inTurn: (ids: readonly string[]) => Promise<Answer>;
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #closing = new AbortController();

  /** @throws GenBankSettingsError */
  constructor(options: EutilsOptions) {
    this.#options = { ...DEFAULTS, ...options };
    this.#address = addressOf(options.env.NCBI_EUTILS_URL || HOME);
    const limit = options.env.NCBI_API_KEY ? RATE.withKey : RATE.anonymous;
    const { signal } = this.#closing;
    this.#inTurn = pThrottle({ limit, interval: 1000, strict: true, signal })((ids: readonly string[]) =>
      this.#ask(ids),
    );
  }

  /** Ends what is being asked, and what waits for its turn. */
  close(): void {
    this.#closing.abort(new GenBankUnreachableError('it was no longer waited for'));
  }

  /** Asks for records, {@link MOST_IDS} at most. @throws GenBankUnreachableError */
  async records(ids: readonly string[]): Promise<Answer> {
    const { pauseMs, patienceMs } = this.#options;
    const start = Date.now();
    for (let tried = 1; ; tried += 1) {
      const answer = await this.#attempt(ids);
      if (!(answer instanceof Passing)) return answer;
      const wait = answer.waitMs ?? pauseMs * 2 ** (tried - 1);
      if (tried === TRIES || Date.now() + wait - start > patienceMs) {
        throw new GenBankUnreachableError(answer.message, { cause: answer.cause });
      }
      await pause(wait, this.#closing.signal);
    }
  }

  async #attempt(ids: readonly string[]): Promise<Answer | Passing> {
    const came = Date.now();
    await this.#enter();
    try {
      if (Date.now() - came > this.#options.lineMs)
        throw new GenBankUnreachableError('it is slow, and many wait for it');
      return await this.#inTurn(ids);
    } catch (error) {
      if (error instanceof Passing) return error;
      throw error;
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running === AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }

  async #ask(ids: readonly string[]): Promise<Answer> {
    const { answerMs, mostBytes } = this.#options;
    const timeout = AbortSignal.timeout(answerMs);
    const closing = this.#closing.signal;
    try {
      const response = await this.#options.fetch(this.#address, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: this.#form(ids).toString(),
        // The key in the body must not follow to where somebody else says.
        redirect: 'manual',
        signal: AbortSignal.any([timeout, closing]),
      });
      const bytes = await bodyOf(response, mostBytes);
      return await this.#understand(response, bytes);
    } catch (error) {
      if (closing.aborted) throw closing.reason;
      throw timeout.aborted ? new Passing('its answer takes too long', null, error) : explained(error, this.#address);
    }
  }

  #form(ids: readonly string[]): URLSearchParams {
    const { NCBI_API_KEY: key, NCBI_EMAIL: email } = this.#options.env;
    return new URLSearchParams({
      db: 'nuccore',
      rettype: 'gb',
      retmode: 'xml',
      tool: 'refkit',
      id: ids.join(','),
      ...(email ? { email } : {}),
      ...(key ? { api_key: key } : {}),
    });
  }

  async #understand(response: Response, bytes: Buffer | null): Promise<Answer> {
    const { status } = response;
    if (status === 200) {
      if (bytes === null) return { kind: 'too_large' };
      const text = bytes.toString();
      return saysUnknown(text) ? { kind: 'refused' } : { kind: 'records', records: await parseGbSet(text) };
    }
    const text = bytes?.toString() ?? '';
    if (/API key (?:invalid|not valid|unknown)/i.test(text)) {
      throw new GenBankUnreachableError('it does not accept the key in NCBI_API_KEY', {
        suggestions: ['correct NCBI_API_KEY, or unset it: without a key 3 requests a second are allowed'],
      });
    }
    if (status === 400 || status === 404) return { kind: 'refused' };
    if (status === 429) throw new Passing('it is asked too often', waitOf(response));
    if (status === 408 || status >= 500) throw new Passing(`it answered with status ${status}`, waitOf(response));
    throw new GenBankUnreachableError(`it answered with status ${status}`, {
      data: { status },
      suggestions: this.#options.env.NCBI_EUTILS_URL
        ? ['check that NCBI_EUTILS_URL is the address of the E-utilities, with all of its path']
        : ['try again in a while; nothing was changed'],
    });
  }
}

/** The address of efetch. */
function addressOf(text: string): URL {
  const suggestions = [`unset NCBI_EUTILS_URL, or set it to an address such as ${HOME}`];
  if (!URL.canParse(text)) throw new GenBankSettingsError('NCBI_EUTILS_URL is no address', { suggestions });
  const base = new URL(text);
  if (base.username || base.password) {
    throw new GenBankSettingsError('NCBI_EUTILS_URL holds a name or password', { suggestions });
  }
  const local = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(base.hostname);
  if (base.protocol !== 'https:' && !(base.protocol === 'http:' && local)) {
    throw new GenBankSettingsError('NCBI_EUTILS_URL is not https, and leads to another machine', { suggestions });
  }
  base.pathname = base.pathname.replace(/\/?$/, '/');
  return new URL('efetch.fcgi', base);
}

/** Waits, in ms. @throws the signal's reason as soon as it has one */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(resolve, ms);
      stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop);
      if (signal.aborted) stop();
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop!);
  }
}

/** All bytes of an answer; null where it has more of them than that. */
async function bodyOf(response: Response, most: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop hangs up.
    if (size > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Some of what is not found is answered with status 200 and a line of text, at times with spaces between its letters. */
function saysUnknown(text: string): boolean {
  if (text.length > 2000) return false;
  return /idlistisempty|emptyidlist|failedtounderstandid|cannotunderstandid/i.test(text.replace(/\s+/g, ''));
}

/** How long the server says to wait, in ms; null where it does not say. */
function waitOf({ headers }: Response): number | null {
  const after = headers.get('retry-after') ?? '';
  if (/^\d{1,6}$/.test(after)) return Number(after) * 1000;
  const date = Date.parse(after);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

/** Causes that asking again does not take away. */
const LASTING = new Set(['ECONNREFUSED', 'ENOTFOUND']);

function explained(error: unknown, address: URL): unknown {
  if (error instanceof MalformedAnswer) return new Passing(error.message, null, error);
  const known = explainNetworkError(error, address);
  // What fetch itself objects to, such as a port that is not for this.
  if (known instanceof TypeError) return new GenBankUnreachableError(known.message, { cause: known });
  if (!(known instanceof UnreachableError)) return error;
  const reason = known.message.replace(/^Could not reach /, '');
  if (!LASTING.has(String(known.data.reason))) return new Passing(reason, null, known);
  return new GenBankUnreachableError(reason, { cause: known, suggestions: known.suggestions });
}
