/**
 * Builds what the package ships:
 *
 * - `dist/cli`: the command line, CommonJS, an entry for each command, and one for the process that does a server's long
 *   work. Everything is bundled but libsql, which is native. Entries share chunks and lazy imports stay lazy, so that a
 *   command loads what it needs and no more.
 * - `dist/lib`: the library (`import … from 'refkit'`), ES modules, and `dist/types`, its declarations.
 * - `dist/source.json`: which commit of which repository this is, for workflows that name refkit by it.
 * - `oclif.manifest.json`: what every command takes, for help and completion without loading any command.
 * - `dist/THIRD-PARTY-LICENSES.txt`: the licences of what was bundled.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { build, transform } from 'esbuild';
import { lazily, lazyRequires } from './build/lazy-requires.js';
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

/** What is started and is no command: the launcher of commands, and the process that does a server's long work. */
const PROGRAMS = ['src/terminal/launch.ts', 'src/workspace/jobs/child.ts'];

/** The files of commands: everything in src/commands but what they share in `base`. */
function commands() {
  return readdirSync(join(root, 'src', 'commands'), { recursive: true })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !file.startsWith('base/'))
    .map((file) => `src/commands/${file}`);
}

/** What the page that shows the API is made of. */
const SWAGGER_UI = [
  'favicon-16x16.png',
  'favicon-32x32.png',
  'index.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'swagger-ui.css',
];

const entry = (file) => ({ in: file, out: file.replace(/^src\/|\.ts$/g, '') });

const oclif = join(dirname(require.resolve('@oclif/core/package.json')), 'lib', '/');

/** What oclif's modules import for uses that refkit makes none of: starting itself, printing, handling errors. */
const UNUSED_IN_OCLIF = {
  'command.js': ['./config', './help/util', './ux'],
  'errors/index.js': ['./handle'],
  'flags.js': ['./help'],
  'parser/help.js': ['../ux'],
};

/** The files of `dist/cli`: path to text. */
async function commandLine() {
  const { metafile, outputFiles } = await build({
    ...shared,
    entryPoints: [...PROGRAMS, ...commands()].map(entry),
    outdir: 'dist/cli',
    external: [],
    plugins: [lazyRequires(oclif, UNUSED_IN_OCLIF), bundledLibsql()],
    alias: {
      debug: './scripts/build/no-debug.cjs',
      '@neon-rs/load': './scripts/build/native-target.cjs',
      'detect-libc': './scripts/build/native-target.cjs',
    },
  });
  const named = withNamedImports(metafile);
  const files = await Promise.all(outputFiles.map(async ({ path, text }) => [path, await asCommonJs(named(text))]));
  return { metafile, files: [...files, [join(dist, 'cli', 'package.json'), '{ "type": "commonjs" }\n']] };
}

/** The files of `dist/lib`: path to text. */
async function library() {
  const { metafile, outputFiles } = await build({
    ...shared,
    entryPoints: [entry('src/index.ts')],
    outdir: 'dist/lib',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
  const named = withNamedImports(metafile);
  return { metafile, files: outputFiles.map(({ path, text }) => [path, named(text)]) };
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
 * does not evaluate every getter of `node:fs` and the like to make their namespaces. And it can be lazy: a chunk, or a
 * module of Node, is loaded when something of it is first used, so that a command pays for what it does. What is only
 * imported for its effects is not imported at all: no module of refkit has any.
 */
async function asCommonJs(text) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: shared.target,
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__moduleUrl', 'import.meta.dirname': '__dirname' },
  });
  const lazy = lazily(code.replace(/^require\("\.[^"]*"\);\n/gm, ''));
  if (lazy === null)
    throw new Error('esbuild uses an import in a way that scripts/build/lazy-requires.js does not know');
  const { code: small } = await transform(lazy, {
    target: shared.target,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
  });
  const url = 'const __moduleUrl = require("node:url").pathToFileURL(__filename).href;\n';
  return small.includes('__moduleUrl') ? url + small : small;
}

/** The page's files are those of swagger-ui-dist, which @fastify/swagger-ui hands on without its licence. */
function swaggerUiLicence() {
  const { devDependencies } = require('@fastify/swagger-ui/package.json');
  const licence = readFileSync(join(root, 'scripts', 'build', 'licences', 'Apache-2.0.txt'), 'utf8');
  const text = `Copyright 2020-2021 SmartBear Software Inc.\n\n${licence}`;
  return { title: `swagger-ui-dist ${devDependencies['swagger-ui-dist']}`, text };
}

/** Declarations of the library, by the TypeScript compiler. */
function writeTypes() {
  const { bin } = require('typescript/package.json');
  const compiler = join(dirname(require.resolve('typescript/package.json')), bin.tsc);
  execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
}

/**
 * Where this comes from. The commit is null outside of a git clone of its own, as in a package or in what GitHub gives
 * to a workflow.
 */
function source() {
  const { repository, version } = require('../package.json');
  return { repository: repository.replace(/^github:/, ''), version, commit: commitAtHead() };
}

function commitAtHead() {
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
  const { stdout } = spawnSync('git', ['rev-parse', '--show-prefix', 'HEAD'], options);
  // The first line is where below its top this folder is.
  return /^\n([0-9a-f]{40})\n$/.exec(stdout ?? '')?.[1] ?? null;
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

// All of it is made before anything of the last build goes: whoever runs that meanwhile is not cut off for long.
const parts = [await commandLine(), await library()];
const licences = licenceTexts(
  root,
  parts.map(({ metafile }) => metafile),
  [swaggerUiLicence()],
);
rmSync(dist, { recursive: true, force: true });
rmSync(join(root, 'oclif.manifest.json'), { force: true });
for (const { files } of parts) for (const [path, text] of files) write(path, text);
write(join(dist, 'THIRD-PARTY-LICENSES.txt'), licences);
for (const name of SWAGGER_UI) {
  const from = join(dirname(require.resolve('@fastify/swagger-ui')), 'static', name);
  write(join(dist, 'assets', 'swagger-ui', name), readFileSync(from));
}
write(join(dist, 'source.json'), `${JSON.stringify(source(), null, 2)}\n`);
await writeManifest();
writeTypes();
