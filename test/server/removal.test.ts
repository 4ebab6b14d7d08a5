import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Client, startServer } from '../support/server.js';

async function referenceWithOtus(admin: Client, count: number): Promise<{ id: string; otus: string[] }> {
  const { id } = (await admin.post('/api/refs', { name: 'Plant Viruses', data_type: 'genome' })).body;
  const otus: string[] = [];
  for (let number = 0; number < count; number += 1) {
    otus.push((await admin.post(`/api/refs/${id}/otus`, { name: `Virus ${number}` })).body.id);
  }
  return { id, otus };
}

describe('a reference that is removed while it is used', () => {
  it('is there, whole, or not there, to whoever reads, edits or exports it', async () => {
    const { admin, log } = await startServer();
    const { id, otus } = await referenceWithOtus(admin, 5);
    const asked: Promise<string>[] = [];
    const ask = (what: string, answer: Promise<{ status: number }>) =>
      asked.push(answer.then(({ status }) => `${what} ${status}`));
    for (let turn = 0; turn < 40; turn += 1) {
      ask('edit', admin.patch(`/api/otus/${otus[turn % 5]}`, { abbreviation: `A${turn}` }));
      ask('read', admin.get(`/api/refs/${id}/history`));
      ask('export', admin.get(`/api/refs/${id}/export`));
      if (turn === 20) ask('remove', admin.delete(`/api/refs/${id}`));
    }
    const said = new Set(await Promise.all(asked));
    expect([...said].filter((answer) => !/^(edit|read|export) (200|404)$|^remove 202$/.test(answer))).toEqual([]);
    expect((await admin.get(`/api/refs/${id}`)).status).toBe(404);
    expect(log.join('')).not.toContain('"level":50');
  });
});

describe('an export', () => {
  it('is written once for all who ask for the same, and is gone when they have it', async () => {
    const { admin, workspace } = await startServer();
    const { id } = await referenceWithOtus(admin, 3);
    const answers = await Promise.all([1, 2, 3].map(() => admin.get(`/api/refs/${id}/export`)));
    for (const { status, headers, body } of answers) {
      expect(status).toBe(200);
      expect(headers.get('content-disposition')).toBe('attachment; filename="reference.json.gz"');
      expect(JSON.parse(gunzipSync(body).toString()).otus).toHaveLength(3);
    }
    await expect.poll(() => readdirSync(join(workspace.directory, 'files'))).toEqual([]);
  });
});
