/** Starts processes of child.ts. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { childBundle } from '../../support/child-bundle.js';

const bundle = childBundle(import.meta.url);

export type Step = [method: string, ...args: unknown[]];

/** What another process was answered when it called methods of Accounts; where one failed, the error's code. */
export async function inAnotherProcess<Answer>(folder: string, ...steps: Step[]): Promise<Answer[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [await bundle(), folder, JSON.stringify(steps)]);
  return JSON.parse(stdout) as Answer[];
}
