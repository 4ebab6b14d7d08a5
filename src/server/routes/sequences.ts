import type { FastifyInstance } from 'fastify';
import {
  addSequence,
  editSequence,
  findIsolate,
  findSequence,
  removeSequence,
  type SequenceEditInput,
  type SequenceInput,
} from '../../otu/edits.js';
import type { Otu } from '../../otu/types.js';
import { ifMatchOf, referenceOf } from '../guard.js';
import { input, list, nothing, nullable, ref, text } from '../schemas/shapes.js';
import { whichReference } from './otus.js';

interface InIsolate {
  otu_id: string;
  isolate_id: string;
}
interface InSequence extends InIsolate {
  sequence_id: string;
}

const fields = {
  accession: { ...text, description: 'Its accession in GenBank where it has one; unique in the reference' },
  definition: text,
  host: nullable(text),
  segment: nullable({ ...text, description: "One of the OTU's schema; without a schema it is not stored" }),
  sequence: { ...text, description: 'Bases as IUPAC codes, not FASTA; white space is taken out' },
};
const tags = ['sequences'];
const querystring = input(whichReference);
const path = '/otus/:otu_id/isolates/:isolate_id/sequences';

export function sequenceRoutes(app: FastifyInstance): void {
  app.get<{ Params: InIsolate }>(path, {
    config: { access: { on: 'otu', demand: 'read' } },
    schema: {
      tags,
      summary: 'List the sequences of an isolate',
      querystring,
      response: { 200: list(ref('Sequence')) },
    },
    handler: async (request) => {
      const { otu_id, isolate_id } = request.params;
      const { document } = await referenceOf(request).taggedOtu(otu_id);
      return findIsolate(document, isolate_id).sequences.map((sequence) => ({ ...sequence, otu_id, isolate_id }));
    },
  });

  app.get<{ Params: InSequence }>(`${path}/:sequence_id`, {
    config: { access: { on: 'otu', demand: 'read' } },
    schema: { tags, summary: 'Get a sequence', querystring, response: { 200: ref('Sequence') } },
    handler: async (request) => {
      const { document } = await referenceOf(request).taggedOtu(request.params.otu_id);
      return located(document, request.params);
    },
  });

  app.post<{ Params: InIsolate; Body: SequenceInput }>(path, {
    config: { access: { on: 'otu', demand: 'modify_otu' } },
    schema: {
      tags,
      summary: 'Add a sequence to an isolate',
      querystring,
      body: input(
        {
          id: {
            ...text,
            description: 'Stands for the accession too where that is not given; one of the two has to be',
          },
          ...fields,
        },
        ['definition', 'sequence'],
      ),
      response: { 201: ref('Sequence') },
    },
    handler: async (request, reply) => {
      const { otu_id, isolate_id: isolate } = request.params;
      const edit = addSequence(isolate, request.body);
      const { document, subject } = await referenceOf(request).editOtu(otu_id, edit, {
        ...ifMatchOf(request),
        isolate,
      });
      reply.code(201).header('Location', `/api/otus/${otu_id}/isolates/${isolate}/sequences/${subject}`);
      return located(document, { ...request.params, sequence_id: subject! });
    },
  });

  app.patch<{ Params: InSequence; Body: SequenceEditInput }>(`${path}/:sequence_id`, {
    config: { access: { on: 'otu', demand: 'modify_otu' } },
    schema: { tags, summary: 'Edit a sequence', querystring, body: input(fields), response: { 200: ref('Sequence') } },
    handler: async (request) => {
      const { otu_id, isolate_id: isolate, sequence_id } = request.params;
      const edit = editSequence(isolate, sequence_id, request.body);
      const { document } = await referenceOf(request).editOtu(otu_id, edit, { ...ifMatchOf(request), isolate });
      return located(document, request.params);
    },
  });

  app.delete<{ Params: InSequence }>(`${path}/:sequence_id`, {
    config: { access: { on: 'otu', demand: 'modify_otu' } },
    schema: { tags, summary: 'Remove a sequence', querystring, response: { 204: nothing } },
    handler: async (request, reply) => {
      const { otu_id, isolate_id: isolate, sequence_id } = request.params;
      const edit = removeSequence(isolate, sequence_id);
      await referenceOf(request).editOtu(otu_id, edit, { ...ifMatchOf(request), isolate });
      return reply.code(204).send();
    },
  });
}

/** A sequence with where it is. */
function located(otu: Otu, { otu_id, isolate_id, sequence_id }: InSequence) {
  return { ...findSequence(otu, findIsolate(otu, isolate_id), sequence_id), otu_id, isolate_id };
}
