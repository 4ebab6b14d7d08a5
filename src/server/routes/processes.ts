import type { FastifyInstance } from 'fastify';
import type { PageRequest } from '../../catalog/pages.js';
import { findProcess, findProcesses } from '../../workspace/visibility.js';
import { accountOf } from '../guard.js';
import { input, page, pageQuery, ref } from '../schemas/shapes.js';

const tags = ['processes'];

export function processRoutes(app: FastifyInstance): void {
  const { workspace } = app;

  app.get<{ Querystring: PageRequest }>('/processes', {
    config: { access: 'account' },
    schema: {
      tags,
      summary: 'Find long work, newest first',
      querystring: input(pageQuery),
      response: { 200: page(ref('Process')) },
    },
    handler: (request) => findProcesses(workspace, accountOf(request), request.query),
  });

  app.get<{ Params: { process_id: string } }>('/processes/:process_id', {
    config: { access: 'account' },
    schema: { tags, summary: 'Get a piece of long work', response: { 200: ref('Process') } },
    handler: (request) => findProcess(workspace, accountOf(request), request.params.process_id),
  });
}
