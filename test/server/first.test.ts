import { expect, it } from 'vitest';
import { startServer } from '../support/server.js';

it('works', async () => {
  const { admin, contract, log } = await startServer();
  console.log(contract.operations.length, JSON.stringify(contract.document).length);
  const made = await admin.post('/api/refs', { name: 'Plant Viruses', data_type: 'genome' });
  expect(made.status).toBe(201);
  const ref = made.body.id;
  const otu = await admin.post(`/api/refs/${ref}/otus`, { name: 'Foobar', abbreviation: 'FBR' });
  console.log(otu.status, otu.headers.get('location'), JSON.stringify(otu.body));
  const id = otu.body.id;
  console.log(JSON.stringify((await admin.patch(`/api/viruses/${id}`, { abbreviation: 'FB' })).body));
  const iso = await admin.post(`/api/otus/${id}/isolates`, { source_type: 'isolate', source_name: 'a' });
  console.log(iso.status, JSON.stringify(iso.body));
  const seq = await admin.post(`/api/otus/${id}/isolates/${iso.body.id}/sequences`, {
    id: 'foobar',
    definition: 'A sequence',
    sequence: 'ATGACTAGCG',
  });
  console.log(seq.status, JSON.stringify(seq.body));
  console.log(JSON.stringify((await admin.get(`/api/otus/${id}`)).body));
  console.log(JSON.stringify((await admin.get(`/api/otus/${id}/history`)).body));
  console.log(JSON.stringify((await admin.get(`/api/refs/${ref}/otus?find=foo`)).body));
  console.log(JSON.stringify((await admin.get(`/api/refs/${ref}/history`)).body));
  const built = await admin.post(`/api/refs/${ref}/indexes`);
  console.log(JSON.stringify(built.body));
  console.log(await admin.finished(built.body.job.id));
  console.log(JSON.stringify((await admin.get(`/api/indexes/${built.body.id}`)).body));
  console.log(JSON.stringify((await admin.get(`/api/indexes/${built.body.id}/files/reference.json.gz`)).status));
  const clone = await admin.post('/api/refs', { name: 'Clone', clone_from: ref });
  console.log(JSON.stringify(clone.body));
  console.log(await admin.finished(clone.body.process.id));
  console.log(JSON.stringify((await admin.get(`/api/refs/${clone.body.id}/otus`)).body));
  const exp = await admin.get(`/api/refs/${ref}/export`);
  console.log(exp.status, exp.body.length);
  const up = await admin.post('/upload/reference?name=reference.json.gz', undefined, { raw: exp.body });
  console.log(up.status, up.body);
  const imp = await admin.post('/api/refs', { name: 'Imp', import_from: up.body.id });
  console.log(JSON.stringify(imp.body), await admin.finished(imp.body.process?.id));
  const del = await admin.delete(`/api/refs/${ref}`);
  console.log(del.status, del.headers.get('content-location'), del.body, await admin.finished(del.body.id));
  console.log(JSON.stringify((await admin.get('/api/refs')).body.documents.map((d: any) => d.name)));
  console.log(log.join(''));
});
