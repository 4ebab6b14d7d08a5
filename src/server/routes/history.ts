import type { FastifyInstance } from 'fastify';
import type { PageRequest } from '../../catalog/pages.js';
import { searchHistory } from '../../workspace/across.js';
import { accountOf, referenceOf } from '../guard.js';
import { flag, input, list, nothing, page, pageQuery, ref } from '../schemas/shapes.js';
import { whichReference } from './otus.js';

const tags = ['history'];

export function historyRoutes(app: FastifyInstance): void {
  const { workspace } = app;

  app.get<{ Querystring: PageRequest & { unbuilt?: boolean } }>('/history', {
    config: { access: 'account' },
    schema: {
      tags,
      summary: 'Find changes of all references, newest first',
      querystring: input({ ...pageQuery, unbuilt: flag }),
      response: { 200: page(ref('Change')) },
    },
    handler: (request) => searchHistory(workspace, accountOf(request), request.query),
  });

  app.get<{ Params: { otu_id: string } }>('/otus/:otu_id/history', {
    config: { access: { on: 'otu', demand: 'read', gone: true } },
    schema: {
      tags,
      summary: 'List all changes of an OTU, oldest first',
      querystring: input(whichReference),
      response: { 200: list(ref('ChangeDetail')) },
    },
    handler: (request) => referenceOf(request).otuHistory(request.params.otu_id),
  });

  app.get<{ Params: { change_id: string } }>('/history/:change_id', {
    config: { access: { on: 'change', demand: 'read' } },
    schema: {
      tags,
      summary: 'Get a change',
      querystring: input(whichReference),
      response: { 200: ref('ChangeDetail') },
    },
    handler: (request) => referenceOf(request).change(request.params.change_id),
  });

  app.delete<{ Params: { change_id: string } }>('/history/:change_id', {
    config: { access: { on: 'change', demand: 'modify_otu' } },
    schema: {
      tags,
      summary: 'Revert a change and all later ones of its OTU',
      querystring: input(whichReference),
      response: { 204: nothing },
    },
    handler: async (request, reply) => {
      await referenceOf(request).revert(request.params.change_id);
      return reply.code(204).send();
    },
  });
}
