/**
 * Compiles schemas/*.schema.json to validators that need neither Ajv nor any time at start-up:
 * src/schemas/generated/<name>.js. Run as `npm run schemas` after a schema was changed.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);

/** The schemas that are compiled; the package publishes them all. */
export const SCHEMAS = ['otu', 'reference', 'workspace'];

/** RFC 3339, section 5.6, without leap seconds (no clock of ours makes one). */
const DATE_TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

const ANNOTATIONS = ['title', 'description', 'examples'];

/** A schema without what only editors read, so that none of it ends up in the validator. */
function withoutAnnotations(schema) {
  if (Array.isArray(schema)) return schema.map(withoutAnnotations);
  if (schema === null || typeof schema !== 'object') return schema;
  const kept = Object.entries(schema).filter(([key]) => !ANNOTATIONS.includes(key));
  return Object.fromEntries(
    kept.map(([key, value]) => {
      const named = key === 'properties' || key === 'definitions';
      const each = () => Object.entries(value).map(([name, part]) => [name, withoutAnnotations(part)]);
      return [key, named ? Object.fromEntries(each()) : withoutAnnotations(value)];
    }),
  );
}

/**
 * Ajv's own output asks for its helpers by `require`, which no ES module has; esbuild puts them inside.
 *
 * @param {string} name of the schema
 * @returns {Promise<string>} the text of the module
 */
export async function compileSchema(name) {
  const schema = JSON.parse(readFileSync(new URL(`schemas/${name}.schema.json`, root), 'utf8'));
  const ajv = new Ajv.default({
    allErrors: true,
    verbose: false,
    strict: true,
    allowUnionTypes: true,
    // What a person left out of a YAML file is filled in; an OTU is only looked at.
    useDefaults: name !== 'otu',
    // Every pattern is ASCII, and without the `u` flag they run faster over the bases.
    unicodeRegExp: false,
    code: { source: true, esm: true, lines: false },
  });
  ajv.addFormat('date-time', DATE_TIME);
  const code = standalone.default(ajv, ajv.compile(withoutAnnotations(schema)));
  const bundle = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(root), loader: 'js' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'node20',
    legalComments: 'none',
    banner: { js: `// Made from schemas/${name}.schema.json by \`npm run schemas\`. Not to be edited.` },
    logLevel: 'silent',
  });
  return bundle.outputFiles[0].text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = new URL('src/schemas/generated/', root);
  mkdirSync(folder, { recursive: true });
  for (const name of SCHEMAS) writeFileSync(new URL(`${name}.js`, folder), await compileSchema(name));
}
