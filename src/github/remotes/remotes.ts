/** Following a remote: asking it for releases, and installing them into a reference. */
import { rmSync } from 'node:fs';
import { openImport } from '../../exchange/import.js';
import { NotFoundError, RefkitError } from '../../otu/errors.js';
import type { Progress, Reference } from '../../reference/reference.js';
import {
  type ReleaseDocument,
  releaseDocument,
  type UpdateDocument,
  updateDocument,
} from '../../reference/upstream/documents.js';
import { isNewer, isSameFile } from '../../reference/upstream/order.js';
import type { RemoteRelease } from '../../reference/upstream/record.js';
import type { ReleaseFile, UpdateOutcome, Upstream } from '../../reference/upstream/upstream.js';
import type { GitHub } from '../access/client.js';
import { GitHubNotFoundError } from '../access/errors.js';
import { placeOf } from '../access/slug.js';
import type { DownloadProgress } from '../releases/download.js';
import { downloadRelease, findRelease, type Release } from '../releases/releases.js';
import { historyOf } from './history.js';

/** Which release is meant: the newest one that counts, unless one is named. */
export interface ReleaseChoice {
  tag?: string;
  /** Whether prereleases count. */
  prerelease?: boolean;
}

export interface RemoteCheck {
  slug: string;
  /** The newest release. */
  release: ReleaseDocument;
  installed: ReleaseDocument | null;
}

export interface UpdateOptions extends ReleaseChoice {
  /** The release itself, where it was chosen before, with {@link chooseRelease}. */
  found?: Found;
  /** Whose side is taken where both changed the same. */
  decide?: 'ours' | 'theirs';
  /** Only finds out what would change. */
  dryRun?: boolean;
  onProgress?: (progress: Progress) => void;
  onWarning?: (message: string) => void;
}

export interface RemoteUpdate {
  slug: string;
  /** The release that is installed now, or would be. */
  release: UpdateDocument | ReleaseDocument;
  /** The one that was before. */
  before: ReleaseDocument | null;
  /** null where there was nothing to do. */
  outcome: Pick<UpdateOutcome, 'summary' | 'otus' | 'conflicts' | 'commit'> | null;
}

/** A release as the remote has it, and when it said so. */
export interface Found {
  release: Release;
  retrievedAt: string;
}

/**
 * Asks the remote for its newest release, by one request, and remembers the answer.
 *
 * @throws NotFollowingError, and what `findRelease` throws, which is remembered too
 */
export async function checkRemote(
  github: GitHub,
  reference: Reference,
  { prerelease = false }: Pick<ReleaseChoice, 'prerelease'> = {},
): Promise<RemoteCheck> {
  const upstream = await reference.upstream();
  const { release, retrievedAt } = await newest(github, upstream, prerelease);
  const installed = await upstream.installed();
  return {
    slug: upstream.slug,
    release: releaseDocument(release, retrievedAt, isNewer(release, installed)),
    installed: installed && releaseDocument(installed, installed.retrieved_at, false),
  };
}

/** The newest release. Where nothing changed since the last answer, the remote only says so. */
async function newest(github: GitHub, upstream: Upstream, prerelease: boolean): Promise<Found> {
  const { state, slug } = upstream;
  // Releases of this clone's own file, as `findRelease` gave them.
  const known = state?.prerelease === prerelease ? (state.release as Release | null) : null;
  const retrievedAt = new Date().toISOString();
  try {
    const answer = await findRelease(github, slug, { prerelease, etag: known?.etag ?? null });
    const release = answer === 'not_modified' ? known! : answer;
    const said = answer === 'not_modified' ? state!.retrieved_at! : retrievedAt;
    upstream.note({ checked_at: retrievedAt, prerelease, release, retrieved_at: said, errors: [] });
    return { release, retrievedAt: said };
  } catch (error) {
    if (error instanceof RefkitError) {
      const errors = [error.message];
      const before = known
        ? { release: known, retrieved_at: state!.retrieved_at }
        : { release: null, retrieved_at: null };
      upstream.note({ checked_at: retrievedAt, prerelease, ...before, errors });
    }
    throw error;
  }
}

/**
 * Installs a release: the newest one where it is newer than what is installed, or the one that is named, whichever that
 * is.
 *
 * @throws NotFollowingError, NotFoundError, what `findRelease`, `downloadRelease` and an import throw, and what
 *   `Upstream.update` throws: UpdateConflictError above all
 */
export async function updateRemote(
  github: GitHub,
  reference: Reference,
  options: UpdateOptions = {},
): Promise<RemoteUpdate> {
  const upstream = await reference.upstream();
  await upstream.requireReady();
  const found = options.found ?? (await chooseRelease(github, reference, options));
  const { release, retrievedAt } = found;
  const installed = await upstream.installed();
  const wanted = isWanted(found, installed, options.found ? { id: release.id } : options);
  const before = installed && releaseDocument(installed, installed.retrieved_at, false);
  const { slug } = upstream;
  if (!wanted) return { slug, release: releaseDocument(release, retrievedAt, false), before, outcome: null };
  const outcome = await install(github, upstream, found, options);
  const document = outcome.installation
    ? updateDocument(outcome.installation)
    : releaseDocument(release, retrievedAt, isNewer(release, installed));
  return { slug, release: document, before, outcome };
}

async function install(github: GitHub, upstream: Upstream, found: Found, options: UpdateOptions) {
  const { release, retrievedAt } = found;
  const { decide, dryRun, onProgress, onWarning } = options;
  const file = upstream.temporaryFile();
  try {
    const isHere = await upstream.has(release);
    const history = isHere || dryRun ? undefined : await historyOf(github, upstream.slug, release.tag);
    const open = () => openRelease(github, release, file, { onProgress, onWarning });
    return await upstream.update({ release, retrievedAt, open, history, decide, dryRun });
  } finally {
    rmSync(file, { force: true });
  }
}

/** Downloads a release and opens it: its OTUs are known to be good when they have all been read. */
async function openRelease(
  github: GitHub,
  release: Release,
  file: string,
  { onProgress, onWarning }: Pick<UpdateOptions, 'onProgress' | 'onWarning'>,
): Promise<ReleaseFile> {
  const { sha256 } = await downloadRelease(github, release, file, downloadProgress(release, onProgress));
  const name = `${release.filename} of ${release.tag}`;
  const { otus } = await openImport(file, { name, onWarning: ({ message }) => onWarning?.(message) });
  return { otus, sha256 };
}

/** Tells how much of a file has come. */
export function downloadProgress({ filename }: Release, onProgress: UpdateOptions['onProgress']) {
  return (progress: DownloadProgress) => onProgress?.({ step: `Downloading ${filename}`, ...progress });
}

/** Which release to install: the newest, or the one that is named. */
export interface UpdateChoice extends ReleaseChoice {
  /** GitHub's number of the release. */
  id?: number;
}

/**
 * Finds the release that an update is to install.
 *
 * @throws NotFoundError, NotFollowingError, and what `findRelease` throws
 */
export async function chooseRelease(github: GitHub, reference: Reference, choice: UpdateChoice): Promise<Found> {
  const { tag, id, prerelease = false } = choice;
  const upstream = await reference.upstream();
  if (tag === undefined && id === undefined) return newest(github, upstream, prerelease);
  const wanted = tag ?? (await tagOf(github, upstream.slug, id!));
  const retrievedAt = new Date().toISOString();
  const release = await findRelease(github, upstream.slug, { tag: wanted });
  if (release === 'not_modified' || (id !== undefined && release.id !== id)) throw unknownRelease(id!);
  return { release, retrievedAt };
}

/** Whether there is anything to do: a release that is named is wanted whether it is newer or older. */
export function isWanted({ release }: Found, installed: RemoteRelease | null, { tag, id }: UpdateChoice): boolean {
  const isNamed = tag !== undefined || id !== undefined;
  return isNamed ? !(installed && isSameFile(release, installed)) : isNewer(release, installed);
}

/** The tag of the release of an id. @throws NotFoundError, and what `octokit()` throws */
async function tagOf(github: GitHub, slug: string, id: number): Promise<string> {
  const octokit = await github.octokit();
  try {
    return (await octokit.repos.getRelease({ ...placeOf(slug), release_id: id })).data.tag_name;
  } catch (error) {
    throw error instanceof GitHubNotFoundError ? unknownRelease(id) : error;
  }
}

function unknownRelease(id: number): NotFoundError {
  return new NotFoundError(`There is no release ${id} to install`, {
    data: { release: id },
    suggestions: ['ask for the newest release first: "refkit remote check"'],
  });
}
