/** What comes in and can't be read as a request of any route: paths, and whole requests, that are none. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, answerTo } from './errors.js';

/** Answers a request whose path can't be decoded, or is longer than any. No hook sees such a request. */
export function refusePath(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const { status, body } = answerTo(error);
  reply.code(status).header('X-Request-Id', request.id).type('application/json; charset=utf-8');
  reply.send(JSON.stringify(body));
}

/** What Node can't parse, by its code. */
const REFUSALS: Record<string, { status: string; body: Answer['body'] }> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    body: { id: 'bad_request', message: 'The request took too long to come' },
  },
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    body: { id: 'too_large', message: 'The head of the request is too large' },
  },
};
const NO_HTTP = { status: '400 Bad Request', body: { id: 'bad_request', message: 'This is no HTTP request' } };

interface Connection {
  readonly writable: boolean;
  write(text: string): unknown;
  destroy(error?: Error): unknown;
}

/** Answers what is no HTTP, where anybody can read it, and ends the connection. */
export function refuseConnection(error: Error & { code?: string }, connection: Connection): void {
  const { status, body } = REFUSALS[error.code ?? ''] ?? NO_HTTP;
  const text = JSON.stringify(body);
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${text.length}`;
  if (connection.writable && error.code !== 'ECONNRESET')
    connection.write(`${head}\r\nConnection: close\r\n\r\n${text}`);
  connection.destroy(error);
}
