/**
 * The yardstick of a read: a bare Fastify route that answers the bytes that a server of refkit has for some paths, from
 * memory. Arguments: that server's URL, the header that lets in, and a file with the paths, as JSON. Says on standard
 * output where it listens.
 */
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';

const [origin, authorization, file] = process.argv.slice(2);
const answers = new Map();
for (const path of JSON.parse(readFileSync(file, 'utf8'))) {
  const answer = await fetch(origin + path, { headers: { authorization } });
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}`);
  answers.set(path, Buffer.from(await answer.arrayBuffer()));
}

const app = Fastify();
for (const route of ['/api/otus/:id', '/api/refs/:id/otus', '/api/refs/:id/history']) {
  app.get(route, (request, reply) => {
    reply.type('application/json; charset=utf-8').send(answers.get(request.url));
  });
}
console.log(await app.listen({ host: '127.0.0.1', port: 0 }));
