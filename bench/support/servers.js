/** Servers and what loads them, each a process of its own. */
import { spawn } from 'node:child_process';
import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { output, refkit, run } from './children.js';

const script = (name) => fileURLToPath(new URL(name, import.meta.url));

/** How many connections a load has. */
export const CONNECTIONS = 10;

/**
 * Starts a server of refkit, of a workspace with one reference of so many OTUs, as somebody sees it who is no
 * administrator and has rights on the reference.
 */
export async function startServer(fixtures, size) {
  const workspace = fixtures.folder('workspace');
  const options = { env: fixtures.env };
  const process_ = await started(refkit('serve', workspace, '--port', '0'), options, 'stderr', / at (http:\S+)/);
  const permissions = ['--create-ref', '--upload-file'];
  run(process.execPath, refkit('workspace', 'users', 'add', 'ada', ...permissions, '-C', workspace), options);
  const { key } = output(
    process.execPath,
    refkit('workspace', 'keys', 'add', 'ada', '-C', workspace, '--json'),
    options,
  );

  const copy = fixtures.folder('copy');
  cpSync(await fixtures.reference(size, { bare: true }), copy, { recursive: true });
  run(process.execPath, refkit('users', 'add', 'ada', '--modify-otu', '-C', copy), options);
  const { id } = output(process.execPath, refkit('show', '-C', copy, '--json'), options);
  renameSync(copy, join(workspace, 'references', id));

  const authorization = `Basic ${Buffer.from(`ada:${key}`).toString('base64')}`;
  return { ...process_, workspace, referenceId: id, authorization };
}

/** Starts the bare server that answers as `server` does for these paths. */
export async function startBareServer(fixtures, server, paths) {
  const file = `${fixtures.folder('paths')}.json`;
  writeFileSync(file, JSON.stringify(paths));
  const args = [script('bare-server.js'), server.url, server.authorization, file];
  return {
    ...(await started(args, { env: fixtures.env }, 'stdout', /(http:\S+)/)),
    authorization: server.authorization,
  };
}

/** Loads a server; see load.js for the job and what is answered. `stop` ends it before its time. */
export function load(server, job) {
  const child = spawn(process.execPath, [script('load.js')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { url, authorization } = server;
  child.stdin.end(JSON.stringify({ connections: CONNECTIONS, url, authorization, ...job }));
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  const done = ended(child).then((code) => {
    if (code !== 0) throw new Error(`The load failed (${code})`);
    return JSON.parse(printed);
  });
  return { done, stop: () => child.kill('SIGTERM') };
}

/** A request of a server's API, beside the load; answers its body. */
export async function ask({ url, authorization }, method, path, body) {
  const json = typeof body === 'object' && !(body instanceof Uint8Array);
  const headers = { authorization, ...(json ? { 'content-type': 'application/json' } : {}) };
  const answer = await fetch(url + path, { method, headers, body: json ? JSON.stringify(body) : body });
  if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}

/** The memory that a process has now, and the most it ever had, in bytes; null where the system does not say. */
export function memoryOf({ pid }) {
  if (process.platform !== 'linux') return null;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [resident, peak] = ['VmRSS', 'VmHWM'].map((name) => new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1]);
  return { resident: resident * 1024, peak: peak * 1024 };
}

/** Starts a script in Node, and waits for a line in which it says where it listens. */
async function started(args, options, stream, pattern) {
  const stdio = ['ignore', stream === 'stdout' ? 'pipe' : 'ignore', stream === 'stderr' ? 'pipe' : 'inherit'];
  const child = spawn(process.execPath, args, { ...options, stdio });
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  const over = ended(child).finally(() => process.off('exit', kill));
  const lines = [];
  const url = await Promise.race([
    new Promise((resolve) => {
      createInterface({ input: child[stream] }).on('line', (line) => {
        lines.push(line);
        const found = pattern.exec(line)?.[1];
        if (found) resolve(found);
      });
    }),
    over.then((code) => {
      throw new Error(`${args.join(' ')} ended (${code}):\n${lines.join('\n')}`);
    }),
  ]);
  const stop = async () => {
    child.kill('SIGTERM');
    await over;
  };
  return { url, pid: child.pid, stop };
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
}
