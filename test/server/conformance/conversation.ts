/** Talks to a server as the table says, and tells what was not as the table says. */
import type { Answer, Client, TestServer } from '../../support/server.js';
import { at, type Exchange, faults, filled } from './exchange.js';

/** Accounts that stories know, without any permission or right until they are given one. */
const PEOPLE = ['reader', 'outsider'];

export class Conversation {
  readonly #clients: Map<string, Client>;

  constructor({ admin, stranger, user }: TestServer) {
    this.#clients = new Map([
      ['igboyes', admin],
      ['nobody', stranger],
      ...PEOPLE.map((user_id) => [user_id, user({ user_id })] as const),
    ]);
  }

  /** Goes through a story, to its end or to the first exchange that is not as it should be. */
  async faultsOf(exchanges: readonly Exchange[]): Promise<string[]> {
    const kept = new Map<string, string>();
    for (const exchange of exchanges) {
      const found = await this.#faultsOf(exchange, kept);
      if (found.length > 0) return found.map((fault) => `${exchange.ask}: ${fault}`);
    }
    return [];
  }

  async #faultsOf(exchange: Exchange, kept: Map<string, string>): Promise<string[]> {
    const answer = await this.#ask(exchange, kept);
    if (answer.status !== exchange.status) return [`answers ${answer.status} ${JSON.stringify(answer.body)}`];
    for (const [name, path] of Object.entries(exchange.keep ?? {})) {
      const value = path.startsWith('@') ? answer.headers.get(path.slice(1)) : at(answer.body, path);
      if (typeof value !== 'string') return [`has no text at ${path}: ${JSON.stringify(answer.body)}`];
      kept.set(name, value);
    }
    return [
      ...(exchange.answer === undefined ? [] : faults(answer.body, filled(exchange.answer, kept))),
      ...errorFaults(answer, exchange),
      ...Object.entries(filled(exchange.replies ?? {}, kept)).flatMap(([name, wanted]) =>
        headerFaults(answer, name, wanted),
      ),
      ...formFaults(answer),
    ];
  }

  async #ask(
    { ask, as = 'igboyes', body, raw, headers, untilOver }: Exchange,
    kept: Map<string, string>,
  ): Promise<Answer> {
    const [method, path] = filled(ask, kept).split(' ') as [string, string];
    const client = this.#clients.get(as)!;
    for (;;) {
      const answer = await client.send(method, path, filled(body, kept), { raw, headers: filled(headers, kept) });
      if (!untilOver || answer.body.progress === 1 || answer.body.error !== null) return answer;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function errorFaults({ body }: Answer, { error }: Exchange): string[] {
  if (!error) return [];
  const [id, message = body.message, errors = body.errors] = error;
  const said = { id: body.id, message: body.message, errors: body.errors };
  return faults(sorted(said), { is: sorted({ id, message, errors }) });
}

/** The members of an object and of its members in the order of their names. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, sorted(member)]));
}

function headerFaults({ headers }: Answer, name: string, wanted: string): string[] {
  const value = headers.get(name);
  if (value !== null && (wanted === 'any' || value === wanted)) return [];
  return [`has ${value === null ? 'no' : `${value} as`} ${name}, not ${wanted}`];
}

/** What every answer has to be: JSON with its type, or nothing at all where there is no content. */
function formFaults({ status, headers, body }: Answer): string[] {
  if (headers.get('x-request-id') === null) return ['has no X-Request-Id'];
  if (status === 204) return body.length === 0 ? [] : ['has a body where it should have none'];
  if (status < 400) return [];
  const fits = Object.keys(body).every((key) => ['id', 'message', 'errors'].includes(key));
  return fits && typeof body.message === 'string' ? [] : [`is no error: ${JSON.stringify(body)}`];
}
