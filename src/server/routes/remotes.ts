import type { FastifyInstance } from 'fastify';
import type { PageRequest } from '../../catalog/pages.js';
import { pageOfAll } from '../../workspace/across.js';
import { beginUpdate, newestRelease, type UpdateInput } from '../../workspace/remotes.js';
import { accountOf, openOf, servedOf } from '../guard.js';
import { input, nullable, page, pageQuery, ref } from '../schemas/shapes.js';

const tags = ['remotes'];

export function remoteRoutes(app: FastifyInstance): void {
  const { workspace } = app;

  app.get('/refs/:ref_id/release', {
    config: { access: { on: 'reference', demand: 'read' } },
    schema: {
      tags,
      summary: 'Ask the remote of a reference for its newest release',
      querystring: input({}),
      response: { 200: ref('Release') },
    },
    handler: (request) => newestRelease(workspace, openOf(request)),
  });

  app.get<{ Querystring: PageRequest }>('/refs/:ref_id/updates', {
    config: { access: { on: 'reference', demand: 'read' } },
    schema: {
      tags,
      summary: 'Find the releases that were installed, newest first',
      querystring: input(pageQuery),
      response: { 200: page(ref('Update')) },
    },
    handler: async (request) => {
      const { reference } = servedOf(request);
      const updates = reference ? await (await reference.upstream()).documents() : [];
      return pageOfAll(updates, request.query);
    },
  });

  app.post<{ Body: UpdateInput | null }>('/refs/:ref_id/updates', {
    config: { access: { on: 'reference', demand: 'modify' } },
    schema: {
      tags,
      summary: 'Install a release: the newest, unless another is named',
      body: nullable(
        input({
          release_id: { type: 'integer', minimum: 1, description: 'The `id` of the release' },
          conflicts: {
            type: 'string',
            enum: ['ours', 'theirs'],
            description:
              'Whose side is taken where both changed the same; without it, the process fails and lists them',
          },
        }),
      ),
      response: { 201: ref('Update') },
    },
    handler: async (request, reply) => {
      const update = await beginUpdate(workspace, openOf(request), accountOf(request), request.body ?? {});
      reply.code(201).header('Location', `/api/refs/${openOf(request).id}/updates`);
      return update;
    },
  });
}
