/** Starts processes of child.ts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { childBundle } from '../../support/child-bundle.js';
import type { ChildPlan } from './child.js';

/** child.ts as plain JavaScript, made once. */
const bundle = childBundle(import.meta.url);

export interface Child {
  process: ChildProcess;
  /** What it said it did: the last count of each path. */
  acknowledged: Map<string, number>;
  /** Its exit code, or the signal that ended it, and what it wrote to standard error. */
  ended: Promise<{ code: number | string | null; errors: string }>;
}

export async function startChild(plan: ChildPlan): Promise<Child> {
  const child = spawn(process.execPath, [await bundle(), JSON.stringify(plan)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const acknowledged = new Map<string, number>();
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const [path, count] = line.split(' ');
      acknowledged.set(path!, Number(count));
    }
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = new Promise<{ code: number | string | null; errors: string }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code: code ?? signal, errors }));
  });
  return { process: child, acknowledged, ended };
}
