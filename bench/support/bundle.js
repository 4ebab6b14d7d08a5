/** Pieces of the sources and of the tests' support, as modules that the benchmark can load. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles a module and loads it.
 *
 * @param contents TypeScript, whose imports are relative to the project's folder
 * @param outfile where the bundle goes, with `.mjs` at its end; below the project where it is to find libsql
 */
export async function loadBundle(contents, outfile) {
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts', sourcefile: 'bench.ts' },
    nodePaths: [join(root, 'node_modules')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    external: ['libsql'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return import(outfile);
}
