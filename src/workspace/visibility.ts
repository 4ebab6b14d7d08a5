/** What an account may see of uploads and long work: its own, and the work on references that it may read. */
import type { Page, PageRequest } from '../catalog/pages.js';
import { NotFoundError } from '../otu/errors.js';
import type { Account } from '../reference/reference.js';
import { mayRead } from './access.js';
import { pageOfAll } from './across.js';
import { FileNotFoundError } from './errors.js';
import { type ProcessDocument, type ProcessRecord, processDocument } from './processes.js';
import type { FileDocument } from './uploads.js';
import type { Workspace } from './workspace.js';

/** Long work, newest first. */
export async function findProcesses(
  workspace: Workspace,
  account: Account,
  request: PageRequest,
): Promise<Page<ProcessDocument>> {
  const readable = new Set<string>();
  for (const { id, config } of await workspace.references.list()) if (mayRead(account, config)) readable.add(id);
  const visible = workspace.processes.list().filter((record) => isVisible(record, account, readable));
  const page = pageOfAll(visible, request);
  return { ...page, documents: page.documents.map(processDocument) };
}

/** @throws NotFoundError also for what the account may not see */
export async function findProcess(workspace: Workspace, account: Account, id: string): Promise<ProcessDocument> {
  const record = workspace.processes.get(id);
  const served = record?.reference_id ? await workspace.references.get(record.reference_id) : null;
  const readable = new Set(served && mayRead(account, served.config) ? [served.id] : []);
  if (record && isVisible(record, account, readable)) return processDocument(record);
  throw new NotFoundError('Not found');
}

function isVisible({ user_id, reference_id }: ProcessRecord, account: Account, readable: Set<string>): boolean {
  return account.administrator || user_id === account.id || (reference_id !== null && readable.has(reference_id));
}

/** Uploads, newest first. */
export function findFiles({ uploads }: Workspace, account: Account, request: PageRequest): Page<FileDocument> {
  return pageOfAll(
    uploads.list().filter((file) => ownsFile(file, account)),
    request,
  );
}

/** @throws FileNotFoundError also for an upload of somebody else */
export function findFile({ uploads }: Workspace, account: Account, id: string): FileDocument {
  const file = uploads.get(id);
  if (ownsFile(file, account)) return file;
  throw new FileNotFoundError(id);
}

function ownsFile({ user }: FileDocument, account: Account): boolean {
  return account.administrator || user.id === account.id;
}
