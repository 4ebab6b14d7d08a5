/**
 * YAML files that people write: read safely, and refused with the line or the field that is wrong. The `yaml` library
 * is only loaded when a file is really read.
 */
import type { Document } from 'yaml';
import type { RefkitError, RefkitErrorOptions } from '../otu/errors.js';
import type { SchemaProblem } from '../schemas/problems.js';

/** Such a file is a page of text; anything longer than this is an attack or an accident (bytes). */
const MAX_BYTES = 4 << 20;

/** What a file should be, and what is said where it is not. */
export interface YamlKind {
  /** What a valid one is, with its article: "a valid reference". */
  valid: string;
  Invalid: new (message: string, options?: RefkitErrorOptions) => RefkitError;
  /** Every way in which a value is not what the schema asks for. May fill in defaults. */
  check(value: unknown): SchemaProblem[];
  /** The way out where the schema does not allow what a file says. */
  advice(where: string): string;
}

/**
 * Parses a file's text.
 *
 * @param where the file, as messages name it
 * @throws kind.Invalid where it is longer than 4 MiB, not UTF-8 or not YAML
 */
export async function parseYaml(text: string | Uint8Array, where: string, { Invalid }: YamlKind): Promise<Document> {
  const { parseDocument } = await import('yaml');
  const source = typeof text === 'string' ? text : decode(text, where, Invalid);
  if (source.length > MAX_BYTES) {
    throw new Invalid(`${where} is larger than ${MAX_BYTES >> 20} MiB`, { data: { file: where } });
  }
  const document = parseDocument(source, { prettyErrors: true });
  const problem = document.errors[0];
  if (problem) {
    const [position] = problem.linePos ?? [];
    const at = position ? `:${position.line}:${position.col}` : '';
    const message = problem.message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '');
    throw new Invalid(`${where}${at} is not valid YAML: ${message}`, {
      data: { file: where, line: position?.line ?? null, column: position?.col ?? null },
      suggestions: [`correct ${where}, then try again`],
      cause: problem,
    });
  }
  return document as Document;
}

/**
 * What a parsed file says.
 *
 * @throws kind.Invalid where it uses aliases to grow (a "YAML bomb"), or says something that the schema does not allow
 */
export function yamlValue(document: Document, where: string, kind: YamlKind): unknown {
  let value: unknown;
  try {
    // Aliases may repeat a value, not multiply it.
    value = document.toJS({ maxAliasCount: 50 });
  } catch (cause) {
    throw new kind.Invalid(`${where} cannot be read: ${(cause as Error).message}`, { data: { file: where }, cause });
  }
  const problems = kind.check(value);
  if (problems.length > 0) {
    const list = problems.map(({ path, message }) => `${path || 'the whole file'} ${message}`);
    throw new kind.Invalid(`${where} is not ${kind.valid}: ${list.slice(0, 5).join('; ')}`, {
      data: { file: where, problems: list },
      suggestions: [kind.advice(where)],
    });
  }
  return value;
}

function decode(bytes: Uint8Array, where: string, Invalid: YamlKind['Invalid']): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Invalid(`${where} is not UTF-8 text`, { data: { file: where }, cause });
  }
}
