import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { buildApp } from '../../src/server/app.js';
import type { NewUserInput, UserDocument } from '../../src/workspace/accounts.js';
import { SETTINGS_FILE, type WorkspaceSettings } from '../../src/workspace/settings.js';
import { Workspace } from '../../src/workspace/workspace.js';
import { Contract } from './contract.js';

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is for the test to say
  body: any;
}

export interface RequestOptions {
  headers?: Record<string, string>;
  /** Sent as it is. */
  raw?: string | Buffer;
}

/** A client of the server, as a program elsewhere would be one: over TCP. Each answer is held against the API's description. */
export class Client {
  constructor(
    readonly url: string,
    readonly contract: Contract,
    readonly authorization: string | null,
  ) {}

  get = (path: string, options?: RequestOptions) => this.send('GET', path, undefined, options);
  post = (path: string, body?: unknown, options?: RequestOptions) => this.send('POST', path, body, options);
  patch = (path: string, body?: unknown, options?: RequestOptions) => this.send('PATCH', path, body, options);
  put = (path: string, body?: unknown, options?: RequestOptions) => this.send('PUT', path, body, options);
  delete = (path: string, options?: RequestOptions) => this.send('DELETE', path, undefined, options);

  async send(
    method: string,
    path: string,
    body?: unknown,
    { headers = {}, raw }: RequestOptions = {},
  ): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.authorization ? { authorization: this.authorization } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body:
        raw === undefined ? (body === undefined ? undefined : JSON.stringify(body)) : new Uint8Array(Buffer.from(raw)),
      redirect: 'manual',
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const json = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    const answer = {
      status: response.status,
      headers: response.headers,
      body: json ? JSON.parse(bytes.toString()) : bytes,
    };
    this.contract.check(method, path, answer, json);
    return answer;
  }

  /** Asks until a process is over, and gives its last document. */
  async finished(processId: string): Promise<Record<string, unknown>> {
    for (;;) {
      const { body } = await this.get(`/api/processes/${processId}`);
      if (body.progress === 1 || body.error !== null) return body;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

export interface TestServer {
  workspace: Workspace;
  app: FastifyInstance;
  url: string;
  contract: Contract;
  /** The user "igboyes", an administrator. */
  admin: Client;
  /** Nobody. */
  stranger: Client;
  /** Adds a user and gives a client that is them. */
  user(input: NewUserInput): Client;
  /** A client with any user id and key. */
  withKey(id: string, key: string): Client;
  /** What was logged so far, a line each. */
  log: string[];
  close(): Promise<void>;
}

export interface ServerOptions {
  /** Of the workspace; a new one unless given, removed when the server is closed. */
  directory?: string;
  /** Put into the new workspace's `refkit.yaml`. */
  settings?: Partial<WorkspaceSettings>;
  /** Serves this account, whoever asks. */
  everybody?: UserDocument;
  /** What says how others are reached. */
  env?: NodeJS.ProcessEnv;
}

/** A server of a workspace, on a free port of this machine. Closed when the test is over. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const server = await openServer(options);
  onTestFinished(server.close);
  return server;
}

/** The same for the tests of a whole file, which close it. */
export async function openServer({
  directory: given,
  settings,
  everybody,
  env,
}: ServerOptions = {}): Promise<TestServer> {
  const directory = given ?? mkdtempSync(join(tmpdir(), 'refkit-test-'));
  // YAML takes JSON.
  if (settings) writeFileSync(join(directory, SETTINGS_FILE), JSON.stringify({ format: 1, ...settings }));
  const log: string[] = [];
  const workspace = await Workspace.open(directory, { onWarning: (message) => log.push(message), env });
  const app = await buildApp(workspace, {
    version: '0.0.0',
    everybody,
    logStream: { write: (line) => log.push(line) },
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const contract = new Contract(app.swagger());
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await app.close();
    await workspace.close();
    if (given === undefined) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  const withKey = (id: string, key: string) =>
    new Client(url, contract, `Basic ${Buffer.from(`${id}:${key}`).toString('base64')}`);
  const clientOf = ({ id }: UserDocument) => withKey(id, workspace.accounts.addKey(id).key);
  const user = (input: NewUserInput) => clientOf(workspace.accounts.addUser(input));
  const known = workspace.accounts.users().find(({ id }) => id === 'igboyes');
  const owner = { user_id: 'igboyes', administrator: true, emails: ['ian@example.org'] };
  const admin = known ? clientOf(known) : user(owner);
  return { workspace, app, url, contract, admin, stranger: new Client(url, contract, null), user, withKey, log, close };
}
