/** The words in which the schemas of the HTTP API are written. */

/** A JSON Schema (draft 7), as Ajv, the serializer and OpenAPI take it. */
export type Schema = { readonly [keyword: string]: unknown };

export const text: Schema = { type: 'string' };
export const flag: Schema = { type: 'boolean' };
export const count: Schema = { type: 'integer', minimum: 0 };
export const time: Schema = { type: 'string', format: 'date-time', description: 'ISO 8601 in UTC' };
export const anything: Schema = {};

/** A schema that the server knows by name. */
export const ref = (name: string): Schema => ({ $ref: `${name}#` });
export const list = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more });
export const described = (schema: Schema, description: string): Schema => ({ ...schema, description });

/** The same, or null. */
export function nullable(schema: Schema): Schema {
  if (typeof schema.type === 'string') return { ...schema, type: [schema.type, 'null'] };
  return { anyOf: [schema, { type: 'null' }] };
}

interface ObjectOptions {
  /** The members that may be missing; all are required unless listed here. */
  optional?: readonly string[];
  /** By which name OpenAPI and other schemas know it. */
  id?: string;
  description?: string;
}

/** What an answer holds. */
export function object(
  properties: Record<string, Schema>,
  { optional = [], id, description }: ObjectOptions = {},
): Schema {
  return {
    ...(id ? { $id: id, title: id } : {}),
    ...(description ? { description } : {}),
    type: 'object',
    required: Object.keys(properties).filter((key) => !optional.includes(key)),
    properties,
  };
}

/** What a request may hold: no more than this, and what is required. */
export function input(
  properties: Record<string, Schema>,
  required: readonly string[] = [],
  description?: string,
): Schema {
  return { type: 'object', additionalProperties: false, required, properties, ...(description ? { description } : {}) };
}

/** One page of a list. */
export function page(items: Schema, more: Record<string, Schema> = {}): Schema {
  const members = {
    documents: list(items),
    total_count: count,
    found_count: count,
    page_count: count,
    per_page: count,
    page: count,
    ...more,
  };
  return object(members, { description: 'A page of the list' });
}

export const pageQuery = {
  page: { type: 'integer', minimum: 1, maximum: 1_000_000_000, default: 1, description: 'Page of results to answer' },
  per_page: { type: 'integer', minimum: 1, maximum: 100, default: 15, description: 'How many documents a page has' },
} as const;

/** A file to download. */
export const download = (type: string): Schema => ({
  description: 'The file',
  content: { [type]: { schema: { type: 'string', format: 'binary' } } },
});

/** Nothing at all. */
export const nothing: Schema = { description: 'Done', type: 'null' };

/** Thing named by nothing but its id. */
export const idOnly: Schema = object({ id: text });
