/** How many requests are left, and the headers that say so. */
import { rateLimitMessage } from './failures.js';
import { Refusal } from './http.js';
import type { Schemas } from './types.js';

export class RateLimit {
  limit: number;
  remaining: number;
  /** When it is full again, in seconds since 1970. */
  reset = Math.floor(Date.now() / 1000) + 3600;

  constructor(limit: number) {
    this.limit = limit;
    this.remaining = limit;
  }

  /** Leaves so many requests, until so many seconds from now. */
  leave(remaining: number, resetIn = 3600): void {
    this.remaining = remaining;
    this.reset = Math.floor(Date.now() / 1000) + resetIn;
  }

  /** Throws 403 where none is left. */
  check(): void {
    if (this.remaining <= 0) throw new Refusal(403, rateLimitMessage, { headers: this.headers() });
  }

  count(): void {
    this.remaining = Math.max(0, this.remaining - 1);
  }

  headers(): Record<string, string> {
    const { limit, remaining, reset } = this;
    const figures = { limit, remaining, reset, used: limit - remaining, resource: 'core' };
    return Object.fromEntries(Object.entries(figures).map(([name, value]) => [`x-ratelimit-${name}`, String(value)]));
  }

  body(): Schemas['rate-limit'] {
    const { limit, remaining, reset } = this;
    return { limit, remaining, reset, used: limit - remaining };
  }
}
