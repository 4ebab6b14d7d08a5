/** From what goes wrong to what a client is told: the one table of statuses. */
import type { FastifyError } from 'fastify';
import { type ErrorKind, InvalidInputError, RefkitError } from '../otu/errors.js';

/** A body that is not JSON. */
export class InvalidJsonError extends RefkitError {
  readonly code = 'INVALID_JSON';
  readonly kind = 'invalid';
}

/** A query string with something in it that is not known, or not possible. */
export class InvalidQueryError extends RefkitError {
  readonly code = 'INVALID_QUERY';
  readonly kind = 'invalid';
  readonly errors: Record<string, string[]>;

  constructor(errors: Record<string, string[]>) {
    super('Invalid query', { data: { errors } });
    this.errors = errors;
  }
}

/** Nobody, or nobody known, asks for what only somebody known may have. */
export class UnauthorizedError extends RefkitError {
  readonly code = 'UNAUTHORIZED';
  readonly kind = 'forbidden';
}

/** The account lacks a permission of the server, such as `create_ref`. */
export class NotPermittedError extends RefkitError {
  readonly code = 'NOT_PERMITTED';
  readonly kind = 'forbidden';
}

/** Too many failed logins. `data.retry_after` is in seconds. */
export class TooManyFailuresError extends RefkitError {
  readonly code = 'TOO_MANY_FAILURES';
  readonly kind = 'forbidden';
}

/** A request that a browser makes on behalf of another site. */
export class CrossOriginError extends RefkitError {
  readonly code = 'CROSS_ORIGIN';
  readonly kind = 'forbidden';
}

/** What a client gets to see of an error. */
export interface Answer {
  status: number;
  body: { id: string; message: string; errors?: Record<string, string[]> };
  headers?: Record<string, string>;
  /** The server is to blame: its keeper should see the whole error. */
  fault: boolean;
}

/** Status and id by an error's code; `message` where the API has one of its own. */
const BY_CODE: Record<string, [status: number, id: string, message?: string]> = {
  INVALID_JSON: [400, 'invalid_json', 'Invalid JSON'],
  BAD_REQUEST: [400, 'bad_request'],
  ALREADY_EXISTS: [400, 'bad_request'],
  UNVERIFIED_OTUS: [400, 'bad_request', 'There are unverified OTUs'],
  NO_UNBUILT_CHANGES: [400, 'bad_request', 'There are no unbuilt changes'],
  UNAUTHORIZED: [401, 'requires_authorization', 'Requires authorization'],
  NOT_PERMITTED: [403, 'not_permitted', 'Not permitted'],
  FORBIDDEN: [403, 'insufficient_rights', 'Insufficient rights'],
  CROSS_ORIGIN: [403, 'cross_origin'],
  FILE_NOT_FOUND: [404, 'not_found', 'File not found'],
  CONFLICT: [409, 'conflict'],
  UNCOMMITTED_CHANGES: [409, 'conflict'],
  STALE: [412, 'precondition_failed'],
  UPLOAD_TOO_LARGE: [413, 'too_large'],
  INVALID_INPUT: [422, 'invalid_input', 'Invalid input'],
  INVALID_QUERY: [422, 'invalid_query', 'Invalid query'],
  TOO_MANY_FAILURES: [429, 'too_many_requests'],
  UNREACHABLE: [502, 'bad_gateway'],
  NOT_AN_ACCESSION: [404, 'not_found', 'Not found'],
  // A record of which there is nothing to answer; the message says why.
  UNUSABLE_RECORD: [404, 'not_found'],
  GENBANK_UNREACHABLE: [502, 'bad_gateway', 'Could not reach Genbank'],
};

/** Everything else by its kind. */
const BY_KIND: Record<ErrorKind, [status: number, id: string, message?: string]> = {
  not_found: [404, 'not_found', 'Not found'],
  forbidden: [403, 'not_permitted'],
  conflict: [409, 'conflict'],
  locked: [503, 'unavailable'],
  network: [502, 'bad_gateway'],
  usage: [409, 'conflict'],
  invalid: [409, 'conflict'],
  failed: [500, 'internal_error', 'Something went wrong'],
  interrupted: [503, 'unavailable'],
};

/** What Fastify and Node themselves refuse, by its code. */
const BY_FASTIFY_CODE: Record<string, Answer['body'] & { status: number }> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, id: 'too_large', message: 'The body is too large' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    id: 'bad_request',
    message: 'The body is not as long as was said',
  },
  // Whoever hangs up before all of a body has come hears no answer.
  ECONNRESET: { status: 400, id: 'bad_request', message: 'The body ended too soon' },
  FST_ERR_BAD_URL: { status: 404, id: 'not_found', message: 'Not found' },
  FST_ERR_MAX_PARAM_LENGTH: { status: 404, id: 'not_found', message: 'Not found' },
};

/** The status and body for an error. */
export function answerTo(error: unknown): Answer {
  if (error instanceof RefkitError) {
    const [status, id, message = error.message] = BY_CODE[error.code] ?? BY_KIND[error.kind];
    const body: Answer['body'] = { id, message };
    if (error instanceof InvalidInputError || error instanceof InvalidQueryError) body.errors = error.errors;
    return { status, body, headers: headersFor(error, status), fault: status === 500 };
  }
  const known = BY_FASTIFY_CODE[(error as FastifyError | null)?.code ?? ''];
  if (known) {
    const { status, ...body } = known;
    return { status, body, fault: false };
  }
  const { statusCode = 500 } = (error ?? {}) as FastifyError;
  if (statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, body: { id: 'bad_request', message: (error as Error).message }, fault: false };
  }
  return { status: 500, body: { id: 'internal_error', message: 'Something went wrong' }, fault: true };
}

function headersFor(error: RefkitError, status: number): Record<string, string> | undefined {
  if (status === 401) return { 'WWW-Authenticate': 'Basic realm="refkit", charset="UTF-8"' };
  if (status === 429) return { 'Retry-After': String(error.data.retry_after) };
  if (status === 503) return { 'Retry-After': '1' };
  return undefined;
}

/** A server without keys was to listen where others can reach it. */
export class NotLoopbackError extends RefkitError {
  readonly code = 'NOT_LOOPBACK';
  readonly kind = 'usage';

  constructor(host: string) {
    super(`Without keys refkit serves this machine only, not ${host}`, {
      data: { host },
      suggestions: ['leave --host out, or leave --no-auth out and give keys to those who come'],
    });
  }
}
