import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import type { Job } from '../../../src/workspace/processes.js';

const root = resolve(import.meta.dirname, '../../..');

/** Starts server.ts, bundled, with a workspace and a job. */
export async function startServer(directory: string, job: Job): Promise<ChildProcess> {
  // In dist, so that it finds the program that does jobs, and the driver in the project's node_modules.
  const folder = mkdtempSync(join(root, 'dist', '.test-server-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'server.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'server.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    external: ['libsql'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return spawn(process.execPath, [outfile, directory, JSON.stringify(job)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
