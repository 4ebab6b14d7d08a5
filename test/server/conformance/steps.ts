/** Exchanges that stories begin with, and shapes that they share. */
import { type Exchange, each, has, is, type Shape } from './exchange.js';

/** A new, empty reference, kept as `ref`. */
export function newReference(name: string, more: object = {}): Exchange {
  const body = { name, organism: 'virus', data_type: 'genome', ...more };
  return { ask: 'POST /api/refs', body, status: 201, keep: { ref: 'id' } };
}

/** A new OTU in `ref`, kept as `otu`. */
export function newOtu(name: string, more: object = {}, keep = 'otu'): Exchange {
  return { ask: 'POST /api/refs/{ref}/otus', body: { name, ...more }, status: 201, keep: { [keep]: 'id' } };
}

/** A new isolate of `otu`, kept as `isolate`. */
export function newIsolate(source_name: string, more: object = {}, keep = 'isolate'): Exchange {
  const body = { source_type: 'isolate', source_name, ...more };
  return { ask: 'POST /api/otus/{otu}/isolates', body, status: 201, keep: { [keep]: 'id' } };
}

/** A new sequence of `isolate`, kept as `sequence`. */
export function newSequence(accession: string, more: object = {}, keep = 'sequence'): Exchange {
  const body = { accession, definition: `Definition of ${accession}`, sequence: 'ATAAACAACC', ...more };
  const ask = 'POST /api/otus/{otu}/isolates/{isolate}/sequences';
  return { ask, body, status: 201, keep: { [keep]: 'id' } };
}

/** A reference with one OTU that can be built. */
export function verifiedOtu(name: string, more: object = {}): Exchange[] {
  return [newOtu(name, more), newIsolate('Q767'), newSequence('NC_026616', { host: 'Medicago sativa' })];
}

/** The next index of `ref`, kept as `index`, built by `process`. */
export function build(): Exchange[] {
  return [
    { ask: 'POST /api/refs/{ref}/indexes', status: 201, keep: { index: 'id', process: 'job.id' } },
    { ask: 'GET /api/processes/{process}', untilOver: true, status: 200, answer: has({ error: is(null) }) },
  ];
}

/** The administrator lets a user of the server into `ref`. */
export function member(user_id: string, rights: object = {}): Exchange {
  return { ask: 'POST /api/refs/{ref}/users', body: { user_id, ...rights }, status: 201 };
}

export const id = has({ id: 'string' });
export const rights = { build: 'boolean', modify: 'boolean', modify_otu: 'boolean', remove: 'boolean' };

/** What every shown reference has. */
export const reference = {
  id: 'string',
  created_at: 'time',
  description: 'string',
  name: 'string',
  public: 'boolean',
  restrict_source_types: 'boolean',
  source_types: each('string'),
  users: each(has({ id: 'string', ...rights })),
  groups: 'list',
  user: id,
  contributors: 'list',
} as const;

/** A page with such documents. */
export function page(document: Shape, more: { [key: string]: Shape } = {}): Shape {
  const counts = { total_count: 'integer', found_count: 'integer', page_count: 'integer' };
  return has({ documents: each(document), ...counts, per_page: 'integer', page: 'integer', ...more });
}

/** A page of documents, and how many there are. */
export function pageOf(documents: Shape[], counts: Record<string, number>): Shape {
  return has({ documents, ...Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, is(count)])) });
}

/** A change in both vocabularies. */
export const change = {
  id: 'string',
  _id: 'string',
  change_id: 'string',
  method_name: 'string',
  description: 'string',
  created_at: 'time',
  otu: has({ id: 'string', name: 'string', version: 'integer|string' }),
  virus: has({ id: 'string', name: 'string', version: 'integer|string' }),
  reference: id,
  index: has({ id: 'string', version: 'integer|string' }),
  user: id,
} as const;

export const process = {
  id: 'string',
  created_at: 'time',
  type: 'string',
  progress: 'number',
  step: 'string',
  step_count: 'integer',
  error: 'string|null',
} as const;

export const index = {
  id: 'string',
  version: 'integer',
  created_at: 'time',
  ready: 'boolean',
  has_files: 'boolean',
  job: id,
  reference: id,
  ref: id,
  user: id,
  change_count: 'integer',
  modified_otu_count: 'integer',
} as const;
