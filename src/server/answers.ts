/** How answers are written: with older names, and, where the same is asked often, from memory. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Reference } from '../reference/reference.js';
import type { Download } from '../workspace/downloads.js';
import { servedOf, setTag } from './guard.js';
import { olderNamesAdder, withOlderNames } from './older-names.js';
import type { Schema } from './schemas/shapes.js';
import { ref } from './schemas/shapes.js';
import { SHARED } from './schemas/shared.js';

/** Bytes of answers that are kept. */
const MEMORY = 24 << 20;
/** What an entry costs beside its text. */
const OVERHEAD = 400;

/** Text, not bytes: small buffers lie in larger ones, of which each would keep a whole one in memory. */
interface Written {
  text: string;
  tag: string | null;
}

type AddOlderNames = (value: unknown) => unknown;

declare module 'fastify' {
  interface FastifyContextConfig {
    addOlderNames?: AddOlderNames | null;
  }
  interface FastifyInstance {
    answers: LRUCache<string, Written>;
  }
}

/** Makes every route of an instance, registered from now on, answer in both vocabularies, and by its schema. */
export function writeAnswers(app: FastifyInstance): void {
  const named = new Map<string, Schema>();
  for (const schema of SHARED) {
    named.set(schema.$id as string, withOlderNames(schema));
    app.addSchema(withOlderNames(schema));
  }
  app.decorate(
    'answers',
    new LRUCache<string, Written>({
      maxSize: MEMORY,
      sizeCalculation: ({ text }, key) => text.length + key.length + OVERHEAD,
    }),
  );
  app.addHook('onRoute', (route) => {
    const response = (route.schema?.response ?? {}) as Record<string, Schema>;
    const success = Object.entries(response).find(([status]) => status.startsWith('2'))?.[1];
    route.config = { ...route.config, addOlderNames: olderNamesAdder(success, named) };
    route.schema = { ...route.schema, response: { ...response, '4xx': ref('Error'), '5xx': ref('Error') } };
  });
  app.addHook('preSerialization', (request, reply, payload, done) => {
    const add = request.routeOptions.config.addOlderNames;
    done(null, add && reply.statusCode < 300 ? add(payload) : payload);
  });
}

/** A route's serializer where the schema leaves nothing out of what is answered: going by it would take longer. */
export const asItIs = () => JSON.stringify;

/**
 * Answers a read that depends on nothing but its reference's HEAD and index tags, from memory where it can. Nothing is
 * kept that was made while those moved.
 *
 * @param key tells this answer from all others of the reference
 * @param make makes it of the reference as the guard has just found it; of null where it is still being made
 */
export async function sendKept(
  request: FastifyRequest,
  reply: FastifyReply,
  key: string,
  make: (reference: Reference | null) => Promise<{ document: unknown; tag?: string }>,
): Promise<FastifyReply> {
  const served = servedOf(request);
  const { answers } = request.server;
  const name = served.reference ? `${served.id} ${served.state} ${key}` : null;
  let written = name === null ? undefined : answers.get(name);
  if (!written) {
    const { document, tag = null } = await make(served.reference?.asSeen() ?? null);
    const add = request.routeOptions.config.addOlderNames;
    written = { text: reply.serialize(add ? add(document) : document) as string, tag };
    if (name !== null && served.reference && served.reference.stateSeen === served.state) answers.set(name, written);
  }
  if (written.tag) setTag(reply, written.tag);
  return reply.type('application/json; charset=utf-8').send(written.text);
}

/** Sends a file for a client to keep. */
export function sendFile(reply: FastifyReply, { name, size, type, stream }: Download): FastifyReply {
  reply.header('Content-Length', size).header('Content-Disposition', `attachment; filename="${name}"`);
  return reply.type(type).send(stream);
}
