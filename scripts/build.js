/**
 * Builds what the package ships:
 *
 * - `dist/cli`: the command line, CommonJS, an entry for each command. Everything is bundled but libsql, which is
 *   native. Entries share chunks and lazy imports stay lazy, so that a command loads what it needs and no more.
 * - `dist/lib`: the library (`import … from 'refkit'`), ES modules, and `dist/types`, its declarations.
 * - `oclif.manifest.json`: what every command takes, for help and completion without loading any command.
 * - `dist/THIRD-PARTY-LICENSES.txt`: the licences of what was bundled.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { build, transform } from 'esbuild';
import { lazyRequires } from './build/lazy-requires.js';
import { bundledLibsql } from './build/libsql.js';
import { licenceTexts } from './build/licences.js';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
const require = createRequire(import.meta.url);

const shared = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: ['libsql'],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'warning',
};

/** TypeScript files below a folder of src, but for what commands share in `base`. */
function sources(folder) {
  const path = join(root, 'src', folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('base/'))
    .map((file) => `src/${folder}/${file}`);
}

/** Files that are started as worker threads, named so. They end up beside the chunks that start them. */
function workers() {
  const files = sources('.').map((file) => file.replace('/./', '/'));
  return files
    .filter((file) => file.endsWith('-worker.ts'))
    .map((file) => ({ in: file, out: file.replace(/^.*\/|\.ts$/g, '') }));
}

const entry = (file) => ({ in: file, out: file.replace(/^src\/|\.ts$/g, '') });

async function buildCommandLine() {
  const { metafile, outputFiles } = await build({
    ...shared,
    entryPoints: [entry('src/terminal/launch.ts'), ...sources('commands').map(entry), ...workers()],
    outdir: 'dist/cli',
    external: [],
    plugins: [lazyRequires(/@oclif[\\/]core[\\/]lib[\\/]/), bundledLibsql()],
    alias: {
      debug: './scripts/build/no-debug.cjs',
      '@neon-rs/load': './scripts/build/native-target.cjs',
      'detect-libc': './scripts/build/native-target.cjs',
    },
  });
  const named = withNamedImports(metafile);
  await Promise.all(outputFiles.map(async ({ path, text }) => write(path, await asCommonJs(named(text)))));
  write(join(dist, 'cli', 'package.json'), '{ "type": "commonjs" }\n');
  return metafile;
}

/**
 * Where it splits, esbuild gives what `import()` makes of a CommonJS package a default export and no others; this adds
 * the others, as Node would.
 */
function withNamedImports({ inputs, outputs }) {
  const chunks = Object.entries(outputs)
    .filter(([, { entryPoint }]) => entryPoint && inputs[entryPoint]?.format === 'cjs')
    .map(([path]) => basename(path));
  const call = new RegExp(
    `\\bimport\\("[./]*(?:${chunks.map((name) => name.replaceAll('.', '\\.')).join('|')})"\\)`,
    'g',
  );
  return (text) => {
    const wrapped = chunks.length > 0 ? text.replace(call, '$&.then(__named)') : text;
    return wrapped === text
      ? text
      : `${wrapped}\nfunction __named(m) { return { ...m.default, default: m.default }; }\n`;
  };
}

/**
 * A chunk as CommonJS. esbuild splits ES modules only, but Node starts CommonJS sooner: it needs no second loader, and
 * does not evaluate every getter of `node:fs` and the like to make their namespaces.
 */
async function asCommonJs(text) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: shared.target,
    minifySyntax: true,
    minifyWhitespace: true,
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__moduleUrl', 'import.meta.dirname': '__dirname' },
    legalComments: 'none',
  });
  const url = 'const __moduleUrl = require("node:url").pathToFileURL(__filename).href;\n';
  return code.includes('__moduleUrl') ? url + code : code;
}

async function buildLibrary() {
  const { metafile, outputFiles } = await build({
    ...shared,
    entryPoints: [entry('src/index.ts'), ...workers()],
    outdir: 'dist/lib',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  const named = withNamedImports(metafile);
  for (const { path, text } of outputFiles) write(path, named(text));
  const typescript = dirname(require.resolve('typescript/package.json'));
  execFileSync(
    process.execPath,
    [join(typescript, require('typescript/package.json').bin.tsc), '-p', 'tsconfig.build.json'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  return metafile;
}

async function writeManifest() {
  const { Config } = await import('@oclif/core');
  const config = await Config.load({ root, ignoreManifest: true });
  const { manifest } = config.plugins.get('refkit');
  write(join(root, 'oclif.manifest.json'), `${JSON.stringify(manifest)}\n`);
}

function write(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

rmSync(dist, { recursive: true, force: true });
rmSync(join(root, 'oclif.manifest.json'), { force: true });
const metafiles = [await buildCommandLine(), await buildLibrary()];
write(join(dist, 'THIRD-PARTY-LICENSES.txt'), licenceTexts(root, metafiles));
await writeManifest();
