/** Which requests were there together when the event loop came to listen, and can share one look at the files. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Turn } from '../files/turn.js';

/** The event loop listens again in the same turn where this many connections (libuv's bound) all had something to say. */
const ALL_AT_ONCE = 1024;
/** What else a process listens to: other servers, pipes, children. */
const OTHERS = 124;

/**
 * Gives each request its turn: the token of the present one, or one of its own where it may have been sent while the
 * turn went on. The event loop finds out which connections have something to read, and then reads them one after the
 * other: what it reads was begun before, except behind another request on the same connection.
 */
export function turnsOf(app: FastifyInstance): (reply: FastifyReply) => Turn {
  let present: Turn | null = null;
  let connections = 0;
  app.server.on('connection', (socket) => {
    connections += 1;
    socket.once('close', () => {
      connections -= 1;
    });
  });
  return ({ raw }) => {
    // A response has no socket while the one before it on the connection is not done.
    if (raw.socket === null || connections >= ALL_AT_ONCE - OTHERS) return {};
    if (present === null) {
      present = {};
      setImmediate(() => {
        present = null;
      });
    }
    return present;
  };
}
