/**
 * The walls of the house (docs/architecture.md): which folder may import which, and which library belongs to whom.
 * Read from the text of every file under src, so a type import counts as much as a value.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const source = join(root, 'src');

/** For each folder of src, the folders it may import besides itself; `otu/errors` is that one file. */
const MAY_IMPORT: Record<string, string[]> = {
  otu: [],
  files: [],
  network: ['otu/errors'],
  store: ['otu/errors', 'files', 'network'],
  exchange: ['otu'],
  validate: ['otu', 'schemas'],
  terminal: ['otu'],
  sqlite: ['files'],
  yaml: ['otu/errors', 'schemas'],
  catalog: ['otu', 'store', 'sqlite'],
  package: [],
  reference: ['otu', 'files', 'package', 'store', 'catalog', 'schemas', 'yaml'],
  builds: ['otu', 'files', 'store', 'exchange', 'reference'],
  genbank: ['otu', 'files', 'network'],
  github: ['otu', 'files', 'network', 'exchange', 'validate', 'reference', 'builds', 'genbank', 'package'],
  workspace: [
    'otu',
    'files',
    'package',
    'sqlite',
    'schemas',
    'yaml',
    'catalog/fold',
    'catalog/pages',
    'exchange',
    'reference',
    'builds',
    'genbank',
    'github',
    'network/errors',
  ],
  server: ['otu', 'files', 'schemas', 'package', 'catalog/pages', 'reference', 'workspace'],
  commands: [
    'otu',
    'exchange',
    'validate',
    'reference',
    'builds',
    'genbank',
    'github',
    'workspace',
    'server',
    'terminal',
  ],
  schemas: [],
};

/** Libraries that only some folders, or one file, may import. What is not listed here is free. */
const BELONGS_TO: [library: RegExp, folders: string[]][] = [
  [/^isomorphic-git/, ['store']],
  [/^(libsql|node:sqlite|better-sqlite3)/, ['sqlite']],
  [/^@octokit\//, ['github']],
  [/^undici$/, ['network']],
  [/^fast-xml-parser$/, ['genbank']],
  [/^@oclif\//, ['commands', 'terminal']],
  [/^(fastify$|@fastify\/|node:https?$)/, ['server']],
  [/^node:(child_process|worker_threads)$/, ['builds', 'workspace']],
  [
    /^(node:)?fs(\/|$)/,
    [
      'files',
      'package',
      'store',
      'sqlite',
      'catalog',
      'exchange',
      'reference',
      'builds',
      'genbank',
      'github',
      'workspace',
      'terminal/files',
    ],
  ],
];

/** The domain is pure: of Node it may have random ids and nothing else that knows of the world outside. */
const PURE: Record<string, RegExp> = { otu: /^(node:crypto|fast-json-patch)$/ };

const MAX_LINES = 400;

interface SourceFile {
  /** Relative to src, with `/`. */
  path: string;
  text: string;
  imports: string[];
}

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (/\.[cm]?[jt]sx?$/.test(entry.name)) yield path;
  }
}

/** Every module that a file names: static, dynamic and type imports, re-exports, `require`. */
function importsOf(text: string): string[] {
  const code = text.replace(/^\s*(\/\/|\/?\*).*$/gm, '');
  return [...code.matchAll(/\b(?:from|import|require|resolve)\s*\(?\s*(['"])([^'"\s]+)\1/g)].map((match) => match[2]!);
}

const files: SourceFile[] = [...walk(source)].map((file) => {
  const text = readFileSync(file, 'utf8');
  return { path: relative(source, file).split(sep).join('/'), text, imports: importsOf(text) };
});

const isGenerated = (path: string) => path.split('/').includes('generated');
const roomOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : null);

/** Where a relative import points, from src and without its ending; null for a library. */
function target(file: SourceFile, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  return posix.normalize(posix.join(posix.dirname(file.path), specifier)).replace(/\.[cm]?[jt]s$/, '');
}

/** Why a file may not import a module, or null where it may. */
function objection(file: SourceFile, specifier: string): string | null {
  const room = roomOf(file.path);
  const path = target(file, specifier);
  if (path === null) {
    const pure = room === null ? undefined : PURE[room];
    if (pure && !pure.test(specifier)) return `${room}/ is pure`;
    const owners = BELONGS_TO.find(([library]) => library.test(specifier))?.[1];
    const stem = file.path.replace(/\.ts$/, '');
    return owners && !owners.includes(room ?? '') && !owners.includes(stem)
      ? `belongs to ${owners.join(', ') || 'nobody yet'}`
      : null;
  }
  if (path.startsWith('../')) {
    return room === 'schemas' && /^\.\.\/schemas\/\w+\.schema\.json$/.test(path) ? null : 'leaves src';
  }
  if (room === null) return null;
  const wanted = roomOf(path);
  if (wanted === null) return 'nothing imports the entry points';
  const allowed = MAY_IMPORT[room];
  if (!allowed) return `${room}/ has no place in the plan of the house: give it one in this test`;
  return wanted === room || allowed.includes(wanted) || allowed.includes(path) ? null : 'points up or sideways';
}

const objections = (file: SourceFile) =>
  file.imports.flatMap((specifier) => {
    const why = objection(file, specifier);
    return why === null ? [] : [`src/${file.path} imports ${specifier}: ${why}`];
  });

describe('the walls between the folders of src', () => {
  test('every import points down, and every library stays where it belongs', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap(objections)).toEqual([]);
  });

  test('every relative import names a file that is there', () => {
    const missing = files.flatMap((file) =>
      file.imports
        .filter((specifier) => specifier.startsWith('.'))
        .filter((specifier) => {
          const path = resolve(dirname(join(source, file.path)), specifier);
          return !existsSync(path) && !existsSync(path.replace(/\.js$/, '.ts'));
        })
        .map((specifier) => `src/${file.path} imports ${specifier}`),
    );
    expect(missing).toEqual([]);
  });

  test('a module is named in full where it is imported, so that these walls can be read', () => {
    const computed = files
      .filter((file) => !isGenerated(file.path))
      .filter((file) => /\b(?:import|require)\s*\(\s*[^'"\s)]/.test(file.text.replace(/^\s*(\/\/|\/?\*).*$/gm, '')))
      .map((file) => `src/${file.path}`);
    expect(computed).toEqual([]);
  });

  test('a wall that is broken is seen, in whatever way it is broken', () => {
    const verdicts = [
      ["import { Repository } from '../store/repository.js';", 'otu/edits.ts'],
      ["import type { Repository } from '../store/repository.js';", 'otu/edits.ts'],
      ["export * from '../commands/show.js';", 'store/objects.ts'],
      ["const git = await import('isomorphic-git');", 'commands/show.ts'],
      ["type Row = import('../../catalog/catalog.js').Row;", 'commands/otu/show.ts'],
      ["import {\n  readFileSync,\n} from 'node:fs';", 'terminal/table.ts'],
      ["import '../otu/types.js';", 'store/objects.ts'],
    ].map(([text, path]) => objections({ path: path!, text: text!, imports: importsOf(text!) }).length);
    expect(verdicts).toEqual([1, 1, 1, 1, 1, 1, 1]);
    const fine = "import { RefkitError } from '../otu/errors.js';\n// import x from 'node:fs';";
    expect(objections({ path: 'store/errors.ts', text: fine, imports: importsOf(fine) })).toEqual([]);
  });
});

describe('files', () => {
  test(`have one subject: none is longer than ${MAX_LINES} lines`, () => {
    const long = files
      .filter((file) => !isGenerated(file.path))
      .map((file) => ({ path: file.path, lines: file.text.split('\n').length }))
      .filter((file) => file.lines > MAX_LINES)
      .map((file) => `src/${file.path}: ${file.lines} lines`);
    expect(long).toEqual([]);
  });
});

interface ErrorClass {
  name: string;
  parent: string;
  code: string | undefined;
  abstract: boolean;
  path: string;
}

/** Every class that descends from RefkitError, with the code it declares. */
function errorClasses(): ErrorClass[] {
  const classes = files.flatMap((file) =>
    [...file.text.matchAll(/^(?:export )?(abstract )?class (\w+) extends (\w+)[^{]*\{([\s\S]*?)^\}/gm)].map(
      (match) => ({
        name: match[2]!,
        parent: match[3]!,
        code: /\bcode(?:: string)? = '([^']*)'/.exec(match[4]!)?.[1],
        abstract: match[1] !== undefined,
        path: file.path,
      }),
    ),
  );
  const known = new Set(['RefkitError']);
  for (let grew = true; grew; ) {
    const size = known.size;
    for (const each of classes) if (known.has(each.parent)) known.add(each.name);
    grew = known.size > size;
  }
  return classes.filter((each) => known.has(each.name));
}

describe('errors', () => {
  const classes = errorClasses();
  const concrete = classes.filter((each) => !each.abstract);

  test('each class has a code of its own, upper case, that scripts can rely on', () => {
    expect(concrete.length).toBeGreaterThan(10);
    expect(concrete.filter((each) => !/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(each.code ?? ''))).toEqual([]);
    const codes = concrete.map((each) => each.code);
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
  });
});
