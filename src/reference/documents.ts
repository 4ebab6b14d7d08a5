/**
 * The shapes in which the door answers: those of the HTTP API, without its deprecated names. Turning catalog rows and
 * OTUs into them is pure.
 */
import { createHash } from 'node:crypto';
import type { CatalogOtu, ChangeRow, IndexRow } from '../catalog/catalog.js';
import type { OtuIssues } from '../otu/issues.js';
import type { Patch } from '../otu/patch.js';
import type { Isolate, Method, Otu, Segment } from '../otu/types.js';
import type { ImportedFrom, ReferenceConfig, ReferenceGroup, ReferenceUser } from './config.js';
import { userOfAddress } from './people.js';
import type { RemoteDocument } from './upstream/documents.js';

export interface ChangeDocument {
  /** `<otu id>.<version>`; a removal's is `<otu id>.removed`. */
  id: string;
  method_name: Method;
  description: string;
  created_at: string;
  otu: { id: string; name: string; version: number | 'removed' };
  reference: { id: string };
  index: { id: string; version: number | 'unbuilt' };
  user: { id: string };
  /** Of a change that a remote's release brought: the release's tag. */
  release?: string;
}

/** A change with what it did, twice: the documents' older `diff` form, and RFC 6902. */
export interface ChangeDetail extends ChangeDocument {
  /** The commit that made the change (hex object id). */
  commit: string;
  diff: unknown;
  /** null for the first change of an OTU and for a removal, whose diff is the whole OTU. */
  patch: Patch | null;
}

export interface OtuDocument {
  id: string;
  name: string;
  abbreviation: string;
  taxid: number | null;
  schema: Segment[];
  isolates: Isolate[];
  reference: { id: string };
  created_at: string;
  version: number;
  verified: boolean;
  issues: OtuIssues | null;
  last_indexed_version: number | null;
  most_recent_change: ChangeDocument | null;
}

export interface ReferenceDocument {
  id: string;
  name: string;
  description: string;
  data_type: string;
  organism: string;
  public: boolean;
  created_at: string;
  internal_control: { id: string; name: string } | null;
  restrict_source_types: boolean;
  source_types: string[];
  user: { id: string };
  users: ReferenceUser[];
  groups: ReferenceGroup[];
  contributors: { id: string; count: number }[];
  latest_build: IndexDocument | null;
  otu_count: number;
  unbuilt_change_count: number;
  cloned_from?: { id: string; name: string };
  imported_from?: ImportedFrom;
  remotes_from?: RemoteDocument;
}

export interface IndexDocument {
  id: string;
  version: number;
  created_at: string;
  ready: boolean;
  has_files: boolean;
  reference: { id: string };
  user: { id: string };
  change_count: number;
  modified_otu_count: number;
  /** The commit that the index was built from (hex object id). */
  commit: string;
}

type Config = Pick<ReferenceConfig, 'id' | 'users'>;

export function changeDocument(row: ChangeRow, config: Config): ChangeDocument {
  return {
    id: row.id,
    method_name: row.method_name,
    description: row.description,
    created_at: row.created_at,
    otu: { id: row.otu_id, name: row.otu_name, version: row.removed ? 'removed' : row.version },
    reference: { id: config.id },
    index: row.index
      ? { id: indexId(config.id, row.index.n, row.index.commit), version: row.index.n }
      : { id: 'unbuilt', version: 'unbuilt' },
    user: { id: userOfAddress(config, row.author.email) },
  };
}

export function otuDocument(
  otu: Otu,
  row: CatalogOtu,
  issues: OtuIssues | null,
  recent: ChangeRow | null,
  config: Config,
): OtuDocument {
  return {
    id: otu.id,
    name: otu.name,
    abbreviation: otu.abbreviation,
    taxid: otu.taxid,
    schema: otu.schema,
    isolates: otu.isolates,
    reference: { id: config.id },
    created_at: row.created_at,
    version: row.version,
    verified: issues === null,
    issues,
    last_indexed_version: row.last_indexed_version,
    most_recent_change: recent && changeDocument(recent, config),
  };
}

/** What the catalog knows of a reference as a whole. */
export interface ReferenceFacts {
  counts: { otus: number; unbuilt_changes: number };
  contributors: { email: string; count: number }[];
  latestBuild: IndexDocument | null;
  internalControl: { id: string; name: string } | null;
  /** null where the reference follows no remote. */
  remote: RemoteDocument | null;
}

export function referenceDocument(config: ReferenceConfig, facts: ReferenceFacts): ReferenceDocument {
  const counts = new Map<string, number>();
  for (const { email, count } of facts.contributors) {
    const id = userOfAddress(config, email);
    counts.set(id, (counts.get(id) ?? 0) + count);
  }
  const { format, remotes_from, ...rest } = config;
  return {
    ...rest,
    ...(facts.remote ? { remotes_from: facts.remote } : {}),
    internal_control: facts.internalControl,
    contributors: [...counts].map(([id, count]) => ({ id, count })).sort((a, b) => b.count - a.count),
    latest_build: facts.latestBuild,
    otu_count: facts.counts.otus,
    unbuilt_change_count: facts.counts.unbuilt_changes,
  };
}

export function indexDocument(row: IndexRow, config: Config, hasFiles: boolean): IndexDocument {
  return {
    id: indexId(config.id, row.n, row.commit),
    version: row.n,
    created_at: row.created_at,
    ready: true,
    has_files: hasFiles,
    reference: { id: config.id },
    user: { id: userOfAddress(config, row.tagger.email) },
    change_count: row.change_count,
    modified_otu_count: row.modified_otu_count,
    commit: row.commit,
  };
}

/** The id of index `n` of a reference: a function of what it was built from, so that every clone agrees. */
export function indexId(referenceId: string, n: number, commit: string): string {
  return createHash('sha1').update(`${referenceId} ${n} ${commit}`).digest('hex').slice(0, 8);
}
