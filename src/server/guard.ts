/**
 * The one place where a request is let in. Every route declares what it asks for (`config.access`); one that declares
 * nothing can't be registered. The guard finds out who asks and what reference it is about before a byte of the body is
 * read, and puts both into the request: a handler has no other way to a reference.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Turn } from '../files/turn.js';
import { NotFoundError } from '../otu/errors.js';
import { ForbiddenError } from '../reference/errors.js';
import type { Reference } from '../reference/reference.js';
import { type Demand, may, mayRead } from '../workspace/access.js';
import type { Permission, UserDocument } from '../workspace/accounts.js';
import { homeOfIndex } from '../workspace/documents.js';
import { ComingError } from '../workspace/errors.js';
import type { OpenReference, Served } from '../workspace/references.js';
import type { Workspace } from '../workspace/workspace.js';
import { CrossOriginError, NotPermittedError } from './errors.js';
import { turnsOf } from './turns.js';

/** What a route asks of whoever calls it. */
export type Access =
  /** Nothing, not even an account. */
  | 'open'
  /** Any account. */
  | 'account'
  | 'administrator'
  | { permission: Permission }
  /** The reference that a parameter of the path leads to, and what is wanted of it. */
  | {
      on: 'reference' | 'otu' | 'change' | 'index';
      demand: Demand;
      /** Whether an OTU that was removed will do. */
      gone?: boolean;
    };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** Who asks; on routes that are open, nobody. */
    account: UserDocument | null;
    /** The reference that the request is about, where its route declares one. */
    served: Served | null;
  }
}

export interface GuardOptions {
  workspace: Workspace;
  /** The account that a request comes from. */
  identify: (request: FastifyRequest, turn: Turn) => UserDocument | Promise<UserDocument>;
  /** Whether only this machine may ask, for want of anything else that keeps strangers out. */
  local: boolean;
}

/** Guards every route that is registered on an instance from now on. */
export function guard(app: FastifyInstance, { workspace, identify, local }: GuardOptions): void {
  app.decorateRequest('account', null);
  app.decorateRequest('served', null);
  app.addHook('onRoute', ({ method, url, config }) => {
    if (!config?.access) throw new Error(`${method} ${url} does not declare what right it needs`);
  });
  const turnOf = turnsOf(app);
  app.addHook('onRequest', async (request, reply) => {
    refuseOtherSites(request);
    if (local) refuseOtherNames(request);
    const access = request.routeOptions.config?.access;
    // Fastify's own answer to a path that there is not.
    if (access === undefined || access === 'open') return;
    const turn = turnOf(reply);
    const account = await identify(request, turn);
    request.account = account;
    if (access === 'account') return;
    if (access === 'administrator') {
      if (!account.administrator) throw new NotPermittedError('Not permitted');
    } else if ('permission' in access) {
      if (!account.administrator && !account.permissions[access.permission])
        throw new NotPermittedError('Not permitted');
    } else {
      const served = await locate(workspace, { request, account, turn }, access);
      // To whoever may not read it, it does not exist.
      if (!served || !mayRead(account, served.config)) throw new NotFoundError('Not found');
      if (!may(account, served.config, access.demand)) throw new ForbiddenError('Insufficient rights');
      request.served = served;
    }
  });
}

type Located = Extract<Access, { on: string }>;

async function locate(
  workspace: Workspace,
  { request, account, turn }: { request: FastifyRequest; account: UserDocument; turn: Turn },
  { on, gone = false }: Located,
): Promise<Served | null> {
  const { references } = workspace;
  const params = request.params as Record<string, string>;
  const maySee = ({ config, id }: Served) => mayRead(account, config) && (wanted === undefined || wanted === id);
  const wanted = (request.query as { reference?: string }).reference;
  switch (on) {
    case 'reference':
      return references.get(params.ref_id!, turn);
    case 'otu':
      return references.ofOtu(params.otu_id!, maySee, { gone, turn });
    case 'change':
      return references.ofOtu(params.change_id!.replace(/\.[^.]*$/, ''), maySee, { gone: true, turn });
    case 'index':
      return homeOfIndex(workspace, params.index_id!, maySee);
  }
}

/** A page of another site may have a browser send a request with what the browser knows, but not hide where it is from. */
function refuseOtherSites({ headers: { origin }, host }: FastifyRequest): void {
  if (origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)) return;
  throw new CrossOriginError('Requests from pages of other sites are not answered');
}

/** A page whose name leads to this machine by a trick of its DNS still asks for that name. */
function refuseOtherNames({ hostname }: FastifyRequest): void {
  if (/^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(hostname)) return;
  throw new CrossOriginError('Without keys, only localhost is served');
}

/** Who asks. */
export function accountOf(request: FastifyRequest): UserDocument {
  return request.account!;
}

/** The reference that a request is about, there already or coming. */
export function servedOf(request: FastifyRequest): Served {
  return request.served!;
}

/** The same, open. @throws ComingError while it is still being made */
export function openOf(request: FastifyRequest): OpenReference {
  const served = servedOf(request);
  if (served.reference) return served;
  throw new ComingError(served.processId);
}

/** The reference, as the account that asks acts on it. @throws ComingError while it is still being made */
export function referenceOf(request: FastifyRequest): Reference {
  return openOf(request).reference.as(accountOf(request));
}

/** The tags of which what is edited has to have one (RFC 9110, 13.1.1); weak ones never match. */
export function ifMatchOf({ headers }: FastifyRequest): { ifMatch?: string[] } {
  const header = headers['if-match'];
  if (header === undefined) return {};
  if (header.trim() === '*') return { ifMatch: ['*'] };
  // A star in quotes is a tag, and nobody's.
  const tags = [...header.matchAll(/(?<!W\/)"([^"]*)"/g)].map(([, tag]) => tag!);
  return { ifMatch: tags.filter((tag) => tag !== '*') };
}

export function setTag(reply: FastifyReply, tag: string): void {
  reply.header('ETag', `"${tag}"`);
}
