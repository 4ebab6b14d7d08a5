/** Starts processes of child.ts. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

let bundle: Promise<string> | undefined;
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

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

export type Step = [method: string, ...args: unknown[]];

/** What another process was answered when it called methods of Accounts; where one failed, the error's code. */
export async function inAnotherProcess<Answer>(folder: string, ...steps: Step[]): Promise<Answer[]> {
  bundle ??= makeBundle();
  const { stdout } = await promisify(execFile)(process.execPath, [await bundle, folder, JSON.stringify(steps)]);
  return JSON.parse(stdout) as Answer[];
}
