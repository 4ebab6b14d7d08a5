/** What GitHub's published description requires of its answers, read from the text of its types, for checks at run time. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folder = dirname(createRequire(import.meta.url).resolve('@octokit/openapi-types/package.json'));
let text: string | undefined;

/** The names of the fields that a schema requires, such as `release`. */
export function requiredFields(schema: string): string[] {
  text ??= readFileSync(join(folder, 'types.d.ts'), 'utf8');
  const start = new RegExp(`^    "?${schema}"?: \\{$`, 'm').exec(text);
  if (!start) throw new Error(`GitHub's description has no schema ${schema}`);
  const body = text.slice(start.index + start[0].length, text.indexOf('\n    };', start.index));
  return [...body.matchAll(/^ {6}"?([\w-]+)"?: /gm)].map((match) => match[1]!);
}

/** The required fields that a value lacks. */
export function lacks(schema: string, value: unknown): string[] {
  return requiredFields(schema).filter((name) => !Object.hasOwn(value as object, name));
}
