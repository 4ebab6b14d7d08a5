/** A release of a remote as the beginning of a new reference. */
import { createReadStream, mkdirSync, mkdtempSync, type ReadStream, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openImport } from '../../exchange/import.js';
import type { ImportWarning } from '../../exchange/import-log.js';
import type { OtuSource } from '../../reference/creation.js';
import type { Progress, Reference } from '../../reference/reference.js';
import type { GitHub } from '../access/client.js';
import { downloadRelease, findRelease } from '../releases/releases.js';
import { historyOf } from './history.js';
import { downloadProgress, type Found, type ReleaseChoice } from './remotes.js';

export interface RemoteSource {
  source: OtuSource;
  /** How much of the release was read, from 0 to 1. */
  share(): number;
  /** Lets the new reference know what the remote has answered. */
  note(reference: Reference): Promise<void>;
  /** Removes what was downloaded. */
  close(): void;
}

export interface RemoteSourceOptions extends ReleaseChoice {
  /** The release, where it was found before. */
  found?: Found;
  /** The folder that it is downloaded into: not there yet, and removed in the end. A temporary one unless given. */
  folder?: string;
  onProgress?: (progress: Progress) => void;
  onWarning?: (warning: ImportWarning) => void;
}

/**
 * Finds the release that a new reference is to begin with.
 *
 * @throws what `findRelease` throws
 */
export async function findFirst(github: GitHub, slug: string, choice: ReleaseChoice = {}): Promise<Found> {
  const release = await findRelease(github, slug, choice);
  if (release === 'not_modified') throw new TypeError('an answer to a question without an ETag');
  return { release, retrievedAt: new Date().toISOString() };
}

/**
 * Downloads a release to make a reference of. Nothing of it is known to be good before its last OTU was read.
 *
 * @param repository as people write it: `owner/name`, or its address
 * @throws InvalidSlugError, as {@link findFirst}, and what `downloadRelease` throws; then nothing is left
 */
export async function openRemote(
  github: GitHub,
  repository: string,
  { found, tag, prerelease = false, folder: given, onProgress, onWarning }: RemoteSourceOptions = {},
): Promise<RemoteSource> {
  const slug = github.parseSlug(repository);
  const { release, retrievedAt } = found ?? (await findFirst(github, slug, { tag, prerelease }));
  const history = await historyOf(github, slug, release.tag);
  if (given) mkdirSync(given);
  const folder = given ?? mkdtempSync(join(tmpdir(), 'refkit-download-'));
  let stream: ReadStream | undefined;
  const close = () => {
    stream?.destroy();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const file = join(folder, 'release');
    const { sha256 } = await downloadRelease(github, release, file, downloadProgress(release, onProgress));
    const name = `${release.filename} of ${release.tag}`;
    stream = createReadStream(file, { highWaterMark: 256 * 1024 });
    // Whoever reads it is told as well; where nobody does any more, it is no matter.
    stream.on('error', () => {});
    const imported = await openImport(stream, { name, onWarning });
    const source: OtuSource = {
      method: 'remote',
      label: `${slug} ${release.tag}`,
      otus: imported.otus,
      settings: () => ({ organism: imported.metadata.organism }),
      provenance: { remotes_from: { slug } },
      upstream: { slug, release: { ...release, sha256 }, retrievedAt, history },
    };
    const note = async (reference: Reference) => {
      // One release that was asked for by name says nothing of which is the newest.
      if (tag !== undefined) return;
      const upstream = await reference.upstream();
      upstream.note({ checked_at: retrievedAt, prerelease, release, retrieved_at: retrievedAt, errors: [] });
    };
    return { source, share: () => stream!.bytesRead / release.size, note, close };
  } catch (error) {
    close();
    throw error;
  }
}
