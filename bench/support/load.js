/**
 * A load of requests from a process of its own, on loopback: each connection sends its next request when the last one
 * is answered. The job is JSON on standard input; SIGTERM ends it before its time. Prints, as JSON, the requests
 * answered per second and the 99th percentile of the times that they took, in ms. Fails unless every answer is a 2xx.
 *
 * job: `url`, `connections`, `seconds`, `authorization`, and one of
 *   paths: what to get, dealt out among the connections, so that no two ask for the same at the same time
 *   edits: ids of OTUs, dealt out likewise, to give a new abbreviation each, that begins with `label`
 */
import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

const { url, connections, seconds, authorization, paths, edits, label } = JSON.parse(readFileSync(0, 'utf8'));
const headers = { authorization };
let serial = 0;

const edit = (id) => ({
  method: 'PATCH',
  headers: { ...headers, 'content-type': 'application/json' },
  setupRequest: (request) => {
    serial += 1;
    return { ...request, path: `/api/otus/${id}`, body: JSON.stringify({ abbreviation: `${label}${serial}` }) };
  },
});
const requests = paths ? paths.map((path) => ({ method: 'GET', path, headers })) : edits.map(edit);
let dealt = 0;
const times = [];
let first;
let last;
const instance = autocannon(
  {
    url,
    connections,
    duration: seconds,
    sampleInt: 100,
    setupClient: (client) => {
      const turn = dealt;
      dealt += 1;
      client.setRequests(requests.filter((_, index) => index % connections === turn % connections));
    },
  },
  (error, result) => {
    if (error) throw error;
    const { non2xx, errors, timeouts, statusCodeStats } = result;
    if (non2xx + errors + timeouts > 0 || times.length === 0) {
      throw new Error(`not all was answered with 2xx: ${JSON.stringify({ errors, timeouts, statusCodeStats })}`);
    }
    times.sort((a, b) => a - b);
    const p99 = times[Math.ceil(times.length * 0.99) - 1];
    console.log(JSON.stringify({ perSecond: (times.length / (last - first)) * 1000, p99, requests: times.length }));
  },
);
// Not from the start of the load: that prepares its requests first.
instance.on('response', (_client, _status, _bytes, milliseconds) => {
  last = performance.now();
  first ??= last - milliseconds;
  times.push(milliseconds);
});
process.on('SIGTERM', () => instance.stop());
