import type { FastifyInstance } from 'fastify';
import type { PageRequest } from '../../catalog/pages.js';
import { editOtu, type OtuEditInput } from '../../otu/edits.js';
import { pageOfAll, searchOtus } from '../../workspace/across.js';
import { asItIs, sendKept } from '../answers.js';
import { accountOf, ifMatchOf, referenceOf, setTag } from '../guard.js';
import { count, flag, input, list, nothing, nullable, page, pageQuery, ref, text } from '../schemas/shapes.js';

interface FindQuery extends PageRequest {
  find?: string;
  verified?: boolean;
}

const filled = { ...text, minLength: 1 };
const findQuery = {
  find: { ...text, description: 'Any part of a name or abbreviation, case ignored' },
  verified: { ...flag, description: 'Only OTUs without issues, or only those with' },
};
const fields = {
  name: filled,
  abbreviation: text,
  taxid: nullable({ type: 'integer', minimum: 1 }),
  schema: list(
    {
      type: 'object',
      properties: { name: text, molecule: text, required: flag },
      description: 'A segment: its name, unique in the schema, molecule type, and whether isolates must have it',
    },
    { maxItems: 2000 },
  ),
};
/** Where an OTU of that id is in several references. */
export const whichReference = {
  reference: { ...text, description: 'The id of the reference that is meant, where several have an OTU of that id' },
};
const tags = ['otus'];

export function otuRoutes(app: FastifyInstance): void {
  const { workspace } = app;
  const found = (items: string) => page(ref(items), { modified_count: count });

  app.get<{ Params: { ref_id: string }; Querystring: FindQuery & { names?: boolean } }>('/refs/:ref_id/otus', {
    config: { access: { on: 'reference', demand: 'read' } },
    schema: {
      tags,
      summary: 'Find OTUs of a reference',
      querystring: input({
        ...findQuery,
        names: { ...flag, description: 'Answer a bare list of ids and names' },
        ...pageQuery,
      }),
      response: { 200: { anyOf: [found('OtuSummary'), list(ref('OtuName'))] } },
    },
    serializerCompiler: asItIs,
    handler: (request, reply) => {
      const { find, verified, names = false, page, per_page: perPage } = request.query;
      const key = `otus ${JSON.stringify([find, verified, names, names || page, names || perPage])}`;
      return sendKept(request, reply, key, async (reference) => {
        const otus = await reference?.findOtus({ find, verified, all: names, page, perPage });
        if (names) return { document: (otus?.documents ?? []).map(({ id, name }) => ({ id, name })) };
        return { document: otus ?? { ...pageOfAll([], request.query), modified_count: 0 } };
      });
    },
  });

  app.get<{ Querystring: FindQuery }>('/otus', {
    config: { access: 'account' },
    schema: {
      tags,
      summary: 'Find OTUs of all references',
      querystring: input({ ...findQuery, ...pageQuery }),
      response: { 200: found('FoundOtu') },
    },
    handler: (request) => searchOtus(workspace, accountOf(request), request.query),
  });

  app.get<{ Params: { otu_id: string } }>('/otus/:otu_id', {
    config: { access: { on: 'otu', demand: 'read' } },
    schema: { tags, summary: 'Get an OTU', querystring: input(whichReference), response: { 200: ref('Otu') } },
    serializerCompiler: asItIs,
    handler: (request, reply) => {
      const { otu_id } = request.params;
      return sendKept(request, reply, `otu ${otu_id}`, (reference) => reference!.taggedOtu(otu_id));
    },
  });

  app.post<{ Body: { name: string } }>('/refs/:ref_id/otus', {
    config: { access: { on: 'reference', demand: 'modify_otu' } },
    schema: { tags, summary: 'Create an OTU', body: input(fields, ['name']), response: { 201: ref('Otu') } },
    handler: async (request, reply) => {
      const { document, tag } = await referenceOf(request).createOtu(request.body);
      setTag(reply, tag);
      reply.code(201).header('Location', `/api/otus/${document.id}`);
      return document;
    },
  });

  app.patch<{ Params: { otu_id: string }; Body: OtuEditInput }>('/otus/:otu_id', {
    config: { access: { on: 'otu', demand: 'modify_otu' } },
    schema: {
      tags,
      summary: 'Edit an OTU',
      querystring: input(whichReference),
      body: input(fields),
      response: { 200: ref('Otu') },
    },
    handler: async (request, reply) => {
      const edit = editOtu(request.body);
      const { document, tag } = await referenceOf(request).editOtu(request.params.otu_id, edit, ifMatchOf(request));
      setTag(reply, tag);
      return document;
    },
  });

  app.delete<{ Params: { otu_id: string } }>('/otus/:otu_id', {
    config: { access: { on: 'otu', demand: 'modify_otu' } },
    schema: { tags, summary: 'Remove an OTU', querystring: input(whichReference), response: { 204: nothing } },
    handler: async (request, reply) => {
      await referenceOf(request).removeOtu(request.params.otu_id, ifMatchOf(request));
      return reply.code(204).send();
    },
  });
}
