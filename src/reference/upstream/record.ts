/**
 * What a reference remembers of the releases that it took from a remote: a file on the branch `upstream/…`, which every
 * merge of that branch brings along. So what HEAD's record says is what is installed, whoever merged.
 */
import { RefkitError } from '../../otu/errors.js';
import type { Repository } from '../../store/repository.js';
import { entryAt } from '../../store/trees.js';

/** A release of a remote, and the file of it that holds the OTUs. */
export interface RemoteRelease {
  id: number;
  name: string;
  tag: string;
  /** The notes, as they were written: Markdown. */
  body: string;
  filename: string;
  /** In bytes. */
  size: number;
  /** Of the file, in hexadecimal digits; null where the release does not say it. */
  sha256: string | null;
  html_url: string;
  download_url: string;
  /** ISO 8601 in UTC. */
  published_at: string;
  content_type: string;
  etag: string | null;
}

/** Of what is known of a release what the record keeps. */
export function remoteRelease(release: RemoteRelease): RemoteRelease {
  const { id, name, tag, body, filename, size, sha256, html_url, download_url, published_at, content_type, etag } =
    release;
  return { id, name, tag, body, filename, size, sha256, html_url, download_url, published_at, content_type, etag };
}

/** A release that was installed. */
export interface InstalledRelease extends RemoteRelease {
  /** When the remote said so of the release, and when it was installed: ISO 8601 in UTC. */
  retrieved_at: string;
  created_at: string;
  user: { id: string };
}

export interface UpstreamRecord {
  slug: string;
  /** Newest first. */
  releases: InstalledRelease[];
}

/** The record of what was installed cannot be read. */
export class InvalidRecordError extends RefkitError {
  readonly code = 'INVALID_UPSTREAM_RECORD';
  readonly kind = 'invalid';
}

/** A reference was asked for what only one has that follows a remote. */
export class NotFollowingError extends RefkitError {
  readonly code = 'NOT_FOLLOWING';
  readonly kind = 'not_found';
}

/** The folder of the record. */
export const UPSTREAM_FOLDER = 'upstream';

/**
 * The branch of a remote, without `refs/heads/`. Dots that git does not allow in names of branches become `_`.
 *
 * @param slug `owner/name`
 */
export function upstreamBranch(slug: string): string {
  return `${UPSTREAM_FOLDER}/${fileNameOf(slug)}`;
}

export function recordPath(slug: string): string {
  return `${UPSTREAM_FOLDER}/${fileNameOf(slug)}.json`;
}

function fileNameOf(slug: string): string {
  return slug
    .replace('/', '-')
    .replace(/\.(?=\.)|(?<=\.)\.|^\.|\.$|\.(?=lock$)/gi, '_')
    .replace(/[^A-Za-z0-9._-]/g, '_');
}

export function recordText(record: UpstreamRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** The record in a tree; null where there is none. @throws InvalidRecordError */
export function readRecord({ objects }: Repository, tree: string, slug: string): UpstreamRecord | null {
  const path = recordPath(slug);
  const entry = entryAt(objects, tree, path);
  if (!entry?.mode.startsWith('100')) return null;
  return parseRecord(objects.readBlob(entry.oid).toString(), path);
}

/** @throws InvalidRecordError */
export function parseRecord(text: string, where: string): UpstreamRecord {
  const invalid = (problem: string): never => {
    throw new InvalidRecordError(`${where}: ${problem}`, {
      data: { file: where },
      suggestions: [`take the file as the branch ${where.replace(/\.json$/, '')} has it`],
    });
  };
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch (error) {
    return invalid(`it is not JSON, ${(error as Error).message}`);
  }
  if (!isRecord(record)) return invalid('it does not list releases');
  return record;
}

const TEXTS = [
  ...(['name', 'tag', 'body', 'filename', 'html_url', 'download_url', 'content_type', 'published_at'] as const),
];
const TIMES = ['retrieved_at', 'created_at'] as const;

function isRecord(value: unknown): value is UpstreamRecord {
  if (!isObject(value) || typeof value.slug !== 'string' || !Array.isArray(value.releases)) return false;
  return value.releases.every(
    (release) =>
      isObject(release) &&
      Number.isSafeInteger(release.id) &&
      Number.isSafeInteger(release.size) &&
      TEXTS.every((key) => typeof release[key] === 'string') &&
      TIMES.every((key) => typeof release[key] === 'string' && !Number.isNaN(Date.parse(release[key]))) &&
      (['sha256', 'etag'] as const).every((key) => release[key] === null || typeof release[key] === 'string') &&
      isObject(release.user) &&
      typeof release.user.id === 'string',
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
