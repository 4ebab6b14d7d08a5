/** The history of a remote that is a reference itself, by git's own protocol. */
import { isRefName } from '../../store/ref-names.js';
import type { Repository } from '../../store/repository.js';
import { resolveRevision } from '../../store/revisions.js';
import type { RemoteOptions } from '../../store/transport/transport.js';
import type { OpenOptions } from '../session.js';
import { upstreamBranch } from './record.js';

/** Where the history of a release is: a git repository, the way there, and who asks. */
export interface HistorySource extends Required<RemoteOptions> {
  /** `owner/name`. */
  slug: string;
  /** The tag of the release, without `refs/tags/`. */
  tag: string;
}

/**
 * Fetches what a release's tag reaches, and gives the commit that it names; null where git has no place for such a tag.
 * The tag is kept under a name of its own: it is none of this reference's.
 *
 * @throws what `fetchRefs` throws
 */
export async function fetchHistory(
  repository: Repository,
  { slug, tag, ...remote }: HistorySource,
  { onProgress }: OpenOptions,
): Promise<string | null> {
  const local = `refs/refkit/${upstreamBranch(slug)}/${tag.replaceAll('/', '-')}`;
  if (!isRefName(local)) return null;
  const { fetchRefs } = await import('../../store/transport/transport.js');
  const { refs } = await fetchRefs(repository, {
    ...remote,
    // The release says what the tag means today.
    refs: [{ remote: `refs/tags/${tag}`, local, force: true }],
    onProgress: ({ done, total }) => onProgress?.({ step: 'Fetching the history of the remote', done, total }),
  });
  const [fetched] = refs;
  return fetched ? resolveRevision(repository, fetched.oid) : null;
}

/** What is said where a tag and the file of its release differ. */
export function otherOtus(tag: string): string {
  return `The tag ${tag} of the remote has other OTUs than the file of its release: its history is left out`;
}
