/** The files of a release on their way to GitHub: each is there whole in the end, whatever happened on the way. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UnreachableError } from '../../network/errors.js';
import { RefkitError } from '../../otu/errors.js';
import { GitHubFailedError, GitHubNotFoundError, GitHubRefusedError } from '../access/errors.js';
import { UploadFailedError } from './errors.js';
import type { HostAsset, HostRelease, ReleaseHost } from './host.js';
import type { ReleaseAsset } from './report.js';

export interface UploadFile {
  name: string;
  size: number;
  sha256: string;
}

export interface UploadOptions {
  /** Where the files are. */
  directory: string;
  onProgress?: (progress: { step: string; done: number; total: number | null }) => void;
  /** How long to wait before the second try, in ms; later ones wait longer. */
  patienceMs?: number;
}

const MOST_TRIES = 5;
const PATIENCE_MS = 1000;

/**
 * Makes a draft hold the files, in their order. What is there and the same is kept; what is half there, or other than
 * it should be, is removed and uploaded again. Other files of the draft are left alone.
 *
 * @throws UploadFailedError, and what the client throws that another try would not change
 */
export async function uploadFiles(
  host: ReleaseHost,
  release: HostRelease,
  files: readonly UploadFile[],
  options: UploadOptions,
): Promise<ReleaseAsset[]> {
  const done: ReleaseAsset[] = [];
  for (const file of files) done.push({ ...file, state: await settle(host, release, file, options) });
  return done;
}

async function settle(
  host: ReleaseHost,
  release: HostRelease,
  file: UploadFile,
  options: UploadOptions,
): Promise<'kept' | 'uploaded'> {
  const { patienceMs = PATIENCE_MS } = options;
  let failure: unknown;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (tries > 0) await sleep(patienceMs * 2 ** (tries - 1));
    try {
      const there = (await host.assets(release.id)).find(({ name }) => name === file.name);
      if (there && (await isWhole(host, there, file))) return tries === 0 ? 'kept' : 'uploaded';
      if (there) await host.removeAsset(there.id);
      const sent = await host.upload(release, file, contentOf(file, options));
      if (await isWhole(host, sent, file)) return 'uploaded';
      failure = undefined;
    } catch (error) {
      if (!mayPass(error)) throw error;
      failure = error;
    }
  }
  if (failure instanceof RefkitError) throw failure;
  throw new UploadFailedError(`${file.name} did not arrive at GitHub as it was sent, however often it was tried`, {
    cause: failure,
    data: { file: file.name },
    suggestions: ['try again later: what has arrived is kept'],
  });
}

/** Whether another try may end better: the network, GitHub itself, or somebody who does the same at this moment. */
function mayPass(error: unknown): boolean {
  return [UnreachableError, GitHubFailedError, GitHubNotFoundError, GitHubRefusedError].some(
    (kind) => error instanceof kind,
  );
}

/** The file, piece by piece. */
async function* contentOf({ name, size }: UploadFile, { directory, onProgress }: UploadOptions) {
  let done = 0;
  for await (const piece of createReadStream(join(directory, name)) as AsyncIterable<Buffer>) {
    done += piece.length;
    onProgress?.({ step: `Uploading ${name}`, done, total: size });
    yield piece;
  }
}

/** Whether an asset is the file: complete, of its size, with its digest. */
export async function isWhole(host: ReleaseHost, asset: HostAsset, file: UploadFile): Promise<boolean> {
  if (asset.state !== 'uploaded' || asset.size !== file.size) return false;
  // Assets from before GitHub had digests, and older GitHub Enterprise, have none.
  return (asset.digest ?? `sha256:${await downloadedDigest(host, asset)}`) === `sha256:${file.sha256}`;
}

async function downloadedDigest(host: ReleaseHost, asset: HostAsset): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of await host.content(asset)) hash.update(piece);
  return hash.digest('hex');
}
