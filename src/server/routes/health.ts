import type { FastifyInstance } from 'fastify';
import { object } from '../schemas/shapes.js';

export function healthRoutes(app: FastifyInstance): void {
  app.get('/health', {
    config: { access: 'open' },
    schema: {
      tags: ['server'],
      summary: 'Whether the server is up',
      response: { 200: object({ status: { const: 'ok', type: 'string' } }) },
    },
    handler: async () => ({ status: 'ok' }),
  });
}
