/**
 * Expressions of GitHub Actions, as far as workflows here use them: literals, contexts, operators and some functions
 * (https://docs.github.com/actions/reference/workflows-and-actions/expressions). What is not understood throws, so that
 * no test passes on a guess.
 */

export type Contexts = Record<string, unknown>;

/** What the functions about the state of a job answer. */
export interface JobState {
  failed: boolean;
}

type Token = { kind: 'string' | 'number' | 'name' | 'symbol'; text: string };

const TOKEN = /\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w-]*)|(&&|\|\||==|!=|<=|>=|[!<>()[\].,*]))/y;

/** A text with its `${{ }}` filled in. */
export function interpolate(text: string, contexts: Contexts, state: JobState): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, inner: string) => asText(evaluate(inner, contexts, state)));
}

/** Whether an `if:` holds; without a function about the state it asks for success too, as GitHub does. */
export function holds(condition: unknown, contexts: Contexts, state: JobState): boolean {
  if (condition === undefined) return !state.failed;
  const text = String(condition).replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1');
  const asksState = /\b(success|failure|always|cancelled)\s*\(/.test(text);
  return truthy(evaluate(text, contexts, state)) && (asksState || !state.failed);
}

/** The value of an expression. */
export function evaluate(text: string, contexts: Contexts, state: JobState): unknown {
  const parser = new Parser(tokens(text), contexts, state);
  return parser.whole();
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; text.slice(at).trim() !== ''; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`not understood: ${text.slice(at)}`);
    const [, string, number, name, symbol] = match;
    if (string !== undefined) found.push({ kind: 'string', text: string.slice(1, -1).replaceAll("''", "'") });
    else if (number !== undefined) found.push({ kind: 'number', text: number });
    else if (name !== undefined) found.push({ kind: 'name', text: name });
    else found.push({ kind: 'symbol', text: symbol! });
  }
  return found;
}

class Parser {
  #at = 0;

  constructor(
    private readonly tokens: Token[],
    private readonly contexts: Contexts,
    private readonly state: JobState,
  ) {}

  whole(): unknown {
    const value = this.or();
    if (this.#at < this.tokens.length) throw new Error(`not understood: ${this.tokens[this.#at]!.text}`);
    return value;
  }

  private or(): unknown {
    let value = this.and();
    while (this.take('||')) {
      const other = this.and();
      value = truthy(value) ? value : other;
    }
    return value;
  }

  private and(): unknown {
    let value = this.comparison();
    while (this.take('&&')) {
      const other = this.comparison();
      value = truthy(value) ? other : value;
    }
    return value;
  }

  private comparison(): unknown {
    const value = this.unary();
    for (const symbol of ['==', '!=', '<=', '>=', '<', '>']) {
      if (!this.take(symbol)) continue;
      const other = this.unary();
      if (symbol === '==') return same(value, other);
      if (symbol === '!=') return !same(value, other);
      const [a, b] = [Number(value), Number(other)];
      return { '<=': a <= b, '>=': a >= b, '<': a < b, '>': a > b }[symbol];
    }
    return value;
  }

  private unary(): unknown {
    if (this.take('!')) return !truthy(this.unary());
    let value = this.primary();
    for (;;) {
      if (this.take('.')) {
        value = member(value, this.next().text);
      } else if (this.take('[')) {
        value = member(value, asText(this.or()));
        this.expect(']');
      } else return value;
    }
  }

  private primary(): unknown {
    if (this.take('(')) {
      const value = this.or();
      this.expect(')');
      return value;
    }
    const { kind, text } = this.next();
    if (kind === 'string') return text;
    if (kind === 'number') return Number(text);
    if (kind === 'symbol') throw new Error(`not understood: ${text}`);
    if (this.take('(')) return this.call(text.toLowerCase());
    if (text === 'true' || text === 'false') return text === 'true';
    if (text === 'null') return null;
    if (!Object.hasOwn(this.contexts, text)) throw new Error(`there is no context ${text} here`);
    return this.contexts[text];
  }

  private call(name: string): unknown {
    const values: unknown[] = [];
    while (!this.take(')')) {
      values.push(this.or());
      if (!this.take(',') && this.tokens[this.#at]?.text !== ')') throw new Error('not understood: a call without end');
    }
    const [first, second] = values;
    switch (name) {
      case 'always':
        return true;
      case 'cancelled':
        return false;
      case 'success':
        return !this.state.failed;
      case 'failure':
        return this.state.failed;
      case 'format':
        return asText(first).replace(/\{(\d+)\}/g, (_, place: string) => asText(values[Number(place) + 1]));
      case 'tojson':
        return JSON.stringify(first, null, 2);
      case 'fromjson':
        return JSON.parse(asText(first));
      case 'contains':
        return Array.isArray(first)
          ? first.some((value) => same(value, second))
          : asText(first).toLowerCase().includes(asText(second).toLowerCase());
      case 'startswith':
        return asText(first).toLowerCase().startsWith(asText(second).toLowerCase());
      default:
        throw new Error(`there is no function ${name} here`);
    }
  }

  private take(symbol: string): boolean {
    const token = this.tokens[this.#at];
    if (token?.kind !== 'symbol' || token.text !== symbol) return false;
    this.#at += 1;
    return true;
  }

  private expect(symbol: string): void {
    if (!this.take(symbol)) throw new Error(`${symbol} is missing`);
  }

  private next(): Token {
    const token = this.tokens[this.#at];
    if (!token) throw new Error('the expression ends too early');
    this.#at += 1;
    return token;
  }
}

/** Property names ignore case; what is not there is null. */
function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return null;
  const key = Object.keys(value).find((each) => each.toLowerCase() === name.toLowerCase());
  return key === undefined ? null : (value as Record<string, unknown>)[key];
}

function truthy(value: unknown): boolean {
  return !(value === null || value === undefined || value === false || value === 0 || value === '');
}

/** Strings compare without regard to case; values of different kinds as numbers. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.toLowerCase() === b.toLowerCase();
  if (typeof a === typeof b) return a === b;
  return numeric(a) === numeric(b);
}

function numeric(value: unknown): number {
  if (value === null || value === undefined || value === '') return 0;
  return Number(value);
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
