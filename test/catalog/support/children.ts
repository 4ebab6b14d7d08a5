/** Starts processes of child.ts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll } from 'vitest';

let bundle: Promise<string> | undefined;

async function makeBundle(): Promise<string> {
  // Below the project's folder, so that the driver is found in its node_modules.
  const folder = mkdtempSync(join(root, 'node_modules', '.refkit-child-'));
  folders.push(folder);
  const outfile = join(folder, 'child.mjs');
  const entry = fileURLToPath(new URL('child.ts', import.meta.url));
  await build({
    entryPoints: [entry],
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

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Answer {
  counts: { otus: number; changes: number };
  counted: number;
  warnings: string[];
}

export interface Child {
  process: ChildProcess;
  /** What it said, and how it ended: an exit code or a signal. */
  ended: Promise<{ code: number | string | null; answers: Answer[]; errors: string }>;
}

export async function startChild(folder: string, times = 1): Promise<Child> {
  bundle ??= makeBundle();
  const child = spawn(process.execPath, [await bundle, folder, String(times)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = new Promise<Awaited<Child['ended']>>((resolve) => {
    child.on('close', (code, signal) => {
      const answers = output
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Answer);
      resolve({ code: code ?? signal, answers, errors });
    });
  });
  return { process: child, ended };
}
