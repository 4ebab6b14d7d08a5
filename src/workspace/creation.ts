/** New references of a workspace: empty ones at once, others by a process. */
import { BadRequestError, InvalidInputError } from '../otu/errors.js';
import { newConfig, type OtuSource } from '../reference/creation.js';
import { type Account, Reference } from '../reference/reference.js';
import { bareAccount, mayRead } from './access.js';
import { ComingError, FileNotFoundError } from './errors.js';
import type { Served } from './references.js';
import { firstRelease } from './remotes.js';
import type { Workspace } from './workspace.js';

export interface NewReference {
  name: string;
  description?: string;
  organism?: string;
  public?: boolean;
  /** The id of a reference. */
  clone_from?: string;
  /** The id of an upload. */
  import_from?: string;
  /** A GitHub repository, `owner/name`. */
  remote_from?: string;
}

const SOURCES = ['clone_from', 'import_from', 'remote_from'] as const;

/**
 * Makes a reference that belongs to the account. Where it is filled from elsewhere it is coming, until a process has
 * made it.
 *
 * @throws BadRequestError, FileNotFoundError for what it should be made from; InvalidInputError; UnreachableError
 */
export async function createReference(workspace: Workspace, input: NewReference, account: Account): Promise<Served> {
  const sources = SOURCES.filter((source) => input[source] !== undefined);
  if (sources.length > 1) {
    throw new InvalidInputError(
      Object.fromEntries(sources.map((source) => [source, ['only one source may be given']])),
    );
  }
  if (input.remote_from !== undefined) return follow(workspace, input.remote_from, input, account);
  if (input.clone_from !== undefined) return clone(workspace, input.clone_from, input, account);
  if (input.import_from !== undefined) return importUpload(workspace, input.import_from, input, account);

  const { references } = workspace;
  const plan = planOf(workspace, input);
  const reference = await Reference.create(
    { ...plan, directory: references.folderFor(plan.id), bare: true },
    { account },
  );
  reference.close();
  return (await references.get(plan.id))!;
}

async function clone(workspace: Workspace, sourceId: string, input: NewReference, account: Account): Promise<Served> {
  const source = await workspace.references.get(sourceId);
  if (source?.reference === null && mayRead(account, source.config)) throw new ComingError(source.processId);
  if (!source?.reference || !mayRead(account, source.config)) {
    throw new BadRequestError('Source reference does not exist', { data: { clone_from: sourceId } });
  }
  return begin(workspace, { ...input, organism: undefined }, account, source.reference.asSource(), (common) => ({
    ...common,
    type: 'clone_reference',
    source: source.reference.directory,
  }));
}

async function importUpload(
  workspace: Workspace,
  fileId: string,
  input: NewReference,
  account: Account,
): Promise<Served> {
  const { uploads } = workspace;
  const file = uploads.get(fileId);
  if (!account.administrator && file.user.id !== account.id) {
    throw new FileNotFoundError(fileId);
  }
  const provenance = { imported_from: { id: file.id, name: file.name } };
  const source: OtuSource = { method: 'import', label: file.name, otus: [], provenance };
  return begin(workspace, input, account, source, (common) => {
    uploads.reserve(fileId);
    return { ...common, type: 'import_reference', file: uploads.path(fileId), file_id: file.id, name: file.name };
  });
}

async function follow(workspace: Workspace, slug: string, input: NewReference, account: Account): Promise<Served> {
  const found = await firstRelease(workspace, slug);
  const source: OtuSource = { method: 'remote', label: slug, otus: [], provenance: { remotes_from: { slug } } };
  return begin(workspace, input, account, source, (common) => ({ ...common, type: 'remote_reference', slug, found }));
}

type Begun = Extract<Parameters<Workspace['processes']['start']>[0], { target: string }>;
type Common = Pick<Begun, 'target' | 'plan' | 'account' | 'otherReferences'>;

/** Records the process and what it will make in one step, so that there is never one without the other. */
async function begin(
  workspace: Workspace,
  input: NewReference,
  account: Account,
  source: OtuSource,
  jobOf: (common: Common) => Begun,
): Promise<Served> {
  const { references, processes } = workspace;
  const others = (await references.list()).filter(({ config }) => mayRead(account, config));
  const plan = planOf(workspace, input);
  const target = references.folderFor(plan.id);
  const config = newConfig({ ...plan, directory: target, source }, plan.name, { account }).config;
  return workspace.transaction(() => {
    const job = jobOf({
      target,
      plan,
      account: bareAccount(account),
      // One that is coming is not there yet, but will be when it is this one's turn.
      otherReferences: others.map(({ id: other, reference }) => reference?.directory ?? references.folderFor(other)),
    });
    const { id: processId } = processes.start(job, { reference_id: plan.id, user_id: account.id });
    references.announce(config, processId);
    return { id: plan.id, config, reference: null, processId };
  });
}

function planOf({ references }: Workspace, { name, organism, description, public: isPublic = false }: NewReference) {
  const createdAt = new Date().toISOString();
  return { id: references.newId(), createdAt, name, organism, description, public: isPublic };
}
