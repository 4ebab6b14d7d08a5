/** GitHub's published description of its API, as the stand-in and its tests use it. */
import type { components, operations } from '@octokit/openapi-types';

export type Schemas = components['schemas'];
export type OperationId = keyof operations;

type Responses<O extends OperationId> = operations[O]['responses'];

/** The JSON that an operation answers with a status; `undefined` where it has no body. */
export type Body<O extends OperationId, S extends keyof Responses<O>> = Responses<O>[S] extends {
  content: { 'application/json': infer B };
}
  ? unknown extends B
    ? undefined
    : B
  : undefined;

/** One of the answers that the description allows for an operation. */
export type Reply<O extends OperationId> = {
  [S in keyof Responses<O>]: S extends number
    ? { status: S; headers?: Record<string, string>; raw?: { type: string; bytes: Buffer } } & (Body<
        O,
        S
      > extends undefined
        ? { body?: undefined }
        : { body: Body<O, S> })
    : never;
}[keyof Responses<O>];

/** What a handler gave, whatever the operation. */
export interface AnyReply {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, in place of `body`: files, and pages that are no JSON. */
  raw?: { type: string; bytes: Buffer };
}

/** What a token may be given for a repository, by the names that Actions use. */
export type Permission = 'contents' | 'issues' | 'pull_requests' | 'checks';
export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read';
