/** Starts processes of child.ts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { childBundle } from '../../support/child-bundle.js';
import type { ChildPlan } from './child.js';

const bundle = childBundle(import.meta.url);

/** An edit that a process said was answered. */
export interface Acknowledged {
  otu: string;
  account: string;
  /** The name of the isolate that it added. */
  isolate: string;
}

export interface Child {
  process: ChildProcess;
  acknowledged: Acknowledged[];
  /** Its exit code, or the signal that ended it, and what it wrote to standard error. */
  ended: Promise<{ code: number | string | null; errors: string }>;
}

export async function startChild(plan: ChildPlan): Promise<Child> {
  const child = spawn(process.execPath, [await bundle(), JSON.stringify(plan)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const acknowledged: Acknowledged[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const [otu, account, number] = line.split(' ');
      acknowledged.push({ otu: otu!, account: account!, isolate: `${account} ${number}` });
    }
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = new Promise<Awaited<Child['ended']>>((resolve) => {
    child.on('close', (code, signal) => resolve({ code: code ?? signal, errors }));
  });
  return { process: child, acknowledged, ended };
}
