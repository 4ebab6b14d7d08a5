/** Git over smart HTTP, by the real `git http-backend`, with GitHub's answers about who may do what. */
import { spawn } from 'node:child_process';
import { isAtLeast, type Token } from './accounts.js';
import type { Exchange } from './api-server.js';
import { refusalOf, send } from './failures.js';
import { Refusal, readBody, type SeenRequest } from './http.js';
import type { StandInRepository } from './repository.js';
import type { GitHubState } from './state.js';

const ROUTE = /^\/([^/]+\/[^/]+?)(?:\.git)?(\/(?:info\/refs|git-(?:upload|receive)-pack))$/;

/** Whether a path is one that git asks for. */
export const isGitPath = (path: string) => ROUTE.test(new URL(path, 'http://git.test').pathname);

export async function handleGit(github: GitHubState, { request, response, seen, failure }: Exchange): Promise<void> {
  Object.assign(seen, await readBody(request));
  if (failure?.how === 'cut') {
    response.destroy();
    return;
  }
  const answer = refusalAnswer(failure && refusalOf(failure)) ?? (await answerOf(github, seen));
  seen.status = failure?.how === 'done, then cut' ? null : answer.status;
  await send(response, answer, failure);
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
}

function refusalAnswer(refusal: ReturnType<typeof refusalOf>): Answer | null {
  if (!refusal) return null;
  const headers: Record<string, string> = { 'content-type': 'text/plain', ...refusal.headers };
  if (refusal.status === 401) headers['www-authenticate'] = 'Basic realm="GitHub"';
  return { status: refusal.status, headers, bytes: Buffer.from('Refused\n') };
}

async function answerOf(github: GitHubState, seen: SeenRequest): Promise<Answer> {
  const url = new URL(seen.path, 'http://git.test');
  const [, slug, action] = ROUTE.exec(url.pathname)! as unknown as [string, string, string];
  const say = (status: number, message: string, headers: Record<string, string> = {}): Answer => ({
    status,
    headers: { 'content-type': 'text/plain', ...headers },
    bytes: Buffer.from(`${message}\n`),
  });
  const challenge = () =>
    say(401, 'Repository not found or authentication required', { 'www-authenticate': 'Basic realm="GitHub"' });
  const moved = github.moved.get(slug.toLowerCase());
  if (moved) {
    return say(301, 'Moved', { location: `${github.serverUrl}/${moved.slug}.git${action}${url.search}` });
  }
  let token: Token | null;
  try {
    token = github.accounts.authenticate(seen.headers.authorization);
  } catch (error) {
    if (error instanceof Refusal) return challenge();
    throw error;
  }
  const repository = github.find(slug);
  const role = repository?.roleOf(token?.account ?? null) ?? null;
  if (!repository?.git || (repository.private && role === null)) return token ? say(404, 'Not Found') : challenge();
  const pushes = action === '/git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
  if (pushes && token === null) return challenge();
  const allowed = isAtLeast(role, 'write') && (token?.write?.includes('contents') ?? true);
  if (pushes && !allowed) return say(403, `Permission to ${slug}.git denied to ${token!.account.login}.`);
  return backend(repository, seen, { action, query: url.search.slice(1), user: token?.account.login });
}

/** Runs the CGI program for one request. */
async function backend(
  repository: StandInRepository,
  seen: SeenRequest,
  { action, query, user }: { action: string; query: string; user: string | undefined },
): Promise<Answer> {
  const child = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      // As GitHub has it: any commit that can be reached may be asked for, and filters are allowed.
      ...configured({
        'safe.directory': '*',
        'gc.auto': '0',
        'receive.autogc': 'false',
        'uploadpack.allowAnySHA1InWant': 'true',
        'uploadpack.allowFilter': 'true',
      }),
      GIT_PROJECT_ROOT: repository.git!.directory,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: action,
      REQUEST_METHOD: seen.method,
      QUERY_STRING: query,
      CONTENT_TYPE: seen.headers['content-type'] ?? '',
      CONTENT_LENGTH: String(seen.body.length),
      HTTP_CONTENT_ENCODING: seen.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: seen.headers['git-protocol'] ?? '',
      REMOTE_ADDR: '127.0.0.1',
      ...(user === undefined ? {} : { REMOTE_USER: user }),
    },
  });
  // It may end before it has read everything.
  child.stdin.on('error', () => {});
  child.stdin.end(seen.body);
  const pieces: Buffer[] = [];
  for await (const piece of child.stdout) pieces.push(piece as Buffer);
  return parsed(Buffer.concat(pieces));
}

function configured(settings: Record<string, string>): Record<string, string> {
  const entries = Object.entries(settings);
  return Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(entries.length)],
    ...entries.flatMap(([key, value], at) => [
      [`GIT_CONFIG_KEY_${at}`, key],
      [`GIT_CONFIG_VALUE_${at}`, value],
    ]),
  ]);
}

/** What a CGI program printed: headers, an empty line, and the body. */
function parsed(output: Buffer): Answer {
  const end = output.indexOf('\r\n\r\n');
  const lines = output.subarray(0, end).toString('latin1').split('\r\n');
  const all = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const { status = '200', ...headers } = all;
  return { status: Number.parseInt(status, 10), headers, bytes: output.subarray(end + 4) };
}
