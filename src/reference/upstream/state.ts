/**
 * What is known of a remote beyond what is installed: when it was asked, and what it answered. It belongs to one clone,
 * in `.git/refkit/remote.json`, and may be deleted at any time.
 */
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeNew } from '../../files/disk.js';
import { newId } from '../../otu/ids.js';
import type { Repository } from '../../store/repository.js';
import { explainWriteError } from '../../store/write-errors.js';
import type { RemoteRelease } from './record.js';

export interface RemoteState {
  slug: string;
  /** ISO 8601 in UTC. */
  checked_at: string;
  /** Whether prereleases counted. An ETag stands for an answer to one question only. */
  prerelease: boolean;
  /** The newest release that it had then; null where nothing was learned. Its `etag` is the answer's. */
  release: RemoteRelease | null;
  /** When that was said: ISO 8601 in UTC. */
  retrieved_at: string | null;
  /** What went wrong when it was last asked. */
  errors: string[];
}

const FILE = 'remote.json';

/** What is known of a remote; null where nothing is, or not of this one. */
export function readRemoteState(repository: Repository, slug: string): RemoteState | null {
  try {
    const state = JSON.parse(readFileSync(join(repository.gitDir, 'refkit', FILE), 'utf8')) as RemoteState;
    return state.slug === slug && Array.isArray(state.errors) ? state : null;
  } catch {
    // Nothing there, or nothing that can be read: it will be asked anew.
    return null;
  }
}

/** @throws CannotWriteError */
export function writeRemoteState(repository: Repository, state: RemoteState): void {
  try {
    const folder = join(repository.localDir(), 'tmp');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `remote-${newId()}`);
    try {
      writeNew(file, Buffer.from(`${JSON.stringify(state, null, 2)}\n`), { mode: 0o644, durable: false });
      renameSync(file, join(repository.localDir(), FILE));
    } finally {
      rmSync(file, { force: true });
    }
  } catch (error) {
    throw explainWriteError(error);
  }
}
