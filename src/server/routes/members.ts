import type { FastifyInstance } from 'fastify';
import { NotFoundError } from '../../otu/errors.js';
import type { Rights } from '../../reference/config.js';
import { ifMatchOf, referenceOf, servedOf, setTag } from '../guard.js';
import { flag, input, list, nothing, ref, text } from '../schemas/shapes.js';

const rights = {
  build: { ...flag, description: 'May build indexes' },
  modify: { ...flag, description: 'May change settings, users and groups' },
  modify_otu: { ...flag, description: 'May edit OTUs' },
  remove: { ...flag, description: 'May remove the reference' },
};
const tags = ['rights'];

/** Users and groups of a reference: the same routes, but for what they are about. */
const KINDS = [
  { kind: 'users', noun: 'user', key: 'user_id' },
  { kind: 'groups', noun: 'group', key: 'group_id' },
] as const;

export function memberRoutes(app: FastifyInstance): void {
  const { accounts } = app.workspace;

  for (const { kind, noun, key } of KINDS) {
    const memberOf = (config: ReturnType<typeof servedOf>['config'], id: string) => {
      const member = (config[kind] as { id: string }[]).find((candidate) => candidate.id === id);
      if (!member) throw new NotFoundError(`There is no ${noun} "${id}"`);
      return member;
    };

    app.get(`/refs/:ref_id/${kind}`, {
      config: { access: { on: 'reference', demand: 'read' } },
      schema: { tags, summary: `List the ${kind} of a reference`, response: { 200: list(ref('Member')) } },
      handler: async (request) => servedOf(request).config[kind],
    });

    app.get<{ Params: { member_id: string } }>(`/refs/:ref_id/${kind}/:member_id`, {
      config: { access: { on: 'reference', demand: 'read' } },
      schema: { tags, summary: `Get a ${noun} of a reference`, response: { 200: ref('Member') } },
      handler: async (request) => memberOf(servedOf(request).config, request.params.member_id),
    });

    app.post<{ Body: Partial<Rights> & { user_id?: string; group_id?: string } }>(`/refs/:ref_id/${kind}`, {
      config: { access: { on: 'reference', demand: 'modify' } },
      schema: {
        tags,
        summary: `Add a ${noun} to a reference`,
        body: input({ [key]: { ...text, minLength: 1 }, ...rights }, [key]),
        response: { 201: ref('Member') },
      },
      handler: async (request, reply) => {
        const { user_id, group_id, ...given } = request.body;
        const id = (user_id ?? group_id)!;
        const { emails } = {
          emails: undefined,
          ...(kind === 'users' ? accounts.namedUser(id) : accounts.namedGroup(id)),
        };
        const reference = referenceOf(request);
        const member = await reference.addMember(kind, { ...given, id, emails }, ifMatchOf(request));
        setTag(reply, reference.tag);
        reply.code(201).header('Location', `/api/refs/${servedOf(request).id}/${kind}/${id}`);
        return member;
      },
    });

    app.patch<{ Params: { member_id: string }; Body: Partial<Rights> }>(`/refs/:ref_id/${kind}/:member_id`, {
      config: { access: { on: 'reference', demand: 'modify' } },
      schema: { tags, summary: `Edit a ${noun} of a reference`, body: input(rights), response: { 200: ref('Member') } },
      handler: async (request, reply) => {
        const reference = referenceOf(request);
        const input = { ...request.body, id: request.params.member_id };
        const member = await reference.editMember(kind, input, ifMatchOf(request));
        setTag(reply, reference.tag);
        return member;
      },
    });

    app.delete<{ Params: { member_id: string } }>(`/refs/:ref_id/${kind}/:member_id`, {
      config: { access: { on: 'reference', demand: 'modify' } },
      schema: { tags, summary: `Remove a ${noun} from a reference`, response: { 204: nothing } },
      handler: async (request, reply) => {
        await referenceOf(request).removeMember(kind, request.params.member_id, ifMatchOf(request));
        return reply.code(204).send();
      },
    });
  }
}
