import type { FastifyInstance } from 'fastify';
import { ref } from '../schemas/shapes.js';

/** Records of GenBank, for whoever fills in a sequence. */
export function genBankRoutes(app: FastifyInstance): void {
  const { genbank } = app.workspace;

  app.get<{ Params: { accession: string } }>('/genbank/:accession', {
    config: { access: 'account' },
    schema: { tags: ['genbank'], summary: 'Get a record of GenBank', response: { 200: ref('GenBankRecord') } },
    handler: async (request) => {
      const record = await genbank.record(request.params.accession);
      return { id: record.accession, ...record };
    },
  });
}
