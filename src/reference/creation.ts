/** New references: empty, or filled from elsewhere. The folder appears whole, at the end, or not at all. */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { CatalogBuilder } from '../catalog/builder.js';
import { canonicalOtu } from '../otu/canonical.js';
import { describeMethod } from '../otu/describe.js';
import { InvalidInputError } from '../otu/errors.js';
import { newId, otuPath } from '../otu/ids.js';
import type { Otu } from '../otu/types.js';
import { RepositoryBuilder, removeCutOff } from '../store/creation.js';
import { actorOf, signaturesOf } from './actor.js';
import { CONFIG_PATH, type ImportedFrom, newConfigText, type ReferenceConfig } from './config.js';
import { identityOf, suggestUserId } from './people.js';
import type { OpenOptions } from './session.js';
import { oneLine } from './settings.js';
import { templateFiles } from './templates.js';
import { fetchHistory, type HistorySource, otherOtus } from './upstream/history.js';
import {
  type RemoteRelease,
  recordPath,
  recordText,
  remoteRelease,
  UPSTREAM_FOLDER,
  upstreamBranch,
} from './upstream/record.js';
import { hasOtus, releaseMessage, withRelease } from './upstream/release.js';

/** Where the OTUs of a new reference come from. */
export interface OtuSource {
  method: 'import' | 'clone' | 'remote';
  /** How a person would name it: a file, a folder, a reference. */
  label: string;
  /** Every OTU, whole; what is wrong with them is thrown, at the latest after the last. */
  otus: Iterable<Otu> | AsyncIterable<Otu>;
  /** How many there are, where that is known before. */
  total?: number;
  /** What the source says of itself; asked for after the last OTU. */
  settings?: () => Partial<
    Pick<ReferenceConfig, 'organism' | 'description' | 'restrict_source_types' | 'source_types'>
  >;
  provenance:
    | { imported_from: Omit<ImportedFrom, 'user'> }
    | { cloned_from: { id: string; name: string } }
    | { remotes_from: { slug: string } };
  /** Of a remote: the release that they are of. */
  upstream?: UpstreamSource;
}

/** A release of a remote. */
export interface UpstreamSource {
  slug: string;
  release: RemoteRelease;
  /** When the remote said so of it: ISO 8601 in UTC. */
  retrievedAt: string;
  /** Where the remote is a reference itself: its history. */
  history?: HistorySource;
}

export interface CreatePlan {
  directory: string;
  /** Drawn at random where it is not given. */
  id?: string;
  /** Now, where it is not given: ISO 8601 in UTC. */
  createdAt?: string;
  /** The folder's name where it is not given. */
  name?: string;
  organism?: string;
  description?: string;
  public?: boolean;
  /** Without a working tree, as a server wants it. */
  bare?: boolean;
  source?: OtuSource;
}

const DEFAULT_SOURCE_TYPES = ['isolate', 'strain'];

/**
 * Makes a reference on disk: repository, settings, template files, OTUs, in one commit.
 *
 * @throws InvalidInputError, DirectoryNotEmptyError, and whatever the source throws; then nothing is left on disk
 */
export async function createReference(plan: CreatePlan, options: OpenOptions): Promise<void> {
  const directory = resolve(plan.directory);
  const name = oneLine(plan.name ?? basename(directory).replace(/\.git$/, ''));
  if (name === '') throw new InvalidInputError({ name: ['required field'] });
  const { source } = plan;
  const builder = new RepositoryBuilder(directory, { bare: plan.bare ?? false });
  const catalog = new CatalogBuilder();
  try {
    let count = 0;
    let only = '';
    const blobs = new Map<string, string>();
    for await (const otu of source?.otus ?? []) {
      const oid = builder.add(otuPath(otu.id), canonicalOtu(otu));
      if (source?.upstream?.history) blobs.set(otuPath(otu.id), oid);
      catalog.add(otu);
      count += 1;
      only = otu.name;
      if (count % 100 === 0) {
        options.onProgress?.({ step: `Taking OTUs from ${source?.label}`, done: count, total: source?.total ?? null });
      }
    }
    const { config, actor } = newConfig(plan, name, options);
    builder.add(CONFIG_PATH, await newConfigText(config));
    for (const [path, text] of templateFiles(config)) builder.add(path, text);
    const signatures = signaturesOf(null, actor);
    if (source?.upstream) {
      const before = await beginUpstream(builder, source.upstream, blobs, actor.id, options);
      const message = `Created reference ${name}\n`;
      catalog.finish(builder.finish({ message, ...signatures }, { ...before, ...signatures }));
      return;
    }
    const subject = source ? sourceSubject(source, count, only) : `Created reference ${name}`;
    const message = source ? `${subject}\n\nRefkit-Method: ${source.method}\n` : `${subject}\n`;
    catalog.finish(builder.finish({ message, ...signatures }));
  } catch (error) {
    builder.abort();
    throw error;
  } finally {
    catalog.close();
  }
}

/** The branch of a remote, with its first release. */
async function beginUpstream(
  builder: RepositoryBuilder,
  { slug, release, retrievedAt, history }: UpstreamSource,
  blobs: ReadonlyMap<string, string>,
  userId: string,
  options: OpenOptions,
) {
  const installed = {
    ...remoteRelease(release),
    retrieved_at: retrievedAt,
    created_at: new Date().toISOString(),
    user: { id: userId },
  };
  builder.add(recordPath(slug), recordText(withRelease(null, slug, installed)));
  const commit = history ? await fetchHistory(builder.repository, history, options) : null;
  const joined = commit !== null && hasOtus(builder.repository, commit, blobs);
  if (commit !== null && !joined) options.onWarning?.(otherOtus(release.tag));
  return {
    branch: upstreamBranch(slug),
    names: ['otus', UPSTREAM_FOLDER],
    parents: joined ? [commit] : [],
    message: releaseMessage(release.tag, slug),
  };
}

/**
 * Removes what is left of a creation whose process was cut off.
 *
 * @returns whether it had come to its end: the reference is there
 */
export async function settleCreation(directory: string): Promise<boolean> {
  await removeCutOff(directory);
  // All of it is there or nothing.
  return existsSync(directory);
}

function sourceSubject({ method, label }: OtuSource, count: number, only: string): string {
  if (count === 1) return describeMethod(method, only);
  const verb = method === 'import' ? 'Imported' : 'Cloned';
  return `${verb} ${count} OTUs from ${oneLine(label)}`;
}

/** The settings that a new reference gets, and who makes its first commit. */
export function newConfig(plan: CreatePlan, name: string, options: OpenOptions) {
  const { source } = plan;
  const now = plan.createdAt ?? new Date().toISOString();
  const { account } = options;
  const git = actorOf(null, { users: [] }, { account, onWarning: options.onWarning });
  const id = account?.id ?? options.user ?? suggestUserId(git.identity.email);
  const rights = { build: true, modify: true, modify_otu: true, remove: true };
  const emails = account ? [...account.emails] : [git.identity.email];
  const owner = { id, emails, created_at: now, ...rights };
  const { organism, description, restrict_source_types, source_types } = source?.settings?.() ?? {};
  const config: ReferenceConfig = {
    format: 1,
    id: plan.id ?? newId(),
    name,
    description: plan.description?.trim() ?? description ?? '',
    data_type: 'genome',
    organism: oneLine(plan.organism ?? organism ?? 'virus'),
    public: plan.public ?? false,
    created_at: now,
    internal_control: null,
    restrict_source_types: restrict_source_types ?? false,
    source_types: source_types ?? DEFAULT_SOURCE_TYPES,
    user: { id },
    users: [owner],
    groups: [],
    ...provenanceOf(source, id),
  };
  const identity = options.user || account ? identityOf(owner) : git.identity;
  return { config, actor: { ...git, id, identity } };
}

function provenanceOf(source: OtuSource | undefined, userId: string): Partial<ReferenceConfig> {
  if (source === undefined) return {};
  if (!('imported_from' in source.provenance)) return source.provenance;
  return { imported_from: { ...source.provenance.imported_from, user: { id: userId } } };
}
