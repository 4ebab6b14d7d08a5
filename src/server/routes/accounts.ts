import type { FastifyInstance } from 'fastify';
import type { PageRequest } from '../../catalog/pages.js';
import type { GroupInput, NewGroupInput, NewUserInput, UserInput } from '../../workspace/accounts.js';
import { pageOfAll } from '../../workspace/across.js';
import { accountOf } from '../guard.js';
import { flag, input, list, nothing, page, pageQuery, ref, text } from '../schemas/shapes.js';

const filled = { ...text, minLength: 1 };
const permissions = input({ create_ref: flag, upload_file: flag, remove_file: flag });
const userFields = {
  name: text,
  emails: list(text, { description: 'Addresses of their commits' }),
  administrator: flag,
  groups: list(text, { description: 'Ids of all groups that they are in' }),
  permissions: { ...permissions, description: 'Their own; those of their groups come on top' },
};
const groupFields = { permissions, users: list(text, { description: 'Ids of all users in it' }) };

/** Who is who on this server. Only administrators manage users and groups; anybody their own keys. */
export function accountRoutes(app: FastifyInstance): void {
  const { accounts } = app.workspace;

  app.get<{ Querystring: PageRequest }>('/users', {
    config: { access: 'administrator' },
    schema: {
      tags: ['users'],
      summary: 'Find users',
      querystring: input(pageQuery),
      response: { 200: page(ref('User')) },
    },
    handler: async (request) => pageOfAll(accounts.users(), request.query),
  });

  app.get<{ Params: { user_id: string } }>('/users/:user_id', {
    config: { access: 'administrator' },
    schema: { tags: ['users'], summary: 'Get a user', response: { 200: ref('User') } },
    handler: async (request) => accounts.user(request.params.user_id),
  });

  app.post<{ Body: NewUserInput }>('/users', {
    config: { access: 'administrator' },
    schema: {
      tags: ['users'],
      summary: 'Add a user',
      body: input({ user_id: filled, ...userFields }, ['user_id']),
      response: { 201: ref('User') },
    },
    handler: async (request, reply) => {
      const user = accounts.addUser(request.body);
      reply.code(201).header('Location', `/api/users/${user.id}`);
      return user;
    },
  });

  app.patch<{ Params: { user_id: string }; Body: UserInput }>('/users/:user_id', {
    config: { access: 'administrator' },
    schema: { tags: ['users'], summary: 'Edit a user', body: input(userFields), response: { 200: ref('User') } },
    handler: async (request) => accounts.editUser(request.params.user_id, request.body),
  });

  app.delete<{ Params: { user_id: string } }>('/users/:user_id', {
    config: { access: 'administrator' },
    schema: { tags: ['users'], summary: 'Remove a user', response: { 204: nothing } },
    handler: async (request, reply) => {
      accounts.removeUser(request.params.user_id);
      return reply.code(204).send();
    },
  });

  app.get<{ Querystring: PageRequest }>('/groups', {
    config: { access: 'administrator' },
    schema: {
      tags: ['groups'],
      summary: 'Find groups',
      querystring: input(pageQuery),
      response: { 200: page(ref('Group')) },
    },
    handler: async (request) => pageOfAll(accounts.groups(), request.query),
  });

  app.get<{ Params: { group_id: string } }>('/groups/:group_id', {
    config: { access: 'administrator' },
    schema: { tags: ['groups'], summary: 'Get a group', response: { 200: ref('Group') } },
    handler: async (request) => accounts.group(request.params.group_id),
  });

  app.post<{ Body: NewGroupInput }>('/groups', {
    config: { access: 'administrator' },
    schema: {
      tags: ['groups'],
      summary: 'Add a group',
      body: input({ group_id: filled, ...groupFields }, ['group_id']),
      response: { 201: ref('Group') },
    },
    handler: async (request, reply) => {
      const group = accounts.addGroup(request.body);
      reply.code(201).header('Location', `/api/groups/${group.id}`);
      return group;
    },
  });

  app.patch<{ Params: { group_id: string }; Body: GroupInput }>('/groups/:group_id', {
    config: { access: 'administrator' },
    schema: { tags: ['groups'], summary: 'Edit a group', body: input(groupFields), response: { 200: ref('Group') } },
    handler: async (request) => accounts.editGroup(request.params.group_id, request.body),
  });

  app.delete<{ Params: { group_id: string } }>('/groups/:group_id', {
    config: { access: 'administrator' },
    schema: { tags: ['groups'], summary: 'Remove a group', response: { 204: nothing } },
    handler: async (request, reply) => {
      accounts.removeGroup(request.params.group_id);
      return reply.code(204).send();
    },
  });

  app.get('/account', {
    config: { access: 'account' },
    schema: { tags: ['account'], summary: 'Get the account that asks', response: { 200: ref('User') } },
    handler: async (request) => accountOf(request),
  });

  app.get('/account/keys', {
    config: { access: 'account' },
    schema: { tags: ['account'], summary: 'List your API keys', response: { 200: list(ref('Key')) } },
    handler: async (request) => accounts.keys(accountOf(request).id),
  });

  app.post<{ Body: { name?: string } | null }>('/account/keys', {
    config: { access: 'account' },
    schema: {
      tags: ['account'],
      summary: 'Make an API key; it is shown this once',
      body: { ...input({ name: { ...text, description: 'What it is for' } }), type: ['object', 'null'] },
      response: { 201: ref('NewKey') },
    },
    handler: async (request, reply) => {
      const key = accounts.addKey(accountOf(request).id, request.body?.name);
      reply.code(201).header('Location', `/api/account/keys/${key.id}`).header('Cache-Control', 'no-store');
      return key;
    },
  });

  app.get<{ Params: { key_id: string } }>('/account/keys/:key_id', {
    config: { access: 'account' },
    schema: { tags: ['account'], summary: 'Get one of your API keys', response: { 200: ref('Key') } },
    handler: async (request) => accounts.key(request.params.key_id, accountOf(request).id),
  });

  app.delete<{ Params: { key_id: string } }>('/account/keys/:key_id', {
    config: { access: 'account' },
    schema: { tags: ['account'], summary: 'Remove one of your API keys', response: { 204: nothing } },
    handler: async (request, reply) => {
      accounts.removeKey(request.params.key_id, accountOf(request).id);
      return reply.code(204).send();
    },
  });
}
