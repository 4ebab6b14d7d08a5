/** Index builds of a workspace: promised at once, built by a process. */
import { planIndex } from '../builds/builds.js';
import { ConflictError } from '../reference/errors.js';
import type { Account } from '../reference/reference.js';
import { bareAccount } from './access.js';
import { comingIndex, type ServedIndex } from './documents.js';
import type { OpenReference } from './references.js';
import type { Workspace } from './workspace.js';

/**
 * Begins to build the next index of a reference, from what it is now.
 *
 * @throws ConflictError where one is being built; UnverifiedOtusError, NoUnbuiltChangesError
 */
export async function beginBuild(
  { processes }: Workspace,
  { id, reference }: OpenReference,
  account: Account,
): Promise<ServedIndex> {
  const plan = await planIndex(reference);
  if (processes.unfinished(id, 'build_index')) throw new ConflictError('Index build already in progress');
  const job = {
    type: 'build_index' as const,
    directory: reference.directory,
    plan,
    account: bareAccount(account),
  };
  const record = processes.start(job, { reference_id: id, subject: plan.id, user_id: account.id });
  return comingIndex(id, record, job)!;
}
