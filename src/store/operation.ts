import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './repository.js';

const OPERATIONS: [file: string, operation: string][] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply/applying', 'am'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
];

/** The git command that waits to be finished in this working tree, or null. */
export function operationInProgress({ gitDir, workTree }: Repository): string | null {
  if (workTree === null) return null;
  return OPERATIONS.find(([file]) => existsSync(join(gitDir, file)))?.[1] ?? null;
}
