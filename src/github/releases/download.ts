/** A release's file, onto the disk: streamed, taken up again where the connection was cut, and checked. */
import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHECKSUM_FILE, parseChecksums } from '../../builds/checksums.js';
import { UnreachableError } from '../../network/errors.js';
import { explainNetworkError } from '../../network/network.js';
import { oneLine } from '../../otu/phrases.js';
import type { GitHub } from '../access/client.js';
import { CannotSaveError, DownloadError, GitHubFailedError } from '../access/errors.js';
import { openAsset, readSmallAsset } from './assets.js';
import type { Release } from './releases.js';

export interface DownloadProgress {
  /** Bytes that are on the disk, and bytes that there are. */
  done: number;
  total: number;
}

export interface DownloadLimits {
  /** The largest file that is taken, in bytes. */
  maxBytes?: number;
}

export interface Downloaded {
  /** Of the file, hex. */
  sha256: string;
  /** What vouches for the content; null where only its size was known. */
  checkedBy: 'SHA256SUMS' | 'GitHub' | null;
}

/** What GitHub takes for one asset. */
const MAX_BYTES = 2 * 1024 ** 3;
/** How often the connection may fail before anything more has come. */
const MOST_FAILURES = 4;

/**
 * Downloads a release's file to a new file. Its size must be what GitHub says, and its SHA-256 what the release's
 * SHA256SUMS and GitHub say, as far as they do. On an error the file is not there.
 *
 * @param file must not be there
 * @throws DownloadError, CannotSaveError, UnreachableError, GitHubError; the reason of the signal
 */
export async function downloadRelease(
  github: GitHub,
  release: Release,
  file: string,
  onProgress: (progress: DownloadProgress) => void = () => {},
  { maxBytes = MAX_BYTES }: DownloadLimits = {},
): Promise<Downloaded> {
  if (release.size > maxBytes) {
    throw problem(release, `has ${release.size} bytes, and no more than ${maxBytes} are taken`, [
      'see whether this is the repository that you mean',
    ]);
  }
  const listed = await listedChecksum(github, release);
  const handle = await open(file, 'wx').catch((error: unknown) => {
    throw cannotSave(error, file);
  });
  try {
    const sha256 = await fill(github, release, { handle, file, onProgress });
    check(release, sha256, listed);
    await handle.close();
    return { sha256, checkedBy: listed ? CHECKSUM_FILE : release.sha256 ? 'GitHub' : null };
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(file, { force: true });
    throw github.signal?.aborted ? github.signal.reason : error;
  }
}

/** What the release's SHA256SUMS says of the file, or null. @throws DownloadError where it says nothing of it */
async function listedChecksum(github: GitHub, release: Release): Promise<string | null> {
  if (release.sums_asset_id === null) return null;
  const sums = parseChecksums(await readSmallAsset(github, release.slug, release.sums_asset_id));
  const sum = sums.get(release.filename);
  if (sum) return sum;
  throw problem(release, `is not in the release's ${CHECKSUM_FILE}`, [
    'tell those who made the release: its files do not fit together',
  ]);
}

interface Target {
  handle: FileHandle;
  file: string;
  onProgress: (progress: DownloadProgress) => void;
}

/** Writes all bytes, in as many requests as it takes, and gives their SHA-256. */
async function fill(github: GitHub, release: Release, { handle, file, onProgress }: Target): Promise<string> {
  const { size: total } = release;
  let hash = createHash('sha256');
  let done = 0;
  let etag: string | null = null;
  let failures = 0;
  onProgress({ done, total });
  for (;;) {
    const before = done;
    try {
      const { response, from } = await openAsset(github, release.slug, release.asset_id, { from: done, etag });
      if (from !== done) {
        // From the beginning: it is another file by now, or its host knows no ranges.
        hash = createHash('sha256');
        done = 0;
        await handle.truncate(0);
      }
      etag = response.headers.get('etag');
      for await (const piece of response.body ?? []) {
        if (done + piece.length > total) throw tooLong(release);
        await handle.write(piece, 0, piece.length, done).catch((error: unknown) => {
          throw cannotSave(error, file);
        });
        hash.update(piece);
        done += piece.length;
        onProgress({ done, total });
      }
      if (done === total) return hash.digest('hex');
      throw problem(release, `ended after ${done} of ${total} bytes`, TRY_AGAIN);
    } catch (thrown) {
      const error = explainNetworkError(thrown, github.hosts.apiUrl);
      if (github.signal?.aborted || !mayPass(error)) throw error;
      failures = done > before ? 1 : failures + 1;
      if (failures > MOST_FAILURES) throw error;
      await sleep(failures ** 2 * github.secondMs, undefined, { signal: github.signal });
    }
  }
}

/** Whether asking again may help. */
function mayPass(error: unknown): boolean {
  if (error instanceof UnreachableError || error instanceof GitHubFailedError) return true;
  return error instanceof DownloadError && error.data.ends === 'early';
}

const TRY_AGAIN = ['try again; where it happens every time, a proxy may be cutting downloads off'];

function check(release: Release, sha256: string, listed: string | null): void {
  const wrong = (by: string) =>
    problem(release, `is not the file that was released: its SHA-256 is not what ${by} says`, [
      'try again; where it happens every time, tell those who made the release',
    ]);
  if (listed !== null && listed !== sha256) throw wrong(`the release's ${CHECKSUM_FILE}`);
  if (release.sha256 !== null && release.sha256 !== sha256) throw wrong('GitHub');
}

function tooLong(release: Release): DownloadError {
  return problem(release, `is longer than the ${release.size} bytes that GitHub says it has`, [
    'try again; it may have been replaced a moment ago',
  ]);
}

function problem(release: Release, what: string, suggestions: string[]): DownloadError {
  const { slug, tag, filename } = release;
  const ends = suggestions === TRY_AGAIN ? { ends: 'early' } : {};
  return new DownloadError(`${filename} of ${slug} ${oneLine(tag)} ${what}`, {
    data: { slug, tag, ...ends },
    suggestions,
  });
}

function cannotSave(error: unknown, file: string): CannotSaveError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why: Record<string, string> = { EEXIST: 'it is there already', ENOSPC: 'the disk is full' };
  return new CannotSaveError(`Could not write ${file}: ${why[code ?? ''] ?? message}`, {
    data: { file },
    cause: error,
  });
}
