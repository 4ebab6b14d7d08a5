/** `refkit.yaml`, at the root of a workspace: how it is served. A server reads it when it starts. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { SchemaProblem } from '../schemas/problems.js';
import { checkWorkspaceSettings } from '../schemas/validators.js';
import { parseYaml, type YamlKind, yamlValue } from '../yaml/file.js';
import { InvalidSettingsError, NotAWorkspaceError } from './errors.js';

export const SETTINGS_FILE = 'refkit.yaml';

export interface WorkspaceSettings {
  format: 1;
  /** The address or host name to listen on. */
  host: string;
  /** TCP; 0 is any that is free. */
  port: number;
  /** Whose `X-Forwarded-…` headers are believed: all or none, addresses and networks. */
  trust_proxy: boolean | string[];
  log_level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** How long an edit waits for another writer of the same reference. */
  wait_seconds: number;
  /** The largest JSON body. */
  max_body_bytes: number;
  max_upload_bytes: number;
  /** How long a server that is told to stop goes on with what it has begun. */
  shutdown_seconds: number;
  /** How many logins from one address may fail, in how long, before further ones are refused. */
  failed_logins: { count: number; per_seconds: number };
}

const WORKSPACE: YamlKind = {
  valid: 'the settings of a workspace',
  Invalid: InvalidSettingsError,
  check: (value) => {
    const problems = checkWorkspaceSettings(value);
    return problems.length > 0 ? problems : proxyProblems(value as WorkspaceSettings);
  },
  advice: (where) => `correct ${where}: a line that is taken out has its default`,
};

/**
 * Reads a workspace's settings; what the file leaves out has its default.
 *
 * @throws NotAWorkspaceError where there is no such file; InvalidSettingsError naming the file, and the line or the
 *   field that is wrong
 */
export async function readSettings(directory: string): Promise<WorkspaceSettings> {
  const where = join(directory, SETTINGS_FILE);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(where);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw noWorkspace(directory, cause);
    throw new InvalidSettingsError(`${where} cannot be read: ${(cause as Error).message}`, {
      data: { file: where },
      cause,
    });
  }
  return yamlValue(await parseYaml(bytes, where, WORKSPACE), where, WORKSPACE) as WorkspaceSettings;
}

/** The error for a folder that is no workspace. */
export function noWorkspace(directory: string, cause?: unknown): NotAWorkspaceError {
  return new NotAWorkspaceError(`There is no workspace in ${directory}`, {
    data: { directory },
    suggestions: ['name its folder with -C DIR', `"refkit serve DIR" makes one`],
    cause,
  });
}

/** What a pattern cannot say of an address. */
function proxyProblems({ trust_proxy }: WorkspaceSettings): SchemaProblem[] {
  if (!Array.isArray(trust_proxy)) return [];
  return trust_proxy.flatMap((text, at) => {
    const [address, bits] = text.split('/') as [string, string | undefined];
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    if (family !== 0 && (bits === undefined || (Number(bits) >= 1 && Number(bits) <= most))) return [];
    const message = `has to be an IP address, or a network such as 10.0.0.0/8, not ${JSON.stringify(text)}`;
    return [{ path: `trust_proxy[${at}]`, parts: ['trust_proxy', at], message, keyword: 'format' }];
  });
}

/** The text of a new `refkit.yaml`: every setting with its default, and what it is for. */
export function newSettingsText(): string {
  return `# yaml-language-server: $schema=https://unpkg.com/refkit/schemas/workspace.schema.json
# How this workspace is served. The server reads it when it starts; a line that is taken out has the value shown here.
format: 1

# Where the server listens. Only this machine reaches 127.0.0.1; docs/serving.md says how to let others in.
host: 127.0.0.1
port: 9950

# Behind a reverse proxy: whose X-Forwarded-… headers are believed. false, or a list of addresses and networks, such
# as ["127.0.0.1", "::1"]. true believes everybody.
trust_proxy: false

# fatal, error, warn, info, debug, trace or silent.
log_level: info

# How long an edit waits for another writer of the same reference.
wait_seconds: 10

# The largest JSON body (16 MiB) and the largest file that can be uploaded (2 GiB).
max_body_bytes: 16777216
max_upload_bytes: 2147483648

# How long a server that is told to stop goes on with the requests that it has begun.
shutdown_seconds: 60

# Logins that fail, from one address, before further ones are refused.
failed_logins: { count: 10, per_seconds: 300 }
`;
}
