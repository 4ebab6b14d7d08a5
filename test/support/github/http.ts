/** Requests and answers of the stand-in's servers, as values. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { AnyReply } from './types.js';

/** A request that was seen. */
export interface SeenRequest {
  host: 'api' | 'uploads' | 'git' | 'assets';
  method: string;
  /** Without the host and the API's prefix (`/api/v3`), with the query. */
  path: string;
  headers: Record<string, string>;
  /** All that came of the body. */
  body: Buffer;
  /** Whether the body came whole. */
  complete: boolean;
  /** Null while there is no answer, and where the connection was cut before it. */
  status: number | null;
}

/** An answer that is no success, with GitHub's words for it. */
export class Refusal extends Error {
  readonly reply: AnyReply;

  constructor(status: number, message: string, details: { errors?: unknown[]; headers?: Record<string, string> } = {}) {
    super(message);
    this.reply = {
      status,
      headers: details.headers,
      body: {
        message,
        ...(details.errors ? { errors: details.errors } : {}),
        documentation_url: 'https://docs.github.com/rest',
        status: String(status),
      },
    };
  }
}

export const notFound = () => new Refusal(404, 'Not Found');

export interface Invalid {
  resource: string;
  field?: string;
  code: string;
  message?: string;
}

export const invalid = (...errors: Invalid[]) => new Refusal(422, 'Validation Failed', { errors });

/** Listens on a free port of this machine. `close` cuts what is still connected. */
export async function listen(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<{ url: string; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A mistake of the stand-in: said where a test sees it.
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`The stand-in failed: ${error instanceof Error ? error.stack : String(error)}`);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** Reads a body as far as it comes. */
export async function readBody(request: IncomingMessage): Promise<{ body: Buffer; complete: boolean }> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of request) pieces.push(piece as Buffer);
  } catch {
    // Whoever sent it has gone.
  }
  return { body: Buffer.concat(pieces), complete: request.complete };
}

/** The bytes and headers that an answer is sent as. */
export function rendered(reply: AnyReply): { headers: Record<string, string>; bytes: Buffer } {
  const bytes =
    reply.raw?.bytes ?? (reply.body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(reply.body)));
  const type = reply.raw?.type ?? (reply.body === undefined ? null : 'application/json; charset=utf-8');
  return { headers: { ...(type === null ? {} : { 'content-type': type }), ...reply.headers }, bytes };
}

/** Headers with one text each, by their lower-case names. */
export function plainHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
}
