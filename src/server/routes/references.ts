import type { FastifyInstance } from 'fastify';
import type { PageRequest } from '../../catalog/pages.js';
import type { SettingsInput } from '../../reference/settings.js';
import { findReferences, pageOfAll } from '../../workspace/across.js';
import { beginBuild } from '../../workspace/building.js';
import { createReference, type NewReference } from '../../workspace/creation.js';
import { describeReference, listIndexes } from '../../workspace/documents.js';
import { processDocument } from '../../workspace/processes.js';
import { removeReference } from '../../workspace/removal.js';
import { asItIs, sendFile, sendKept } from '../answers.js';
import { accountOf, ifMatchOf, openOf, referenceOf, servedOf, setTag } from '../guard.js';
import { download, flag, input, list, nullable, page, pageQuery, ref, text } from '../schemas/shapes.js';

const filled = { type: 'string', minLength: 1 } as const;
const basics = {
  name: filled,
  description: text,
  organism: text,
  data_type: { const: 'genome', type: 'string', description: 'Only genomes so far' },
  public: { ...flag, description: 'Whether everyone with an account may read it' },
};
const tags = ['references'];

export function referenceRoutes(app: FastifyInstance): void {
  const { workspace } = app;

  app.get<{ Querystring: PageRequest & { find?: string } }>('/refs', {
    config: { access: 'account' },
    schema: {
      tags,
      summary: 'Find references',
      querystring: input({ find: { ...text, description: 'Any part of a name, case ignored' }, ...pageQuery }),
      response: { 200: page(ref('Reference')) },
    },
    handler: (request) => findReferences(workspace, accountOf(request), request.query),
  });

  app.get('/refs/:ref_id', {
    config: { access: { on: 'reference', demand: 'read' } },
    schema: { tags, summary: 'Get a reference', response: { 200: ref('Reference') } },
    handler: (request, reply) => {
      const served = servedOf(request);
      if (served.reference) setTag(reply, served.reference.tag);
      return describeReference(workspace, served);
    },
  });

  app.post<{ Body: NewReference & { data_type?: string } }>('/refs', {
    config: { access: { permission: 'create_ref' } },
    schema: {
      tags,
      summary: 'Create a reference: empty, as a clone of another, from an uploaded file, or from a release on GitHub',
      body: {
        ...input(
          {
            ...basics,
            clone_from: { ...filled, description: 'The id of a reference' },
            import_from: { ...filled, description: 'The id of an uploaded file' },
            remote_from: {
              type: 'string',
              pattern: '^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?/[A-Za-z0-9._-]+$',
              description: 'A GitHub repository, `owner/name`',
            },
          },
          ['name'],
        ),
        // What it is made from says what data there is.
        if: { anyOf: [{ required: ['clone_from'] }, { required: ['import_from'] }, { required: ['remote_from'] }] },
        else: { required: ['data_type'] },
      },
      response: { 201: ref('Reference') },
    },
    handler: async (request, reply) => {
      const served = await createReference(workspace, request.body, accountOf(request));
      reply.code(201).header('Location', `/api/refs/${served.id}`);
      return describeReference(workspace, served);
    },
  });

  // The document shows both methods.
  for (const method of ['PATCH', 'POST'] as const) {
    app.route<{ Body: SettingsInput }>({
      method,
      url: '/refs/:ref_id',
      config: { access: { on: 'reference', demand: 'modify' } },
      schema: {
        tags,
        summary: 'Edit a reference',
        body: input({
          ...basics,
          internal_control: nullable({ ...text, description: 'The id of an OTU of it; null for none' }),
          restrict_source_types: flag,
          source_types: list(filled),
        }),
        response: { 200: ref('Reference') },
      },
      handler: async (request, reply) => {
        const reference = referenceOf(request);
        await reference.editSettings(request.body, ifMatchOf(request));
        setTag(reply, reference.tag);
        return describeReference(workspace, servedOf(request));
      },
    });
  }

  app.delete('/refs/:ref_id', {
    config: { access: { on: 'reference', demand: 'remove' } },
    schema: { tags, summary: 'Remove a reference', response: { 202: ref('Process') } },
    handler: async (request, reply) => {
      const served = servedOf(request);
      served.reference?.requireTag(ifMatchOf(request));
      const process = await removeReference(workspace, served, accountOf(request));
      reply.code(202).header('Content-Location', `/api/processes/${process.id}`);
      return processDocument(process);
    },
  });

  app.get('/refs/:ref_id/export', {
    config: { access: { on: 'reference', demand: 'read' } },
    schema: {
      tags,
      summary: 'Download a reference as reference.json.gz',
      response: { 200: download('application/gzip') },
    },
    handler: async (request, reply) => sendFile(reply, await workspace.exports.open(openOf(request))),
  });

  app.get<{ Querystring: PageRequest & { unbuilt?: boolean } }>('/refs/:ref_id/history', {
    config: { access: { on: 'reference', demand: 'read' } },
    schema: {
      tags: ['history'],
      summary: 'Find changes of a reference, newest first',
      querystring: input({ ...pageQuery, unbuilt: { ...flag, description: 'Only unbuilt, or only built ones' } }),
      response: { 200: page(ref('Change')) },
    },
    serializerCompiler: asItIs,
    handler: (request, reply) => {
      const { page, per_page: perPage, unbuilt } = request.query;
      return sendKept(request, reply, `history ${page} ${perPage} ${unbuilt}`, async (reference) => {
        return { document: (await reference?.history({ page, perPage, unbuilt })) ?? pageOfAll([], request.query) };
      });
    },
  });

  app.get<{ Querystring: PageRequest }>('/refs/:ref_id/indexes', {
    config: { access: { on: 'reference', demand: 'read' } },
    schema: {
      tags: ['indexes'],
      summary: 'Find indexes of a reference, newest first',
      querystring: input(pageQuery),
      response: { 200: page(ref('Index')) },
    },
    handler: async (request) => pageOfAll(await listIndexes(workspace, servedOf(request)), request.query),
  });

  app.post('/refs/:ref_id/indexes', {
    config: { access: { on: 'reference', demand: 'build' } },
    schema: {
      tags: ['indexes'],
      summary: 'Build the next index',
      body: nullable(input({})),
      response: { 201: ref('Index') },
    },
    handler: async (request, reply) => {
      const index = await beginBuild(workspace, openOf(request), accountOf(request));
      reply.code(201).header('Location', `/api/indexes/${index.id}`);
      return index;
    },
  });
}
