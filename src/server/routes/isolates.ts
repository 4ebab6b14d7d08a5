import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  addIsolate,
  editIsolate,
  findIsolate,
  type IsolateEditInput,
  type IsolateInput,
  removeIsolate,
  setDefaultIsolate,
} from '../../otu/edits.js';
import type { EditResult } from '../../reference/reference.js';
import { isolateTag } from '../../reference/tags.js';
import { ifMatchOf, referenceOf, setTag } from '../guard.js';
import { flag, input, list, nothing, nullable, ref, text } from '../schemas/shapes.js';
import { whichReference } from './otus.js';

interface InOtu {
  otu_id: string;
}
interface InIsolate extends InOtu {
  isolate_id: string;
}

const source = {
  source_type: { ...text, description: 'Such as isolate or strain; stored in lower case' },
  source_name: { ...text, description: 'Such as 8816-v2' },
};
const tags = ['isolates'];
const querystring = input(whichReference);

export function isolateRoutes(app: FastifyInstance): void {
  app.get<{ Params: InOtu }>('/otus/:otu_id/isolates', {
    config: { access: { on: 'otu', demand: 'read' } },
    schema: { tags, summary: 'List the isolates of an OTU', querystring, response: { 200: list(ref('Isolate')) } },
    handler: async (request, reply) => {
      const { document, tag } = await referenceOf(request).taggedOtu(request.params.otu_id);
      setTag(reply, tag);
      return document.isolates;
    },
  });

  app.get<{ Params: InIsolate }>('/otus/:otu_id/isolates/:isolate_id', {
    config: { access: { on: 'otu', demand: 'read' } },
    schema: { tags, summary: 'Get an isolate', querystring, response: { 200: ref('Isolate') } },
    handler: async (request, reply) => {
      const { otu_id, isolate_id } = request.params;
      const { document } = await referenceOf(request).taggedOtu(otu_id);
      const isolate = findIsolate(document, isolate_id);
      setTag(reply, isolateTag(isolate));
      return isolate;
    },
  });

  app.post<{ Params: InOtu; Body: IsolateInput }>('/otus/:otu_id/isolates', {
    config: { access: { on: 'otu', demand: 'modify_otu' } },
    schema: {
      tags,
      summary: 'Add an isolate',
      querystring,
      body: input({ ...source, default: { ...flag, description: 'The first isolate is the default in any case' } }),
      response: { 201: ref('Isolate') },
    },
    handler: async (request, reply) => {
      const { otu_id } = request.params;
      const reference = referenceOf(request);
      const result = await reference.editOtu(
        otu_id,
        addIsolate(request.body, reference.sourceRules),
        ifMatchOf(request),
      );
      reply.code(201).header('Location', `/api/otus/${otu_id}/isolates/${result.subject}`);
      return edited(reply, result);
    },
  });

  app.patch<{ Params: InIsolate; Body: IsolateEditInput }>('/otus/:otu_id/isolates/:isolate_id', {
    config: { access: { on: 'otu', demand: 'modify_otu' } },
    schema: { tags, summary: 'Edit an isolate', querystring, body: input(source), response: { 200: ref('Isolate') } },
    handler: async (request, reply) => {
      const { otu_id, isolate_id: isolate } = request.params;
      const reference = referenceOf(request);
      const edit = editIsolate(isolate, request.body, reference.sourceRules);
      return edited(reply, await reference.editOtu(otu_id, edit, { ...ifMatchOf(request), isolate }));
    },
  });

  app.put<{ Params: InIsolate }>('/otus/:otu_id/isolates/:isolate_id/default', {
    config: { access: { on: 'otu', demand: 'modify_otu' } },
    schema: {
      tags,
      summary: 'Make an isolate the default one',
      querystring,
      body: nullable(input({})),
      response: { 200: ref('Isolate') },
    },
    handler: async (request, reply) => {
      const { otu_id, isolate_id: isolate } = request.params;
      const options = { ...ifMatchOf(request), isolate };
      return edited(reply, await referenceOf(request).editOtu(otu_id, setDefaultIsolate(isolate), options));
    },
  });

  app.delete<{ Params: InIsolate }>('/otus/:otu_id/isolates/:isolate_id', {
    config: { access: { on: 'otu', demand: 'modify_otu' } },
    schema: { tags, summary: 'Remove an isolate', querystring, response: { 204: nothing } },
    handler: async (request, reply) => {
      const { otu_id, isolate_id: isolate } = request.params;
      await referenceOf(request).editOtu(otu_id, removeIsolate(isolate), { ...ifMatchOf(request), isolate });
      return reply.code(204).send();
    },
  });
}

/** The isolate that an edit made or touched. */
function edited(reply: FastifyReply, { document, subject }: EditResult) {
  const isolate = findIsolate(document, subject!);
  setTag(reply, isolateTag(isolate));
  return isolate;
}
