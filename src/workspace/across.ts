/** Lists across all references that an account may read. */
import { fold } from '../catalog/fold.js';
import { type Page, type PageRequest, pageOf } from '../catalog/pages.js';
import type { ChangeDocument } from '../reference/documents.js';
import type { Account, OtuSummary } from '../reference/reference.js';
import { mayRead } from './access.js';
import { describeReference, listIndexes, type ServedDocument, type ServedIndex } from './documents.js';
import { compareNames, type OpenReference, type Served } from './references.js';
import type { Workspace } from './workspace.js';

/** How many documents of a reference are asked for at once. */
const CHUNK = 100;

export interface FoundOtu extends OtuSummary {
  reference: { id: string; name: string };
}

async function readable({ references }: Workspace, account: Account): Promise<Served[]> {
  return (await references.list()).filter(({ config }) => mayRead(account, config));
}

async function readableOpen(workspace: Workspace, account: Account): Promise<OpenReference[]> {
  return (await readable(workspace, account)).flatMap((served) => (served.reference ? [served] : []));
}

/** References by name; `find` is any part of it, case ignored. */
export async function findReferences(
  workspace: Workspace,
  account: Account,
  { find = '', ...request }: PageRequest & { find?: string },
): Promise<Page<ServedDocument>> {
  const all = await readable(workspace, account);
  const found = all.filter(({ config }) => fold(config.name).includes(fold(find)));
  const shown = found.slice((request.page - 1) * request.per_page, request.page * request.per_page);
  const documents = await Promise.all(shown.map((served) => describeReference(workspace, served)));
  return pageOf(documents, { total: all.length, found: found.length }, request);
}

/** OTUs by name. */
export async function searchOtus(
  workspace: Workspace,
  account: Account,
  { page, per_page, ...query }: PageRequest & { find?: string; verified?: boolean },
): Promise<Page<FoundOtu> & { modified_count: number }> {
  let modified_count = 0;
  const sources = (await readableOpen(workspace, account)).map(
    ({ id, config, reference }) =>
      async (part: PageRequest) => {
        const found = await reference.findOtus({ ...query, page: part.page, perPage: part.per_page });
        if (part.page === 1) modified_count += found.modified_count;
        return {
          ...found,
          documents: found.documents.map((otu) => ({ ...otu, reference: { id, name: config.name } })),
        };
      },
  );
  const merged = await mergePages(sources, (a, b) => compareNames(a.name, b.name), { page, per_page });
  return { ...merged, modified_count };
}

/** Changes, newest first. */
export async function searchHistory(
  workspace: Workspace,
  account: Account,
  { page, per_page, unbuilt }: PageRequest & { unbuilt?: boolean },
): Promise<Page<ChangeDocument>> {
  const sources = (await readableOpen(workspace, account)).map(
    ({ reference }) =>
      (part: PageRequest) =>
        reference.history({ unbuilt, page: part.page, perPage: part.per_page }),
  );
  const newestFirst = (a: ChangeDocument, b: ChangeDocument) => Date.parse(b.created_at) - Date.parse(a.created_at);
  return mergePages(sources, newestFirst, { page, per_page });
}

/** Indexes by version, newest first. */
export async function searchIndexes(
  workspace: Workspace,
  account: Account,
  request: PageRequest,
): Promise<Page<ServedIndex>> {
  const lists = await Promise.all((await readable(workspace, account)).map((served) => listIndexes(workspace, served)));
  return pageOfAll(
    lists.flat().sort((a, b) => b.version - a.version),
    request,
  );
}

/** The newest index of each reference that is ready, by the reference's name. */
export async function readyIndexes(workspace: Workspace, account: Account) {
  const newest = (await readableOpen(workspace, account)).map(async ({ id, config, reference }) => {
    const [index] = await reference.indexes.list();
    return index ? [{ id: index.id, version: index.version, reference: { id, name: config.name } }] : [];
  });
  return (await Promise.all(newest)).flat();
}

/** One page of a list that is all there. */
export function pageOfAll<T>(all: readonly T[], request: PageRequest): Page<T> {
  const documents = all.slice((request.page - 1) * request.per_page, request.page * request.per_page);
  return pageOf(documents, { total: all.length, found: all.length }, request);
}

/**
 * One page of several sorted lists made one, which are read only as far as that page needs. Gives way to other work
 * between the parts that it reads.
 */
async function mergePages<T>(
  sources: ((part: PageRequest) => Promise<Page<T>>)[],
  compare: (a: T, b: T) => number,
  request: PageRequest,
): Promise<Page<T>> {
  const [only] = sources;
  if (only && sources.length === 1) return only(request);
  const queues = await Promise.all(
    sources.map(async (source) => ({ source, part: 1, at: 0, page: await source({ page: 1, per_page: CHUNK }) })),
  );
  const sum = (key: 'total_count' | 'found_count') => queues.reduce((total, { page }) => total + page[key], 0);
  const counts = { total: sum('total_count'), found: sum('found_count') };
  const skipped = (request.page - 1) * request.per_page;
  const documents: T[] = [];
  for (let place = 0; place < skipped + request.per_page && skipped < counts.found; place += 1) {
    let first: (typeof queues)[number] | null = null;
    for (const queue of queues) {
      if (queue.at === queue.page.documents.length && queue.part < queue.page.page_count) {
        queue.part += 1;
        await new Promise(setImmediate);
        queue.page = await queue.source({ page: queue.part, per_page: CHUNK });
        queue.at = 0;
      }
      const next = queue.page.documents[queue.at];
      if (next === undefined) continue;
      if (first === null || compare(next, first.page.documents[first.at]!) < 0) first = queue;
    }
    if (first === null) break;
    if (place >= skipped) documents.push(first.page.documents[first.at]!);
    first.at += 1;
  }
  return pageOf(documents, counts, request);
}
