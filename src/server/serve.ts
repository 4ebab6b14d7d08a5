/** Serving a workspace until it is told to stop. */
import { setFlagsFromString } from 'node:v8';
import { localAccount } from '../reference/actor.js';
import type { UserDocument } from '../workspace/accounts.js';
import { Workspace } from '../workspace/workspace.js';
import { buildApp } from './app.js';
import { NotLoopbackError } from './errors.js';

export interface ServeOptions {
  /** The settings' where they are not given. */
  host?: string;
  port?: number;
  /** Serves one local administrator, without keys. */
  noAuth?: boolean;
  /** refkit's, for the API's description. */
  version: string;
  /** Where log lines go; standard output where it is not given. */
  logStream?: { write(line: string): void };
}

export interface RunningServer {
  /** Where it listens: `http://127.0.0.1:9950`. */
  url: string;
  directory: string;
  /** Whether there is nobody who could come in. */
  deserted: boolean;
  /** Takes no more requests, answers those it has, lets long work end or cuts it off in time, and closes everything. */
  close(): Promise<void>;
}

/**
 * How much garbage may gather before the memory is searched for it, in percent of what is in use. On a machine with much
 * memory Node would let it grow to several times that.
 */
const GARBAGE_PERCENT = 30;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;

/**
 * Serves a workspace, which is made where the folder is empty or missing.
 *
 * @throws NotLoopbackError for a server without keys that others could reach; what opening the workspace throws; what
 *   listening throws
 */
export async function serve(
  folder: string,
  { noAuth = false, version, logStream, ...options }: ServeOptions,
): Promise<RunningServer> {
  setFlagsFromString(`--heap-growing-percent=${GARBAGE_PERCENT}`);
  const warnings: string[] = [];
  let warn = (message: string): void => void warnings.push(message);
  const workspace = await Workspace.open(folder, { onWarning: (message) => warn(message) });
  const { settings } = workspace;
  const { host = settings.host, port = settings.port } = options;
  try {
    if (noAuth && !LOOPBACK.test(host)) throw new NotLoopbackError(host);
    const everybody = noAuth ? localAdministrator() : undefined;
    const app = await buildApp(workspace, { version, everybody, logStream });
    warn = (message) => app.log.warn(message);
    for (const message of warnings) warn(message);
    const url = await app.listen({ host, port });
    const close = async () => {
      const end = performance.now() + settings.shutdown_seconds * 1000;
      await app.close();
      await workspace.close({ graceMs: Math.max(0, end - performance.now()) });
    };
    return { url, directory: workspace.directory, deserted: !noAuth && workspace.accounts.users().length === 0, close };
  } catch (error) {
    await workspace.close();
    throw error;
  }
}

/** Whoever git says that works here. */
function localAdministrator(): UserDocument {
  const { id, emails } = localAccount();
  const permissions = { create_ref: true, upload_file: true, remove_file: true };
  const created_at = new Date().toISOString();
  return { id, name: '', emails: [...emails], administrator: true, groups: [], permissions, created_at };
}
