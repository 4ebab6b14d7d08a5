/**
 * The language of the table: what is asked and what has to come back, as plain values. In every text, `{name}` stands
 * for what an earlier exchange of the same story kept.
 */

/** A JSON type, or several with `|` between them. `time` is ISO 8601 in UTC with a Z. */
export type TypeName = string;

export type Shape =
  | TypeName
  /** This value. */
  | { is: unknown }
  /** A list of at least one such. */
  | { each: Shape }
  /** A list of these. */
  | readonly Shape[]
  /** At least these members. */
  | { has: { readonly [key: string]: Shape } };

export const is = (value: unknown): Shape => ({ is: value });
export const each = (shape: Shape): Shape => ({ each: shape });
export const has = (members: { readonly [key: string]: Shape }): Shape => ({ has: members });

export interface Exchange {
  /** `GET /api/refs`. */
  ask: string;
  /** Who asks; the administrator igboyes unless given, `nobody` comes without a key. */
  as?: string;
  body?: unknown;
  /** Sent as it is. */
  raw?: string;
  headers?: Record<string, string>;
  status: number;
  answer?: Shape;
  /** The error's id and message, and what it says of fields. */
  error?: [id: string, message?: string, errors?: Record<string, string[]>];
  /** Headers of the answer; `any` where it only has to be there. */
  replies?: Record<string, string>;
  /** What later exchanges need: a name, and where in the answer it is (`documents.0.id`, `@ETag`). */
  keep?: Record<string, string>;
  /** Asked again until the process that it shows is over. */
  untilOver?: true;
  /** Numbers of the documents' examples and error rows that this is. */
  shows?: string;
}

/** Exchanges one after the other; each sees what those before it did. */
export interface Story {
  about: string;
  exchanges: readonly Exchange[];
}

/** Fills in what was kept. */
export function filled<T>(value: T, kept: ReadonlyMap<string, string>): T {
  if (typeof value === 'string') {
    return value.replace(/\{(\w+)\}/g, (_, name: string) => {
      const known = kept.get(name);
      if (known === undefined) throw new Error(`Nothing was kept as ${name}`);
      return known;
    }) as T;
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, kept)) as T;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [filled(key, kept), filled(member, kept)]),
    ) as T;
  }
  return value;
}

/** What of an answer is at a path: `documents.0.id`. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown> | null)?.[key], value);
}

/** What is wrong with a value, a line each. */
export function faults(value: unknown, shape: Shape, where = 'answer'): string[] {
  if (typeof shape === 'string') {
    const fits = shape.split('|').some((type) => isOfType(value, type));
    return fits ? [] : [`${where} is no ${shape}: ${JSON.stringify(value)}`];
  }
  if ('is' in shape) {
    const same = JSON.stringify(value) === JSON.stringify(shape.is);
    return same ? [] : [`${where} is not ${JSON.stringify(shape.is)}: ${JSON.stringify(value)}`];
  }
  if ('has' in shape) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${where} is no object: ${value}`];
    return Object.entries(shape.has).flatMap(([key, member]) =>
      key in value ? faults(at(value, key), member, `${where}.${key}`) : [`${where} has no ${key}`],
    );
  }
  if (!Array.isArray(value)) return [`${where} is no list: ${JSON.stringify(value)}`];
  if ('each' in shape) {
    if (value.length === 0) return [`${where} is empty`];
    return value.flatMap((item, index) => faults(item, shape.each, `${where}.${index}`));
  }
  if (value.length !== shape.length) return [`${where} has ${value.length} items, not ${shape.length}`];
  return value.flatMap((item, index) => faults(item, shape[index]!, `${where}.${index}`));
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    case 'time':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
    case 'list':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'string':
    case 'boolean':
    case 'number':
      return typeof value === type;
    default:
      throw new Error(`There is no type ${type}`);
  }
}
