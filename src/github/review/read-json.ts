/**
 * Reads values of unknown origin into a known shape: what is not in the shape is left out, texts and lists are bounded,
 * and what does not fit is refused with the place where it stands.
 */

/** What is wrong, and where: `$.findings[3].line`. */
export class Misfit extends Error {
  constructor(
    readonly problem: string,
    readonly path: string,
  ) {
    super(`${path} ${problem}`);
  }
}

/** Takes a value that stands at a path. @throws Misfit */
export type Reader<T> = (value: unknown, path: string) => T;

/** @param most in UTF-16 units; what is longer is cut */
export function text(most: number): Reader<string> {
  return (value, path) => {
    if (typeof value !== 'string') throw new Misfit('is no text', path);
    return value.length > most ? `${value.slice(0, most - 1)}…` : value;
  };
}

export function matching(pattern: RegExp, what: string): Reader<string> {
  return (value, path) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw new Misfit(`is no ${what}`, path);
    return value;
  };
}

export const flag: Reader<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new Misfit('is neither true nor false', path);
  return value;
};

/** A whole number that is exact. */
export function whole(least = 0): Reader<number> {
  return (value, path) => {
    if (!Number.isSafeInteger(value) || (value as number) < least) throw new Misfit('is no such number', path);
    return value as number;
  };
}

export function oneOf<const T extends readonly (string | number)[]>(values: T): Reader<T[number]> {
  return (value, path) => {
    if (!values.includes(value as T[number])) throw new Misfit(`is none of ${values.join(', ')}`, path);
    return value as T[number];
  };
}

export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return (value, path) => (value === null ? null : read(value, path));
}

/** @param most of a longer list nothing is taken: it is refused */
export function list<T>(read: Reader<T>, most: number): Reader<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new Misfit('is no list', path);
    if (value.length > most) throw new Misfit(`has more than ${most} entries`, path);
    return value.map((each, index) => read(each, `${path}[${index}]`));
  };
}

/** An object with these keys; it may have others, which are left out. */
export function object<T extends Record<string, unknown>>(shape: { [K in keyof T]: Reader<T[K]> }): Reader<T> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Misfit('is no object', path);
    const result: Partial<T> = {};
    for (const key of Object.keys(shape) as (keyof T & string)[]) {
      const found = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
      result[key] = shape[key](found, `${path}.${key}`);
    }
    return result as T;
  };
}

/** Any JSON value, as a text where it is not a plain one. */
export function plain(most: number): Reader<string | number | boolean | null> {
  const bounded = text(most);
  return (value, path) => {
    if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
    return bounded(typeof value === 'string' ? value : flattened(value, path), path);
  };
}

function flattened(value: unknown, path: string): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    throw new Misfit('is nested too deep', path);
  }
}
