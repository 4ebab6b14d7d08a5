import { isUtf8 } from 'node:buffer';
import type { Document, LineCounter } from 'yaml';
import type { JsonPath, JsonPosition } from '../otu/json-text.js';
import { checkReferenceConfig } from '../schemas/validators.js';
import type { Problem, ReferenceYaml, RuleInfo } from './rule.js';
import { configSchema, configSyntax } from './rules/config.js';

/** As much as reference.yaml may be, in bytes: it is a page of text. */
const MAX_BYTES = 4 << 20;
/** Aliases may stand for a value here and there, not multiply it. */
const MAX_ALIASES = 50;

export interface ConfigFile {
  /** Null where the file is not in the form of a reference. */
  config: ReferenceYaml | null;
  /** Why not. Each has a position. */
  problems: { rule: RuleInfo; problem: Problem }[];
  /** Where a value stands, or what is around it. */
  locate(path: JsonPath): JsonPosition;
}

const START: JsonPosition = { line: 1, column: 1 };

/** Reads reference.yaml, whatever it holds. */
export async function readConfig(text: Buffer): Promise<ConfigFile> {
  const unreadable = (message: string, position = START): ConfigFile => ({
    config: null,
    problems: [{ rule: configSyntax, problem: { path: [], message, position } }],
    locate: () => START,
  });
  if (text.length > MAX_BYTES) return unreadable(`The file is larger than ${MAX_BYTES >> 20} MiB`);
  if (!isUtf8(text)) return unreadable('The file is not UTF-8 text');

  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  let value: unknown;
  let document: Document;
  try {
    document = parseDocument(text.toString('utf8'), { lineCounter: lines, prettyErrors: false }) as Document;
    const [error] = document.errors;
    if (error) return unreadable(`The file is not YAML: ${error.message}`, positionOf(lines, error.pos[0]));
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    // Too many aliases, or nesting too deep for the parser.
    return unreadable(`The file cannot be read: ${(error as Error).message}`);
  }

  const locate = (path: JsonPath) => locateInYaml(document, lines, path);
  const problems = checkReferenceConfig(value).map(({ parts, path, message }) => {
    const said = `${path === '' ? 'reference.yaml' : path} ${message}`;
    return { rule: configSchema, problem: { path: parts, message: said, position: locate(parts) } };
  });
  return { config: problems.length === 0 ? (value as ReferenceYaml) : null, problems, locate };
}

/** Where the value at a path begins; for one that is filled in by default, where the nearest value around it does. */
function locateInYaml(document: Document, lines: LineCounter, path: JsonPath): JsonPosition {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] | null } | undefined;
    if (node?.range) return positionOf(lines, node.range[0]);
  }
  return START;
}

function positionOf(lines: LineCounter, offset: number): JsonPosition {
  const { line, col } = lines.linePos(offset);
  return line === 0 ? START : { line, column: col };
}
