/** JSON bodies, and what Ajv finds wrong with a request, in the words that Virtool's API uses. */
import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifyInstance } from 'fastify';
import { InvalidInputError, NotFoundError } from '../otu/errors.js';
import { InvalidJsonError, InvalidQueryError } from './errors.js';

/** The most members that a body or a list in it has: what is longer is not looked into. */
const MOST_MEMBERS = 2000;

/** Takes over parsing and validating of an instance's requests. */
export function validateRequests(app: FastifyInstance): void {
  const common = { allErrors: true, useDefaults: true, removeAdditional: false, strict: false } as const;
  // A query string is all text; a body says itself what is a number.
  const lenient = new Ajv({ ...common, coerceTypes: true });
  const strict = new Ajv({ ...common, coerceTypes: false });
  for (const ajv of [lenient, strict]) (addFormats as unknown as (ajv: Ajv) => void)(ajv);
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? strict : lenient).compile(schema as object),
  );
  app.setSchemaErrorFormatter((errors, part) => {
    if (part === 'params') return new NotFoundError('Not found');
    const found = problemsOf(errors as ErrorObject[]);
    return part === 'querystring' ? new InvalidQueryError(found) : new InvalidInputError(found);
  });

  app.removeAllContentTypeParsers();
  // Whatever a client calls it: Virtool's server never looked. A body that is empty is none.
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      const value = JSON.parse(body as string);
      refuseMasses(value);
      done(null, value);
    } catch (error) {
      done(error instanceof InvalidInputError ? error : new InvalidJsonError('Invalid JSON', { cause: error }));
    }
  });
}

/** All problems of a request are told, so there has to be an end to how many it can have. */
function refuseMasses(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const values = Object.entries(value);
  const large = values.find(([, member]) => Array.isArray(member) && member.length > MOST_MEMBERS);
  if (values.length > MOST_MEMBERS) throw new InvalidInputError({ input: [`max length is ${MOST_MEMBERS}`] });
  if (large) throw new InvalidInputError({ [large[0]]: [`max length is ${MOST_MEMBERS}`] });
}

function problemsOf(errors: readonly ErrorObject[]): Record<string, string[]> {
  const problems = new Map<string, Set<string>>();
  for (const error of errors) {
    // What follows from a condition is told by what it asks for.
    if (error.keyword === 'if') continue;
    const path = error.instancePath.split('/').slice(1);
    if (error.keyword === 'required') path.push(error.params.missingProperty);
    if (error.keyword === 'additionalProperties') path.push(error.params.additionalProperty);
    const field = path.join('.') || 'input';
    problems.set(field, (problems.get(field) ?? new Set()).add(words(error)));
  }
  return Object.fromEntries([...problems].map(([field, said]) => [field, [...said]]));
}

const TYPES: Record<string, string> = { object: 'dict', array: 'list' };

function words({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'required':
      return 'required field';
    case 'additionalProperties':
      return 'unknown field';
    case 'type':
      return `must be of ${[params.type]
        .flat()
        .map((type) => TYPES[type] ?? type)
        .join(' or ')} type`;
    case 'enum':
      return `unallowed value: must be one of ${params.allowedValues.join(', ')}`;
    case 'const':
      return `unallowed value: must be ${params.allowedValue}`;
    case 'minimum':
      return `min value is ${params.limit}`;
    case 'maximum':
      return `max value is ${params.limit}`;
    case 'minLength':
      return 'empty values not allowed';
    default:
      return message ?? `breaks the rule ${keyword}`;
  }
}
