import { EventEmitter } from 'node:events';
import { connect } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { describe, expect, it } from 'vitest';
import { turnsOf } from '../../src/server/turns.js';
import { startServer } from '../support/server.js';

const answering = { raw: { socket: {} } } as FastifyReply;
const behindAnother = { raw: { socket: null } } as FastifyReply;

describe('a turn', () => {
  it('is shared by what comes before the event loop listens again, and by nothing later', async () => {
    const turnOf = turnsOf(Fastify());
    const first = turnOf(answering);
    await null;
    expect(turnOf(answering)).toBe(first);
    await new Promise(setImmediate);
    expect(turnOf(answering)).not.toBe(first);
  });

  it('is not shared by a request behind another on its connection: it may have been sent since', () => {
    const turnOf = turnsOf(Fastify());
    const shared = turnOf(answering);
    expect(turnOf(behindAnother)).not.toBe(shared);
    expect(turnOf(behindAnother)).not.toBe(turnOf(behindAnother));
  });

  it('is not shared while so many are connected that the event loop may listen twice in a turn', async () => {
    const server = new EventEmitter();
    const turnOf = turnsOf({ server } as unknown as FastifyInstance);
    const sockets = Array.from({ length: 900 }, () => new EventEmitter());
    for (const socket of sockets) server.emit('connection', socket);
    expect(turnOf(answering)).not.toBe(turnOf(answering));
    sockets[0]!.emit('close');
    expect(turnOf(answering)).toBe(turnOf(answering));
  });
});

it('a key that is taken away opens nothing to the next request on the same connection', async () => {
  const server = await startServer();
  const { hostname, port } = new URL(server.url);
  const { key, id } = server.workspace.accounts.addKey('igboyes');
  const authorization = `Basic ${Buffer.from(`igboyes:${key}`).toString('base64')}`;
  const request = `GET /api/account HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: ${authorization}\r\n\r\n`;
  const socket = connect(Number(port), hostname);
  let received = '';
  const both = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      received += chunk;
      if (received.match(/HTTP\/1\.1 \d+/g)?.length === 2) resolve();
    });
  });
  socket.write(request);
  await expect.poll(() => received).toMatch(/^HTTP\/1\.1 200/);
  server.workspace.accounts.removeKey(id);
  socket.write(request);
  await both;
  socket.destroy();
  expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 401']);
});
