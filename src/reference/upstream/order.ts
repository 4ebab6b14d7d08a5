/** Which of two releases is the newer one. */
import { compare, valid } from 'semver';
import type { RemoteRelease } from './record.js';

/**
 * Whether a release is newer than the one that is installed: by their tags where both are semantic versions, else by when
 * they were published. A release whose file was replaced since is newer than itself.
 */
export function isNewer(release: RemoteRelease, installed: RemoteRelease | null): boolean {
  if (installed === null) return true;
  if (release.id === installed.id) return !isSameFile(release, installed);
  const versions = [valid(release.tag), valid(installed.tag)] as const;
  const order = versions[0] && versions[1] ? compare(versions[0], versions[1]) : 0;
  if (order !== 0) return order > 0;
  return Date.parse(release.published_at) > Date.parse(installed.published_at);
}

/** Whether two looks at one release saw the same file. */
export function isSameFile(a: RemoteRelease, b: RemoteRelease): boolean {
  const sameSum = a.sha256 === null || b.sha256 === null || a.sha256 === b.sha256;
  return a.id === b.id && a.size === b.size && sameSum;
}
