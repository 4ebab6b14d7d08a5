/**
 * A process of its own that changes a workspace's accounts: `node child.mjs FOLDER STEPS`, where STEPS is a JSON list of
 * methods with their arguments. It prints a JSON list of what they answered, of those that failed the error's code.
 */
import { Accounts } from '../../../src/workspace/accounts.js';
import { openDatabase } from '../../../src/workspace/database.js';

const [folder, steps] = process.argv.slice(2);
const db = openDatabase(folder!);
const accounts = new Accounts(db) as unknown as Record<string, (...args: unknown[]) => unknown>;
const answers = (JSON.parse(steps!) as [method: string, ...args: unknown[]][]).map(([method, ...args]) => {
  try {
    return accounts[method]!(...args);
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
});
db.close();
console.log(JSON.stringify(answers));
