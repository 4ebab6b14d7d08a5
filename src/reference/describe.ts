/** A reference as a whole, as front ends show it. */
import { type ReferenceDocument, referenceDocument } from './documents.js';
import { Indexes } from './indexes.js';
import type { Session } from './session.js';
import type { RemoteDocument } from './upstream/documents.js';
import { readRecord } from './upstream/record.js';
import { readRemoteState } from './upstream/state.js';

/** Describes the reference at HEAD, as of the last look at it. */
export async function describe(session: Session): Promise<ReferenceDocument> {
  const { config, catalog } = session;
  const { internal_control: id } = config;
  return referenceDocument(config, {
    counts: catalog.counts(),
    contributors: catalog.contributors(),
    latestBuild: (await new Indexes(session).list())[0] ?? null,
    internalControl: id === null ? null : { id, name: catalog.otu(id)?.name ?? '' },
    remote: await describeRemote(session),
  });
}

/** What is known of the remote that a reference follows; null where it follows none. */
async function describeRemote({ config, repository }: Session): Promise<RemoteDocument | null> {
  const slug = config.remotes_from?.slug;
  const { oid } = repository.head();
  if (slug === undefined || oid === null) return null;
  const { remoteDocument } = await import('./upstream/documents.js');
  const record = readRecord(repository, repository.objects.readCommit(oid).tree, slug);
  return remoteDocument(slug, record?.releases[0] ?? null, readRemoteState(repository, slug));
}
