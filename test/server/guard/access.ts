/**
 * What every operation asks of its caller, written down by hand a second time, and for each a request that shows whether
 * the caller was let in without doing any harm: what lets somebody in answers with `inside`.
 */
import type { Right } from '../../../src/reference/config.js';
import type { Permission } from '../../../src/workspace/accounts.js';

export type Demand = 'nothing' | 'account' | 'administrator' | Permission | 'read' | Right;

export interface Probe {
  /** As the API's description calls it. */
  operation: string;
  demand: Demand;
  /** Names in braces are those of the ids that the path needs. */
  path: string;
  /** The status for whoever is let in. */
  inside: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Fails after the guard, before anything changes. */
const UNKNOWN_FIELD = { body: { unheard_of: 1 }, inside: 422 };
const STALE = { headers: { 'if-match': '"stale"' }, inside: 412 };

const otu = '/api/otus/{otu}';
const isolate = `${otu}/isolates/{isolate}`;
const sequence = `${isolate}/sequences/{sequence}`;

type Row = [operation: string, demand: Demand, path: string, more: number | Partial<Probe>];
const rows: Row[] = [
  ['GET /health', 'nothing', '/health', 200],
  ['POST /upload/reference', 'upload_file', '/upload/reference', 422],
  ['POST /upload/ref', 'upload_file', '/upload/ref', 422],

  ['GET /api/refs', 'account', '/api/refs', 200],
  ['POST /api/refs', 'create_ref', '/api/refs', UNKNOWN_FIELD],
  ['GET /api/refs/{ref_id}', 'read', '/api/refs/{ref}', 200],
  ['PATCH /api/refs/{ref_id}', 'modify', '/api/refs/{ref}', UNKNOWN_FIELD],
  ['POST /api/refs/{ref_id}', 'modify', '/api/refs/{ref}', UNKNOWN_FIELD],
  ['DELETE /api/refs/{ref_id}', 'remove', '/api/refs/{ref}', STALE],
  ['GET /api/refs/{ref_id}/export', 'read', '/api/refs/{ref}/export', 200],
  ['GET /api/refs/{ref_id}/history', 'read', '/api/refs/{ref}/history', 200],
  ['GET /api/refs/{ref_id}/indexes', 'read', '/api/refs/{ref}/indexes', 200],
  ['POST /api/refs/{ref_id}/indexes', 'build', '/api/refs/{ref}/indexes', UNKNOWN_FIELD],

  // The reference follows nothing, so that 404 would tell nobody who is let in.
  ['GET /api/refs/{ref_id}/release', 'read', '/api/refs/{ref}/release?unheard_of=1', 422],
  ['GET /api/refs/{ref_id}/updates', 'read', '/api/refs/{ref}/updates?unheard_of=1', 422],
  ['POST /api/refs/{ref_id}/updates', 'modify', '/api/refs/{ref}/updates', UNKNOWN_FIELD],

  ['GET /api/refs/{ref_id}/users', 'read', '/api/refs/{ref}/users', 200],
  ['GET /api/refs/{ref_id}/users/{member_id}', 'read', '/api/refs/{ref}/users/{owner}', 200],
  ['POST /api/refs/{ref_id}/users', 'modify', '/api/refs/{ref}/users', UNKNOWN_FIELD],
  ['PATCH /api/refs/{ref_id}/users/{member_id}', 'modify', '/api/refs/{ref}/users/{owner}', UNKNOWN_FIELD],
  ['DELETE /api/refs/{ref_id}/users/{member_id}', 'modify', '/api/refs/{ref}/users/{owner}', STALE],
  ['GET /api/refs/{ref_id}/groups', 'read', '/api/refs/{ref}/groups', 200],
  ['GET /api/refs/{ref_id}/groups/{member_id}', 'read', '/api/refs/{ref}/groups/curators', 200],
  ['POST /api/refs/{ref_id}/groups', 'modify', '/api/refs/{ref}/groups', UNKNOWN_FIELD],
  ['PATCH /api/refs/{ref_id}/groups/{member_id}', 'modify', '/api/refs/{ref}/groups/curators', UNKNOWN_FIELD],
  ['DELETE /api/refs/{ref_id}/groups/{member_id}', 'modify', '/api/refs/{ref}/groups/curators', STALE],

  ['GET /api/refs/{ref_id}/otus', 'read', '/api/refs/{ref}/otus', 200],
  ['POST /api/refs/{ref_id}/otus', 'modify_otu', '/api/refs/{ref}/otus', UNKNOWN_FIELD],
  ['GET /api/otus', 'account', '/api/otus', 200],
  ['GET /api/otus/{otu_id}', 'read', otu, 200],
  ['PATCH /api/otus/{otu_id}', 'modify_otu', otu, UNKNOWN_FIELD],
  ['DELETE /api/otus/{otu_id}', 'modify_otu', otu, STALE],
  ['GET /api/otus/{otu_id}/history', 'read', `${otu}/history`, 200],
  ['GET /api/otus/{otu_id}/isolates', 'read', `${otu}/isolates`, 200],
  ['POST /api/otus/{otu_id}/isolates', 'modify_otu', `${otu}/isolates`, UNKNOWN_FIELD],
  ['GET /api/otus/{otu_id}/isolates/{isolate_id}', 'read', isolate, 200],
  ['PATCH /api/otus/{otu_id}/isolates/{isolate_id}', 'modify_otu', isolate, UNKNOWN_FIELD],
  ['PUT /api/otus/{otu_id}/isolates/{isolate_id}/default', 'modify_otu', `${isolate}/default`, UNKNOWN_FIELD],
  ['DELETE /api/otus/{otu_id}/isolates/{isolate_id}', 'modify_otu', isolate, STALE],
  ['GET /api/otus/{otu_id}/isolates/{isolate_id}/sequences', 'read', `${isolate}/sequences`, 200],
  ['POST /api/otus/{otu_id}/isolates/{isolate_id}/sequences', 'modify_otu', `${isolate}/sequences`, UNKNOWN_FIELD],
  ['GET /api/otus/{otu_id}/isolates/{isolate_id}/sequences/{sequence_id}', 'read', sequence, 200],
  ['PATCH /api/otus/{otu_id}/isolates/{isolate_id}/sequences/{sequence_id}', 'modify_otu', sequence, UNKNOWN_FIELD],
  ['DELETE /api/otus/{otu_id}/isolates/{isolate_id}/sequences/{sequence_id}', 'modify_otu', sequence, STALE],

  // No accession, so that nobody is asked.
  ['GET /api/genbank/{accession}', 'account', '/api/genbank/nothing1', 404],

  ['GET /api/history', 'account', '/api/history', 200],
  ['GET /api/history/{change_id}', 'read', '/api/history/{otu}.0', 200],
  // The change is built.
  ['DELETE /api/history/{change_id}', 'modify_otu', '/api/history/{otu}.0', 409],

  ['GET /api/indexes', 'account', '/api/indexes', 200],
  ['GET /api/indexes/{index_id}', 'read', '/api/indexes/{index}', 200],
  ['GET /api/indexes/{index_id}/history', 'read', '/api/indexes/{index}/history', 200],
  ['GET /api/indexes/{index_id}/files/{name}', 'read', '/api/indexes/{index}/files/reference.json.gz', 200],

  ['GET /api/processes', 'account', '/api/processes', 200],
  // What somebody may see of these is another test's matter.
  ['GET /api/processes/{process_id}', 'account', '/api/processes/nothing1', 404],
  ['GET /api/files', 'account', '/api/files', 200],
  ['GET /api/files/{file_id}', 'account', '/api/files/nothing1-x', 404],
  ['DELETE /api/files/{file_id}', 'remove_file', '/api/files/nothing1-x', 404],

  ['GET /api/users', 'administrator', '/api/users', 200],
  ['POST /api/users', 'administrator', '/api/users', UNKNOWN_FIELD],
  ['GET /api/users/{user_id}', 'administrator', '/api/users/igboyes', 200],
  ['PATCH /api/users/{user_id}', 'administrator', '/api/users/igboyes', UNKNOWN_FIELD],
  ['DELETE /api/users/{user_id}', 'administrator', '/api/users/nothing1', 404],
  ['GET /api/groups', 'administrator', '/api/groups', 200],
  ['POST /api/groups', 'administrator', '/api/groups', UNKNOWN_FIELD],
  ['GET /api/groups/{group_id}', 'administrator', '/api/groups/curators', 200],
  ['PATCH /api/groups/{group_id}', 'administrator', '/api/groups/curators', UNKNOWN_FIELD],
  ['DELETE /api/groups/{group_id}', 'administrator', '/api/groups/nothing1', 404],
  ['GET /api/account', 'account', '/api/account', 200],
  ['GET /api/account/keys', 'account', '/api/account/keys', 200],
  ['POST /api/account/keys', 'account', '/api/account/keys', UNKNOWN_FIELD],
  ['GET /api/account/keys/{key_id}', 'account', '/api/account/keys/nothing1', 404],
  ['DELETE /api/account/keys/{key_id}', 'account', '/api/account/keys/nothing1', 404],
];

export const PROBES: Probe[] = rows.map(([operation, demand, path, more]) => ({
  operation,
  demand,
  path,
  ...(typeof more === 'number' ? { inside: more } : { inside: 200, ...more }),
}));

/** Whether it is about one reference. */
export function isAboutReference({ demand }: Probe): boolean {
  return ['read', 'build', 'modify', 'modify_otu', 'remove'].includes(demand);
}
