/** Starts processes of child.ts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll } from 'vitest';
import type { ChildPlan } from './child.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folders: string[] = [];
let bundle: Promise<string> | undefined;

async function makeBundle(): Promise<string> {
  // Below the project's folder, so that the driver is found in its node_modules.
  const folder = mkdtempSync(join(root, 'node_modules', '.refkit-child-'));
  folders.push(folder);
  const outfile = join(folder, 'child.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('child.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    external: ['libsql'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return outfile;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

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
  bundle ??= makeBundle();
  const child = spawn(process.execPath, [await bundle, JSON.stringify(plan)], { stdio: ['ignore', 'pipe', 'pipe'] });
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
