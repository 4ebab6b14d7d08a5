import type { FastifyInstance } from 'fastify';
import type { PageRequest } from '../../catalog/pages.js';
import { readyIndexes, searchIndexes } from '../../workspace/across.js';
import { describeIndex } from '../../workspace/documents.js';
import { openIndexFile } from '../../workspace/downloads.js';
import { sendFile } from '../answers.js';
import { accountOf, openOf, referenceOf } from '../guard.js';
import { count, download, flag, input, list, object, page, pageQuery, ref, text } from '../schemas/shapes.js';

interface InIndex {
  index_id: string;
}

const tags = ['indexes'];
const newest = object({ id: text, version: count, reference: object({ id: text, name: text }) });
export function indexRoutes(app: FastifyInstance): void {
  const { workspace } = app;

  app.get<{ Querystring: PageRequest & { ready?: boolean } }>('/indexes', {
    config: { access: 'account' },
    schema: {
      tags,
      summary: 'Find indexes of all references, newest first',
      querystring: input({
        ...pageQuery,
        ready: { ...flag, description: 'true: answer a bare list of the newest index of each reference' },
      }),
      response: { 200: { anyOf: [page(ref('Index')), list(newest)] } },
    },
    // To find out which of the two it is would take longer than to write it.
    serializerCompiler: () => JSON.stringify,
    handler: async (request) => {
      const { ready, ...asked } = request.query;
      return ready ? readyIndexes(workspace, accountOf(request)) : searchIndexes(workspace, accountOf(request), asked);
    },
  });

  app.get<{ Params: InIndex }>('/indexes/:index_id', {
    config: { access: { on: 'index', demand: 'read' } },
    schema: { tags, summary: 'Get an index', response: { 200: ref('IndexDetail') } },
    handler: (request) => describeIndex(workspace, openOf(request), request.params.index_id),
  });

  app.get<{ Params: InIndex; Querystring: PageRequest }>('/indexes/:index_id/history', {
    config: { access: { on: 'index', demand: 'read' } },
    schema: {
      tags,
      summary: 'Find the changes that an index was the first to build',
      querystring: input(pageQuery),
      response: { 200: page(ref('Change')) },
    },
    handler: async (request) => {
      const reference = referenceOf(request);
      const { version: index } = await reference.indexes.get(request.params.index_id);
      return reference.history({ index, page: request.query.page, perPage: request.query.per_page });
    },
  });

  app.get<{ Params: InIndex & { name: string } }>('/indexes/:index_id/files/:name', {
    config: { access: { on: 'index', demand: 'read' } },
    schema: { tags, summary: 'Download a file of an index', response: { 200: download('application/octet-stream') } },
    handler: async (request, reply) => {
      const { index_id, name } = request.params;
      return sendFile(reply, await openIndexFile(referenceOf(request), index_id, name));
    },
  });
}
