/** A stand-in for NCBI on loopback: efetch of invented records, as NCBI answers it, and the ways in which it fails. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { gbSet, type InventedRecord } from './gbseq.js';

export interface NcbiRequest {
  method: string;
  /** With the query, where nothing should be. */
  url: string;
  /** The form in its body. */
  form: Record<string, string>;
  ids: string[];
}

/** Answers a request in its own way; `xml` is what would have been answered. */
export type Failure = (response: ServerResponse, xml: string) => void;

export interface Ncbi {
  /** What makes a client ask here. */
  env: { NCBI_EUTILS_URL: string };
  /** What there is; may be added to. */
  records: InventedRecord[];
  /** What was asked so far. */
  requests: NcbiRequest[];
  /** Answers the next requests in this way, every one from now on unless `times` is given. */
  fail(how: Failure | keyof typeof FAILURES, times?: number): void;
  /** Answers as it should again. */
  recover(): void;
  close(): Promise<void>;
}

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Failure =>
  (response) =>
    void response.writeHead(status, headers).end(body);

const WEB_PAGE =
  '<!DOCTYPE html>\n<html><head><title>Service unavailable</title></head><body><p>Sorry</p></body></html>\n';
const RATE_LIMIT = '{"error":"API rate limit exceeded","api-key":"192.0.2.1","count":"4","limit":"3"}\n';

export const FAILURES = {
  'status 500': answer(500, WEB_PAGE),
  'status 503': answer(503, WEB_PAGE),
  'status 403': answer(403, WEB_PAGE),
  'rate limit': answer(429, RATE_LIMIT),
  'web page': answer(200, WEB_PAGE, { 'content-type': 'text/html' }),
  'no xml': answer(200, 'Error: CEFetchPApplication::proxy_stream(): Error reading from socket'),
  'empty list': answer(200, '<?xml version="1.0"?><eFetchResult><ERROR>ID list is empty!</ERROR></eFetchResult>'),
  'empty set': answer(200, '<?xml version="1.0"?>\n<GBSet>\n</GBSet>\n'),
  'spaced out': answer(200, 'Error: F a i l e d  t o  u n d e r s t a n d  i d :  N O P E'),
  elsewhere: answer(307, '', { location: 'http://127.0.0.1:9/elsewhere' }),
  'another record': answer(200, gbSet({ accession: 'ZZ999999.1' })),
  cut: (response) => void response.destroy(),
  half: (response, xml) => {
    const bytes = Buffer.from(xml);
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
  },
  // As if it were the whole: only the text tells.
  'half, unnoticed': (response, xml) => void response.end(xml.slice(0, xml.length / 2)),
} satisfies Record<string, Failure>;

/** Started anew for each test, and closed after it. */
export async function startNcbi(...records: InventedRecord[]): Promise<Ncbi> {
  const ncbi = await openNcbi(...records);
  onTestFinished(ncbi.close);
  return ncbi;
}

/** The same for the tests of a whole file, which close it. */
export async function openNcbi(...records: InventedRecord[]): Promise<Ncbi> {
  const requests: NcbiRequest[] = [];
  let failing: { how: Failure; times: number } | null = null;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    const ids = (form.id ?? '').split(',');
    requests.push({ method: request.method!, url: request.url!, form, ids });
    const found = ids.map((id) => find(ncbi.records, id));
    const known = found.filter((record) => record !== undefined);
    const xml = gbSet(...known);
    if (failing && failing.times > 0) {
      failing.times -= 1;
      failing.how(response, xml);
    } else if (known.length < found.length) {
      response.writeHead(400).end(`Failed to understand id: ${ids[found.indexOf(undefined)]}\n`);
    } else {
      response.writeHead(200, { 'content-type': 'text/xml; charset=UTF-8' }).end(xml);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ncbi: Ncbi = {
    env: { NCBI_EUTILS_URL: `http://127.0.0.1:${port}/entrez/eutils/` },
    records,
    requests,
    fail(how, times = Number.POSITIVE_INFINITY) {
      failing = { how: typeof how === 'string' ? FAILURES[how] : how, times };
    },
    recover() {
      failing = null;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return ncbi;
}

/** The record of a version; without one, the newest that has the accession or took it over. */
function find(records: InventedRecord[], id: string): InventedRecord | undefined {
  return (
    records.find(({ accession }) => accession === id) ??
    records.findLast(({ accession }) => accession.replace(/\.\d+$/, '') === id) ??
    records.find(({ secondary }) => secondary?.includes(id))
  );
}
