/** The HTTP API of a workspace: everything it is made of, ready to listen. */
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import type { Turn } from '../files/turn.js';
import { newId } from '../otu/ids.js';
import type { UserDocument } from '../workspace/accounts.js';
import type { Workspace } from '../workspace/workspace.js';
import { writeAnswers } from './answers.js';
import { Authentication } from './authentication.js';
import { answerTo } from './errors.js';
import { guard } from './guard.js';
import { newerPath } from './older-names.js';
import { describeApi } from './openapi.js';
import { accountRoutes } from './routes/accounts.js';
import { fileRoutes, uploadRoutes } from './routes/files.js';
import { genBankRoutes } from './routes/genbank.js';
import { healthRoutes } from './routes/health.js';
import { historyRoutes } from './routes/history.js';
import { indexRoutes } from './routes/indexes.js';
import { isolateRoutes } from './routes/isolates.js';
import { memberRoutes } from './routes/members.js';
import { otuRoutes } from './routes/otus.js';
import { processRoutes } from './routes/processes.js';
import { referenceRoutes } from './routes/references.js';
import { remoteRoutes } from './routes/remotes.js';
import { sequenceRoutes } from './routes/sequences.js';
import { refuseConnection, refusePath } from './unreadable.js';
import { validateRequests } from './validation.js';

declare module 'fastify' {
  interface FastifyInstance {
    workspace: Workspace;
  }
}

export interface AppOptions {
  /** Whoever asks acts as this account, without any key. */
  everybody?: UserDocument;
  /** Where log lines go; standard output where it is not given. */
  logStream?: { write(line: string): void };
  /** Shown in the API's description. */
  version: string;
}

/** How long a client may take to send the head of a request, in ms; bodies may take their time, uploads are large. */
const HEAD_MS = 30_000;
/** How long a connection may say nothing while a request is under way, in ms. */
const SILENCE_MS = 5 * 60_000;
/** How often a server that is closing looks for connections that have nothing to do, in ms. */
const CLOSING_MS = 50;

export async function buildApp(workspace: Workspace, options: AppOptions): Promise<FastifyInstance> {
  const { settings } = workspace;
  const app = Fastify({
    logger: { level: settings.log_level, stream: options.logStream, serializers: { req: requestLine, err: errorLine } },
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIds(),
    trustProxy: settings.trust_proxy,
    bodyLimit: settings.max_body_bytes,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 400, querystringParser: oneValueEach },
    rewriteUrl: ({ url = '/' }) => newerPath(url),
    frameworkErrors: refusePath,
    clientErrorHandler: refuseConnection,
    return503OnClosing: true,
    connectionTimeout: SILENCE_MS,
    http: { headersTimeout: HEAD_MS },
  });
  app.decorate('workspace', workspace);
  closeInTime(app, settings.shutdown_seconds * 1000);
  logRequests(app);
  answerErrors(app);
  validateRequests(app);
  await describeApi(app, options.version);

  await app.register(async (guarded) => {
    const authentication = new Authentication(workspace.accounts, settings.failed_logins);
    const identify = ({ headers, ip }: FastifyRequest, turn: Turn) =>
      options.everybody ?? authentication.accountOf(headers, ip, turn);
    writeAnswers(guarded);
    guard(guarded, { workspace, identify, local: options.everybody !== undefined });
    healthRoutes(guarded);
    uploadRoutes(guarded);
    await guarded.register(api, { prefix: '/api' });
  });
  return app;
}

async function api(app: FastifyInstance): Promise<void> {
  referenceRoutes(app);
  memberRoutes(app);
  remoteRoutes(app);
  processRoutes(app);
  fileRoutes(app);
  accountRoutes(app);
  historyRoutes(app);
  indexRoutes(app);
  otuRoutes(app);
  isolateRoutes(app);
  sequenceRoutes(app);
  genBankRoutes(app);
}

/** Ids that no other request has, of this server or another, and that cost nothing: a random start, and a count. */
function requestIds(): () => string {
  const start = newId();
  let count = 0;
  return () => {
    count += 1;
    return `${start}-${count}`;
  };
}

/** What a query string says twice, it says last. */
function oneValueEach(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

/**
 * When the app closes, connections end as soon as their requests are answered, and all of them when the time is up: a
 * client that never reads on must not keep the server from stopping.
 */
function closeInTime(app: FastifyInstance, graceMs: number): void {
  let idle: NodeJS.Timeout;
  let last: NodeJS.Timeout;
  app.addHook('preClose', async () => {
    idle = setInterval(() => app.server.closeIdleConnections(), CLOSING_MS);
    last = setTimeout(() => app.server.closeAllConnections(), graceMs);
  });
  app.addHook('onClose', async () => {
    clearInterval(idle);
    clearTimeout(last);
  });
}

/** One line for each request that changes something or goes wrong; for all others only when debugging. */
function logRequests(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    reply.header('X-Request-Id', request.id);
    if (reply.getHeader('Cache-Control') === undefined) reply.header('Cache-Control', 'private, no-cache');
    reply.header('X-Content-Type-Options', 'nosniff');
    done(null, payload);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { statusCode: status, elapsedTime } = reply;
    const level = status >= 500 ? 'error' : request.method !== 'GET' || status >= 400 ? 'info' : 'debug';
    const user = request.account?.id;
    request.log[level]({ req: request, status, user, ms: Math.round(elapsedTime * 10) / 10 }, 'answered');
    done();
  });
}

function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const { status, body, headers, fault } = answerTo(error);
    if (fault) request.log.error({ err: error }, 'failed');
    // What somebody else did not do: clients are told no more than that.
    else if (status === 502) request.log.warn({ err: error }, 'failed');
    return reply
      .code(status)
      .headers(headers ?? {})
      .send(body);
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ id: 'not_found', message: 'Not found' }));
}

/** What is logged of a request: no headers, which hold keys, and no bodies. */
function requestLine({ method, url, ip }: { method: string; url: string; ip?: string }) {
  return { method, url, from: ip };
}

function errorLine(error: Error): { type: string; message: string; stack: string } {
  const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : '';
  return { type: error.name, message: error.message, stack: `${error.stack}${cause}` };
}
