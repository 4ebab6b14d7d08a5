import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { PageRequest } from '../../catalog/pages.js';
import { findFile, findFiles } from '../../workspace/visibility.js';
import { accountOf } from '../guard.js';
import { input, nothing, page, pageQuery, ref, text } from '../schemas/shapes.js';

const tags = ['files'];

/** Uploads stand outside of `/api`, as Virtool has them. */
export function uploadRoutes(app: FastifyInstance): void {
  const { uploads, settings } = app.workspace;
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    for (const url of ['/upload/reference', '/upload/ref']) {
      scope.post<{ Querystring: { name: string }; Body: Readable }>(url, {
        config: { access: { permission: 'upload_file' } },
        bodyLimit: settings.max_upload_bytes,
        schema: {
          tags,
          summary: 'Upload a reference.json or reference.json.gz',
          consumes: ['application/octet-stream'],
          querystring: input({ name: { ...text, minLength: 1, description: 'What it is called' } }, ['name']),
          response: { 201: ref('File') },
        },
        handler: async (request, reply) => {
          const { name } = request.query;
          const user_id = accountOf(request).id;
          const about = { name, type: 'reference' as const, user_id, limit: settings.max_upload_bytes };
          const file = await uploads.receive(request.body ?? request.raw, about);
          reply.code(201).header('Location', `/api/files/${encodeURIComponent(file.id)}`);
          return file;
        },
      });
    }
  });
}

export function fileRoutes(app: FastifyInstance): void {
  const { workspace } = app;

  app.get<{ Querystring: PageRequest }>('/files', {
    config: { access: 'account' },
    schema: { tags, summary: 'Find uploads', querystring: input(pageQuery), response: { 200: page(ref('File')) } },
    handler: async (request) => findFiles(workspace, accountOf(request), request.query),
  });

  app.get<{ Params: { file_id: string } }>('/files/:file_id', {
    config: { access: 'account' },
    schema: { tags, summary: 'Get an upload', response: { 200: ref('File') } },
    handler: async (request) => findFile(workspace, accountOf(request), request.params.file_id),
  });

  app.delete<{ Params: { file_id: string } }>('/files/:file_id', {
    config: { access: { permission: 'remove_file' } },
    schema: { tags, summary: 'Remove an upload', response: { 204: nothing } },
    handler: async (request, reply) => {
      const { id } = findFile(workspace, accountOf(request), request.params.file_id);
      workspace.uploads.remove(id);
      return reply.code(204).send();
    },
  });
}
