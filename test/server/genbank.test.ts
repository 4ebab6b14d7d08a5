/** Records of GenBank over HTTP: what goes wrong with NCBI, and what many clients at once cost it. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startNcbi } from '../support/ncbi.js';
import { startServer } from '../support/server.js';

const record = { accession: 'ZZ000001.1' };

test('records are kept in a folder of the workspace, and given while NCBI can not be reached', async () => {
  const ncbi = await startNcbi(record);
  const { workspace, admin } = await startServer({ env: ncbi.env });
  const folder = join(workspace.directory, 'genbank');
  expect(existsSync(folder)).toBe(false);
  const { body } = await admin.get('/api/genbank/ZZ000001');
  expect(readdirSync(folder).sort()).toEqual(['ZZ000001.1.json', 'ZZ000001.json']);
  ncbi.fail('status 500');
  expect(await admin.get('/api/genbank/ZZ000001')).toMatchObject({ status: 200, body });
  expect(ncbi.requests).toHaveLength(1);
});

test.each(['status 403', 'elsewhere', 'another record'] as const)(
  'a failure of NCBI is a bad gateway: %s',
  async (how) => {
    const ncbi = await startNcbi(record);
    const { admin, log } = await startServer({ env: { ...ncbi.env, NCBI_API_KEY: 'k3y' } });
    ncbi.fail(how);
    expect(await admin.get('/api/genbank/ZZ000001.1')).toMatchObject({
      status: 502,
      body: { id: 'bad_gateway', message: 'Could not reach Genbank' },
    });
    const said = log.join('\n');
    expect(said).toContain('Could not reach Genbank: it ');
    expect(said).not.toContain('k3y');
    ncbi.recover();
    expect((await admin.get('/api/genbank/ZZ000001.1')).status).toBe(200);
  },
);

describe('many clients at once', () => {
  test('that want one record are one request to NCBI', async () => {
    const ncbi = await startNcbi(record);
    const { admin } = await startServer({ env: ncbi.env });
    const answers = await Promise.all(Array.from({ length: 40 }, () => admin.get('/api/genbank/ZZ000001.1')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(ncbi.requests).toHaveLength(1);
  });

  test('that want more than can be kept track of are told to come again, and others are served meanwhile', async () => {
    const ncbi = await startNcbi(record);
    const held: (() => void)[] = [];
    ncbi.fail((response, xml) => void held.push(() => response.end(xml)));
    const { admin, workspace } = await startServer({ env: ncbi.env });
    const number = (at: number) => `ZZ${String(at + 1).padStart(6, '0')}.1`;
    const waiting = Array.from({ length: 100 }, (_, at) => workspace.genbank.record(number(at)).catch(() => null));
    const refused = await admin.get('/api/genbank/ZZ000999.1');
    expect(refused).toMatchObject({ status: 503, body: { id: 'unavailable' } });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await admin.get('/api/account')).status).toBe(200);
    // Closing ends what is under way.
    await workspace.genbank.close();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([null]));
    for (const answer of held) answer();
  });
});
