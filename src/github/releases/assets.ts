/** The bytes of a release's assets, which come from another host: that one is told nothing of the token. */
import { explainNetworkError } from '../../network/network.js';
import type { GitHub } from '../access/client.js';
import { DownloadError, GitHubFailedError } from '../access/errors.js';
import { isLoopback } from '../access/hosts.js';

const MOST_REDIRECTS = 5;
/** SHA256SUMS and the like, in bytes. */
const SMALL = 1024 * 1024;

export interface Part {
  /** The first byte that is wanted. */
  from: number;
  /** Of the file that the bytes before it were of. */
  etag: string | null;
}

/**
 * Begins to download an asset.
 *
 * @returns the answer, and the position in the file that its body begins at: `from`, or 0 where only all can be had
 * @throws UnreachableError, GitHubError
 */
export async function openAsset(
  github: GitHub,
  slug: string,
  assetId: number,
  { from, etag }: Part = { from: 0, etag: null },
): Promise<{ response: Response; from: number }> {
  const path = `/repos/${slug}/releases/assets/${assetId}`;
  // A weak tag does not vouch for bytes.
  const part = from > 0 && etag?.startsWith('"') ? { range: `bytes=${from}-`, 'if-range': etag } : null;
  const headers: Record<string, string> = {
    accept: 'application/octet-stream',
    // What is counted and hashed are the file's own bytes.
    'accept-encoding': 'identity',
    ...part,
  };
  let url = new URL(github.hosts.apiUrl + path);
  for (let redirects = 0; ; redirects++) {
    const response = await github.fetch(url, { headers, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      if (redirects === MOST_REDIRECTS) throw refused('it leads from one address to the next without end');
      url = nextAddress(location, url, github);
      continue;
    }
    // A host with signed addresses refuses one that is too old: the API gives a new one.
    const isGitHub = github.hosts.trusted.has(url.origin);
    if (response.status >= 400 && !isGitHub) {
      await response.body?.cancel();
      throw new GitHubFailedError(`The host that GitHub keeps its files on has a problem (status ${response.status})`, {
        data: { status: response.status, host: url.host },
        suggestions: ['try again in a few minutes'],
      });
    }
    await github.checked(response, path);
    if (part === null || response.status !== 206) return { response, from: 0 };
    const first = Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? Number.NaN);
    if (first !== from) throw refused('its host answers with another part than the one that was asked for');
    return { response, from };
  }
}

/** The text of a small asset. @throws DownloadError where it is not small, UnreachableError, GitHubError */
export async function readSmallAsset(github: GitHub, slug: string, assetId: number): Promise<string> {
  const { response } = await openAsset(github, slug, assetId);
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of response.body ?? []) {
      size += piece.length;
      if (size > SMALL) throw refused(`it is larger than ${SMALL} bytes`);
      pieces.push(piece);
    }
  } catch (error) {
    throw explainNetworkError(error, github.hosts.apiUrl);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** Where a redirection leads. Never to an address without encryption, but on this machine. */
function nextAddress(location: string, from: URL, github: GitHub): URL {
  if (!URL.canParse(location, from.href)) throw refused('it leads to what is no address');
  const next = new URL(location, from);
  const isSafe = next.protocol === 'https:' || (next.protocol === 'http:' && isLoopback(next.hostname));
  // Into this machine only from this machine.
  if (!isSafe || (isLoopback(next.hostname) && !github.hosts.isLocal)) {
    throw refused(`it leads to ${next.host}, without encryption or into this machine`);
  }
  return next;
}

function refused(why: string): DownloadError {
  return new DownloadError(`A file of the release can't be downloaded: ${why}`, {
    suggestions: ['try again; where it happens every time, see whether a proxy is in the way'],
  });
}
