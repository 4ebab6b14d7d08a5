/** What a workspace knows of its references and indexes beyond what is in their repositories. */
import { type IndexDocument, type ReferenceDocument, referenceDocument } from '../reference/documents.js';
import type { IndexDetail } from '../reference/indexes.js';
import { type RemoteDocument, releaseDocument } from '../reference/upstream/documents.js';
import type { Job, ProcessRecord } from './processes.js';
import type { OpenReference, Served } from './references.js';
import type { Workspace } from './workspace.js';

/** A reference, with the process that made or makes it. */
export interface ServedDocument extends Omit<ReferenceDocument, 'data_type' | 'organism'> {
  /** null while it is not known: an upload says it at its end. */
  data_type: string | null;
  organism: string | null;
  process?: { id: string };
}

/** An index, with the process that built or builds it. */
export interface ServedIndex extends Omit<IndexDocument, 'commit'> {
  /** null where it was built elsewhere. */
  job: { id: string } | null;
}

/** The processes that make references. */
const MAKERS = ['clone_reference', 'import_reference', 'remote_reference'] as const;

export async function describeReference({ processes }: Workspace, served: Served): Promise<ServedDocument> {
  if (served.reference) {
    const document = await served.reference.describe();
    const made = processes.newest({ reference: served.id, types: MAKERS });
    return made ? { ...document, process: { id: made.id } } : document;
  }
  const nothing = { otus: 0, unbuilt_changes: 0 };
  const remote = comingRemote(processes.job(served.processId));
  const facts = { counts: nothing, contributors: [], latestBuild: null, internalControl: null, remote };
  const document = { ...referenceDocument(served.config, facts), process: { id: served.processId } };
  return served.config.imported_from || remote ? { ...document, data_type: null, organism: null } : document;
}

/** What is known of a remote whose release a process is making a reference of. */
function comingRemote(job: Job): RemoteDocument | null {
  if (job.type !== 'remote_reference') return null;
  const { release, retrievedAt: at } = job.found;
  const document = releaseDocument(release, at, true);
  return { slug: job.slug, last_checked: at, last_updated: at, release: document, installed: null, errors: [] };
}

/** The indexes of a reference, newest first: those that are there, and one that is being built. */
export async function listIndexes(workspace: Workspace, served: Served): Promise<ServedIndex[]> {
  if (!served.reference) return [];
  const building = workspace.processes.unfinished(served.id, 'build_index');
  const built = (await served.reference.indexes.list()).map((index) => withJob(workspace, index));
  const coming = building && comingIndex(served.id, building, workspace.processes.job(building.id));
  // Its tag is there a moment before its process is done.
  return coming && !built.some(({ id }) => id === coming.id) ? [coming, ...built] : built;
}

function withJob<T extends IndexDocument>({ processes }: Workspace, index: T): T & Pick<ServedIndex, 'job'> {
  const made = processes.newest({ subject: index.id });
  return { ...index, job: made && { id: made.id } };
}

/** An index that a process is building. */
export function comingIndex(referenceId: string, process: ProcessRecord, job: Job): ServedIndex | null {
  if (job.type !== 'build_index') return null;
  const { id, version, created_at, change_count, modified_otu_count } = job.plan;
  return {
    id,
    version,
    created_at,
    ready: false,
    has_files: false,
    job: { id: process.id },
    reference: { id: referenceId },
    user: { id: process.user_id },
    change_count,
    modified_otu_count,
  };
}

/** The reference that an index belongs to, built or being built, among those that may be seen. */
export async function homeOfIndex(
  { references, processes }: Workspace,
  indexId: string,
  maySee: (served: Served) => boolean,
): Promise<Served | null> {
  for (const served of await references.list()) {
    if (!served.reference || !maySee(served)) continue;
    if ((await served.reference.indexes.list()).some(({ id }) => id === indexId)) return served;
    if (processes.unfinished(served.id, 'build_index')?.subject === indexId) return served;
  }
  return null;
}

export interface ServedIndexDetail
  extends ServedIndex,
    Pick<IndexDetail, 'manifest' | 'contributors' | 'otus' | 'files'> {}

/** An index with what it is made of; of one that is being built, that is not known yet. @throws NotFoundError */
export async function describeIndex(
  workspace: Workspace,
  served: OpenReference,
  id: string,
): Promise<ServedIndexDetail> {
  const coming = (await listIndexes(workspace, served)).find((index) => index.id === id && !index.ready);
  if (coming) return { ...coming, manifest: {}, contributors: [], otus: [], files: [] };
  return withJob(workspace, await served.reference.indexes.get(id));
}
