/**
 * What the validators that `npm run schemas` makes from schemas/*.schema.json find, in words. They need no Ajv and
 * no compiling at run time, and report every error, not the first alone.
 */

/** What Ajv says of one error. */
export interface SchemaError {
  /** JSON pointer (RFC 6901) of the value that is wrong. */
  instancePath: string;
  /** JSON pointer of the keyword in the schema. */
  schemaPath: string;
  keyword: string;
  // biome-ignore lint/suspicious/noExplicitAny: its members depend on the keyword
  params: Record<string, any>;
  message?: string;
}

export interface SchemaValidator {
  (value: unknown): boolean;
  /** What was wrong with the value of the last call; null or absent where nothing was. */
  errors?: SchemaError[] | null;
}

/** One thing that is wrong with a value. */
export interface SchemaProblem {
  /** Where, as people write it: `isolates[0].sequences[2].host`; "" is the whole value. */
  path: string;
  /** The same as the keys and places that lead there. */
  parts: (string | number)[];
  /** What, as the end of a sentence whose subject is the field: "has to be a string, not null". */
  message: string;
  keyword: string;
}

/** The parts of a JSON pointer (RFC 6901). Places in lists become numbers where `value` has a list there. */
export function pointerParts(pointer: string, value: unknown): (string | number)[] {
  const parts: (string | number)[] = [];
  let here = value;
  for (const raw of pointer.split('/').slice(1)) {
    const key = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    parts.push(Array.isArray(here) ? Number(key) : key);
    here = valueAt(here, [parts.at(-1)!]);
  }
  return parts;
}

/** The value that a path leads to; undefined where it leads nowhere. Looks at own properties only. */
export function valueAt(value: unknown, path: (string | number)[]): unknown {
  let here = value;
  for (const key of path) {
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string | number, unknown>)[key];
  }
  return here;
}

/** A path as people write it: `isolates[0].sequences[2].host`; keys that are no plain word stand in quotes. */
export function pathText(path: (string | number)[]): string {
  return path
    .map((part, at) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[A-Za-z_]\w*$/.test(part)) return `[${JSON.stringify(part)}]`;
      return at === 0 ? part : `.${part}`;
    })
    .join('');
}

/** Every problem that a validator has with a value, in the order of its errors; none where the value is fine. */
export function schemaProblems(matches: SchemaValidator, value: unknown): SchemaProblem[] {
  if (matches(value)) return [];
  return (matches.errors ?? []).map((error) => {
    const parts = pointerParts(error.instancePath, value);
    return { path: pathText(parts), parts, message: words(error, valueAt(value, parts)), keyword: error.keyword };
  });
}

function words(error: SchemaError, value: unknown): string {
  const { keyword, params } = error;
  switch (keyword) {
    case 'required':
      return `lacks the key ${JSON.stringify(params.missingProperty)}`;
    case 'additionalProperties':
      return `has a key that is not known: ${shown(params.additionalProperty)}`;
    case 'type':
      return `has to be ${typeNames(params.type)}, not ${typeOf(value)}`;
    case 'enum':
      return `has to be one of ${(params.allowedValues as unknown[]).map((v) => JSON.stringify(v)).join(', ')}, not ${shown(value)}`;
    case 'const':
      return `has to be ${JSON.stringify(params.allowedValue)}, not ${shown(value)}`;
    case 'pattern':
      return String(value).trim() === '' ? 'is empty' : `is ${shown(value)}, which does not match ${params.pattern}`;
    case 'format':
      return `has to be a ${String(params.format)}, such as 2018-05-17T19:02:23.949Z, not ${shown(value)}`;
    case 'minimum':
      return `has to be ${String(params.limit)} or more, not ${shown(value)}`;
    case 'maximum':
      return `has to be ${String(params.limit)} or less, not ${shown(value)}`;
    default:
      return error.message ?? `breaks the rule ${keyword}`;
  }
}

function typeNames(type: unknown): string {
  const names = (Array.isArray(type) ? type : String(type).split(',')) as string[];
  return names.map((name) => ARTICLES[name] ?? name).join(' or ');
}

const ARTICLES: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'boolean' ? String(value) : (ARTICLES[typeof value] ?? typeof value);
}

/** A value as JSON, short enough for a message. Never the inside of a list or an object, which may be deep. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return typeOf(value);
  if (typeof value === 'string' && value.length > 60) return JSON.stringify(`${value.slice(0, 57)}…`);
  return JSON.stringify(value) ?? 'nothing';
}
