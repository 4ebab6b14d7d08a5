import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * What gives `child.ts` as plain JavaScript, for processes of its own: made when it is first asked for, and removed after
 * the tests of the file.
 *
 * @param beside the URL of a module in the same folder
 */
export function childBundle(beside: string): () => Promise<string> {
  let bundle: Promise<string> | undefined;
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  const make = async () => {
    // Below the project's folder, so that the driver is found in its node_modules.
    const folder = mkdtempSync(join(root, 'node_modules', '.refkit-child-'));
    folders.push(folder);
    const outfile = join(folder, 'child.mjs');
    await build({
      entryPoints: [fileURLToPath(new URL('child.ts', beside))],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
      external: ['libsql'],
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    });
    return outfile;
  };
  return () => {
    bundle ??= make();
    return bundle;
  };
}
