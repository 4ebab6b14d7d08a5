/** Starts processes of child.ts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll } from 'vitest';
import type { ChildPlan } from './child.js';

let bundle: Promise<string> | undefined;

/** child.ts as plain JavaScript, made once. */
export function childBundle(): Promise<string> {
  bundle ??= makeBundle();
  return bundle;
}

async function makeBundle(): Promise<string> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'refkit-child-')), 'child.mjs');
  const entry = fileURLToPath(new URL('child.ts', import.meta.url));
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  return outfile;
}

afterAll(async () => {
  if (bundle) rmSync(dirname(await bundle), { recursive: true, force: true });
});

export interface Child {
  process: ChildProcess;
  /** What it said it did: the last count of each path. */
  acknowledged: Map<string, number>;
  /** Its exit code, or the signal that ended it, and what it wrote to standard error. */
  ended: Promise<{ code: number | string | null; errors: string }>;
}

export async function startChild(plan: ChildPlan): Promise<Child> {
  const child = spawn(process.execPath, [await childBundle(), JSON.stringify(plan)], {
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
