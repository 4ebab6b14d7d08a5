/** What is known of a remote in the shapes of the HTTP API. */

import type { ChangeCounts, Installation } from './commits.js';
import { isNewer } from './order.js';
import type { InstalledRelease, RemoteRelease } from './record.js';
import type { RemoteState } from './state.js';

export interface ReleaseDocument {
  id: number;
  name: string;
  tag: string;
  body: string;
  etag: string | null;
  filename: string;
  /** In bytes. */
  size: number;
  html_url: string;
  download_url: string;
  published_at: string;
  content_type: string;
  /** When the remote said so. */
  retrieved_at: string;
  /** Whether it is newer than what is installed. */
  newer: boolean;
}

/** A release that was, or is being, installed. */
export interface UpdateDocument extends ReleaseDocument {
  /** When it was installed. */
  created_at: string;
  user: { id: string };
  /** Whether it is installed. */
  ready: boolean;
  /** OTUs that differ from the release before it; null while that is not known. */
  changes: ChangeCounts | null;
}

export interface RemoteDocument {
  slug: string;
  /** When the remote was last asked; null where it never was in this clone. */
  last_checked: string | null;
  /** When a release was last installed. */
  last_updated: string | null;
  /** The newest release that is known. */
  release: ReleaseDocument | null;
  installed: ReleaseDocument | null;
  /** What went wrong when the remote was last asked. */
  errors: string[];
}

export function releaseDocument(release: RemoteRelease, retrievedAt: string, newer: boolean): ReleaseDocument {
  const { id, name, tag, body, etag, filename, size, html_url, download_url, published_at, content_type } = release;
  const file = { filename, size, html_url, download_url, published_at, content_type };
  return { id, name, tag, body, etag, ...file, retrieved_at: retrievedAt, newer };
}

export function updateDocument({ changes, created_at, user, ...release }: Installation): UpdateDocument {
  return { ...releaseDocument(release, release.retrieved_at, false), created_at, user, ready: true, changes };
}

/** What is known of a remote: from the record of what is installed, and from what it last answered. */
export function remoteDocument(
  slug: string,
  installed: InstalledRelease | null,
  state: RemoteState | null,
): RemoteDocument {
  const release = state?.release ?? null;
  return {
    slug,
    last_checked: state?.checked_at ?? installed?.retrieved_at ?? null,
    last_updated: installed?.created_at ?? null,
    release: release && releaseDocument(release, state!.retrieved_at ?? state!.checked_at, isNewer(release, installed)),
    installed: installed && releaseDocument(installed, installed.retrieved_at, false),
    errors: state?.errors ?? [],
  };
}
