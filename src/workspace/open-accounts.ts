import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Accounts } from './accounts.js';
import { DATABASE_FILE, openDatabase } from './database.js';
import { noWorkspace, SETTINGS_FILE } from './settings.js';

/**
 * The accounts of a workspace without the rest of it, also while a server has it open.
 *
 * @throws NotAWorkspaceError for a folder that no server has made one; WorkspaceVersionError
 */
export function openAccounts(directory: string): { accounts: Accounts; close(): void } {
  for (const file of [SETTINGS_FILE, DATABASE_FILE]) {
    if (!existsSync(join(directory, file))) throw noWorkspace(directory);
  }
  const db = openDatabase(directory);
  return { accounts: new Accounts(db), close: () => db.close() };
}
