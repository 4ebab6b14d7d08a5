/** The other machine that downloads come from: it fails when it sees a token, as a store with signed addresses does. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Exchange } from './api-server.js';
import { refusalOf, send } from './failures.js';
import type { StandInAsset } from './repository.js';
import type { GitHubState } from './state.js';

export async function handleDownload(github: GitHubState, { request, response, seen, failure }: Exchange) {
  if (failure?.how === 'cut') {
    response.destroy();
    return;
  }
  const refusal = failure && refusalOf(failure);
  const answer = refusal
    ? { status: refusal.status, headers: {}, bytes: refusal.raw?.bytes ?? Buffer.from(JSON.stringify(refusal.body)) }
    : answerOf(github, request);
  seen.status = answer.status;
  await send(response as ServerResponse, answer, failure);
}

function answerOf(github: GitHubState, request: IncomingMessage) {
  const text = (status: number, message: string) => ({ status, headers: {}, bytes: Buffer.from(message) });
  if (request.headers.authorization !== undefined) return text(400, 'Only one auth mechanism allowed');
  const url = new URL(request.url!, 'http://assets.test');
  if (url.searchParams.get('signature') !== 'good') return text(403, 'Signature does not match');
  const asset = assetOf(github, Number(url.pathname.split('/')[1]));
  if (!asset) return text(404, 'The specified resource does not exist');
  const { bytes } = asset;
  const headers: Record<string, string> = {
    'content-type': asset.content_type,
    'accept-ranges': 'bytes',
    etag: `"${createHash('md5').update(bytes).digest('hex')}"`,
  };
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const fresh = request.headers['if-range'] === undefined || request.headers['if-range'] === headers.etag;
  if (!range || !fresh) return { status: 200, headers, bytes };
  const first = Number(range[1]);
  const last = range[2] === '' ? bytes.length - 1 : Math.min(Number(range[2]), bytes.length - 1);
  if (first > last) {
    return { status: 416, headers: { 'content-range': `bytes */${bytes.length}` }, bytes: Buffer.alloc(0) };
  }
  const part = { ...headers, 'content-range': `bytes ${first}-${last}/${bytes.length}` };
  return { status: 206, headers: part, bytes: bytes.subarray(first, last + 1) };
}

function assetOf(github: GitHubState, id: number): StandInAsset | undefined {
  return github.repositories
    .flatMap(({ releases }) => releases)
    .flatMap(({ assets }) => assets)
    .find((each) => each.id === id);
}
