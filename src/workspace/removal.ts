/** Taking references away: out of all lists at once, off the disk by a process. */
import type { Account } from '../reference/reference.js';
import type { ProcessRecord } from './processes.js';
import type { Served } from './references.js';
import type { Workspace } from './workspace.js';

/** What long work on a reference is told that is being removed. */
const REMOVED = 'The reference was removed';

/** Removes a reference, or what makes it where it is still coming: from now on it is not there. What it was is removed from the disk by the process. */
export async function removeReference(workspace: Workspace, { id }: Served, account: Account): Promise<ProcessRecord> {
  const { processes, references } = workspace;
  for (let busy = processes.unfinished(id); busy; busy = processes.unfinished(id))
    await processes.cancel(busy.id, REMOVED);
  const folder = references.doomedFolder(id);
  // First the record: a folder that is renamed without one would be removed by nobody until the next start.
  const record = processes.start({ type: 'delete_reference', folder }, { reference_id: id, user_id: account.id });
  references.remove(id, folder);
  return record;
}
